"""SQL for what sync remembers: cursors, signatures and facts learned about a connection, with their evidence."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.storage.changes import Changes
from app.storage.database import Database

HERE = ""
"""Stands where a connection id would, for what belongs to this data folder."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something learned: its value, what showed it, and when."""

    key: str
    value: object
    evidence: str
    at: int


@dataclass(frozen=True, slots=True)
class SyncState:
    """Values by connection and key; what `json` takes. Outside a write each call commits by itself."""

    db: Database

    def get(self, connection_id: str, key: str) -> object | None:
        row = self.db.one("select value from sync_state where connection_id = ? and key = ?", connection_id, key)
        return None if row is None else json.loads(row["value"])

    def put(self, connection_id: str, key: str, value: object, now: int, evidence: str = "") -> None:
        with self.db.write():
            self.db.run(
                "insert into sync_state (connection_id, key, value, evidence, at) values (?, ?, ?, ?, ?)"
                " on conflict (connection_id, key) do update set value = excluded.value,"
                " evidence = excluded.evidence, at = excluded.at",
                connection_id, key, json.dumps(value), evidence, now,
            )  # fmt: skip

        if connection_id == HERE:
            self.db.touch(Changes(sync=True))

    def forget(self, connection_id: str, key: str) -> None:
        with self.db.write():
            self.db.run("delete from sync_state where connection_id = ? and key = ?", connection_id, key)

    def facts(self, connection_id: str) -> list[Fact]:
        """Everything kept for a connection, for `doctor`."""
        rows = self.db.read("select * from sync_state where connection_id = ? order by key", connection_id)
        return [Fact(row["key"], json.loads(row["value"]), row["evidence"], row["at"]) for row in rows]
