"""Which taxes invoices had so far."""

from __future__ import annotations

import json
from decimal import Decimal

from app.domain.invoices import Tax
from app.storage.database import Database


def used_taxes(db: Database, limit: int) -> list[Tax]:
    """Each once, of the newest invoices first; `limit` is how many different sets of taxes are looked at."""
    rows = db.read(
        "select taxes from invoice where deleted_at is null and taxes <> '[]' group by taxes order by max(date) desc"
        " limit ?",
        limit,
    )
    found = [Tax(label, Decimal(percent)) for row in rows for label, percent in json.loads(row["taxes"])]
    return list(dict.fromkeys(found))
