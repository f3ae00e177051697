"""The few figures that `stint status` needs, read without the repositories: starting up is most of what it costs."""

from __future__ import annotations

import json

from app.storage.database import Database


def outbox_counts(db: Database) -> dict[str, int]:
    """Operations by state: waiting, in_flight, checking, parked."""
    return {row["state"]: row["n"] for row in db.read("select state, count(*) as n from outbox group by state")}


def open_conflicts(db: Database) -> int:
    row = db.one("select count(*) from conflict")
    return int(row[0]) if row is not None else 0


def open_questions(db: Database) -> int:
    row = db.one("select count(*) from question")
    return int(row[0]) if row is not None else 0


def remembered(db: Database, key: str) -> object | None:
    """A value that sync left for this data folder."""
    row = db.one("select value from sync_state where connection_id = '' and key = ?", key)
    return None if row is None else json.loads(row["value"])


_FIXED = 2
"""`ProjectKind.FIXED`, without the import."""


def project_terms(db: Database) -> dict[str, tuple[str | None, bool, str | None]]:
    """Rate (decimal text), whether it is the whole amount, and currency (the project's, else its client's) by project id."""
    rows = db.read(
        "select p.id, p.rate, p.kind, coalesce(p.currency, c.currency) as currency from project p"
        " left join client c on c.id = p.client_id"
    )
    return {row["id"]: (row["rate"], row["kind"] == _FIXED, row["currency"]) for row in rows}
