"""SQL for the sync log: what happened to each operation, kept after the operation is done."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from app.storage.changes import Changes
from app.storage.database import Database

_NAMES = (
    ("entry", "title"), ("invoice", "number"), ("client", "name"), ("project", "name"), ("task", "title"),
    ("payment", "amount"), ("expense", "description"), ("invoice_message", "subject"),
)  # fmt: skip
"""Tables, and the column that people call their records by."""


@dataclass(frozen=True, slots=True)
class SyncEvent:
    """One step. `event`: queued | sent | confirmed | refused | checking | adopted | withdrawn | later, ..."""

    seq: int
    operation_id: str
    kind: str
    record_id: str
    event: str
    at: int
    remote_id: str | None
    detail: str


def log_event(
    db: Database,
    operation_id: str,
    kind: str,
    record_id: str,
    event: str,
    at: int,
    *,
    remote_id: str | None = None,
    detail: str = "",
) -> None:
    """Append one step; inside the transaction of what it reports."""
    db.touch(_touched(kind, record_id) | Changes(sync=True))
    db.run(
        "insert into sync_log (operation_id, kind, record_id, event, remote_id, detail, at)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        operation_id, kind, record_id, event, remote_id, detail, at,
    )  # fmt: skip


def recent_events(db: Database, limit: int, record_id: str | None = None) -> list[SyncEvent]:
    """The latest steps, newest first, of one record or of all."""
    condition, values = ("where record_id = ?", (record_id,)) if record_id is not None else ("", ())
    return _events(db.read(f"select * from sync_log {condition} order by seq desc limit ?", *values, limit))


def events_before(db: Database, before: int | None, limit: int) -> list[SyncEvent]:
    """Steps older than step number `before` (None: from the latest), newest first."""
    newest = 2**62 if before is None else before
    return _events(db.read("select * from sync_log where seq < ? order by seq desc limit ?", newest, limit))


def events_of(db: Database, kind: str, record_id: str, operation_id: str) -> list[SyncEvent]:
    """Every step of one operation, oldest first; found by its record, which is what the index knows."""
    rows = db.read(
        "select * from sync_log where kind = ? and record_id = ? and operation_id = ? order by seq",
        kind,
        record_id,
        operation_id,
    )
    return _events(rows)


def operation_behind(db: Database, kind: str, record_id: str, remote_id: str) -> str:
    """The operation that a step named the remote record in, the latest; "" where none is known any more."""
    row = db.one(
        "select operation_id from sync_log where kind = ? and record_id = ? and remote_id = ?"
        " order by seq desc limit 1",
        kind,
        record_id,
        remote_id,
    )
    return "" if row is None else str(row["operation_id"])


def record_titles(db: Database, record_ids: Collection[str]) -> dict[str, str]:
    """What people call these records: titles of entries and tasks, names of clients and projects, numbers of
    invoices; nothing for what is gone.
    """
    ids = list(record_ids)
    marks = ", ".join("?" * len(ids))
    rows = db.read(
        " union all ".join(f"select id, {name} as title from {table} where id in ({marks})" for table, name in _NAMES),
        *ids * len(_NAMES),
    )
    return {row["id"]: row["title"] for row in rows if row["title"] is not None}


def _touched(kind: str, record_id: str) -> Changes:
    """What shows the record has to show where it stands now."""
    one = frozenset((record_id,))
    match kind:
        case "entry":
            return Changes(entries=one)
        case "client":
            return Changes(clients=one)
        case "project":
            return Changes(projects=one)
        case "task":
            return Changes(tasks=one)
        case _:
            return Changes()


def prune_events(db: Database, before: int) -> None:
    """Forget steps older than that instant."""
    db.run("delete from sync_log where at < ?", before)


def _events(rows: list[sqlite3.Row]) -> list[SyncEvent]:
    return [
        SyncEvent(
            row["seq"], row["operation_id"], row["kind"], row["record_id"], row["event"], row["at"], row["remote_id"],
            row["detail"],
        )
        for row in rows
    ]  # fmt: skip
