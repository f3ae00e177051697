"""SQL for the sync log: what happened to each operation, kept after the operation is done."""

from __future__ import annotations

from dataclasses import dataclass

from app.storage.changes import Changes
from app.storage.database import Database


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
    db.touch(Changes(entries=frozenset((record_id,)) if kind == "entry" else frozenset(), sync=True))
    db.run(
        "insert into sync_log (operation_id, kind, record_id, event, remote_id, detail, at)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        operation_id, kind, record_id, event, remote_id, detail, at,
    )  # fmt: skip


def recent_events(db: Database, limit: int, record_id: str | None = None) -> list[SyncEvent]:
    """The latest steps, newest first, of one record or of all."""
    condition, values = ("where record_id = ?", (record_id,)) if record_id is not None else ("", ())
    rows = db.read(f"select * from sync_log {condition} order by seq desc limit ?", *values, limit)
    return [
        SyncEvent(
            row["seq"], row["operation_id"], row["kind"], row["record_id"], row["event"], row["at"], row["remote_id"],
            row["detail"],
        )
        for row in rows
    ]  # fmt: skip


def prune_events(db: Database, before: int) -> None:
    """Forget steps older than that instant."""
    db.run("delete from sync_log where at < ?", before)
