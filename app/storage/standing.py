"""Where a record stands with Clientary, for the kinds that hold one operation and no conflict of their own.

Entries and invoices have states beyond these; their repositories say so themselves.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from app.domain.clients import RecordSync
from app.storage.database import Database


class Standing(NamedTuple):
    """`message`: the server's words where it refused the record."""

    sync: RecordSync
    message: str | None


def standing_columns(kind: str, alias: str) -> str:
    """SQL columns `remote_id`, `outbox_state` and `outbox_message` of the record that `alias` stands for."""
    waiting = f"from outbox o where o.kind = '{kind}' and o.record_id = {alias}.id and o.action <> 'drop'"
    return (
        f"(select r.remote_id from remote_link r where r.kind = '{kind}' and r.local_id = {alias}.id"
        "   and r.state = 'linked') as remote_id,"
        f" (select o.state {waiting} order by case o.state when 'in_flight' then 0 when 'checking' then 1"
        "   when 'parked' then 2 else 3 end limit 1) as outbox_state,"
        f" (select o.message {waiting} and o.state = 'parked') as outbox_message"
    )


def forget_record(db: Database, kind: str, record_id: str) -> bool:
    """Delete a record that Clientary never had; False where something else here refers to it. Inside a write."""
    statement = {
        "client": "delete from client where id = ?",
        "project": "delete from project where id = ?",
        "task": "delete from task where id = ?",
        "expense": "delete from expense where id = ?",
    }[kind]
    try:
        db.run(statement, record_id)
    except sqlite3.IntegrityError:
        return False
    return True


def standing_of(row: sqlite3.Row) -> Standing:
    """What a row that was read with `standing_columns` says."""
    state = row["outbox_state"]
    if state is not None:
        return Standing(RecordSync(state), row["outbox_message"])
    return Standing(RecordSync.LOCAL if row["remote_id"] is None else RecordSync.SYNCED, None)
