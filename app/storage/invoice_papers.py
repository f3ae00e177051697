"""SQL for what the documents of an invoice need to know of it beyond its row."""

from __future__ import annotations

from app.storage.database import Database


def credited_number(db: Database, invoice_id: str) -> str | None:
    """The number of the invoice that this one takes back, empty where that has none; None for one that takes nothing
    back.
    """
    row = db.one(
        "select coalesce(o.number, '') as number from invoice i join invoice o on o.id = i.credits where i.id = ?",
        invoice_id,
    )
    return None if row is None else str(row["number"])
