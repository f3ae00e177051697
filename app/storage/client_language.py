"""SQL for the language in which a client is written to."""

from __future__ import annotations

from app.storage.database import Database


def language_of_client(db: Database, client_id: str | None) -> str | None:
    """The language set for a client, such as `de` or `pt_BR`; None where none is."""
    row = db.one("select language from billing_terms where kind = 'client' and record_id = ?", client_id)
    return None if row is None else row["language"] or None
