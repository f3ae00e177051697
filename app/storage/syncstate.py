"""SQL for what sync remembers: cursors, signatures and facts learned about a connection, with their evidence."""

from __future__ import annotations

import json
from dataclasses import dataclass

from app.storage.changes import Changes
from app.storage.database import Database

HERE = ""
"""Stands where a connection id would, for what belongs to this data folder."""


LONGEST_KEEP_OFF_S = 15 * 60
"""So long another side's wish to be left alone is believed."""
OUTCOME = "last_outcome"
"""State of this folder: how the last cycle ended, and until when automatic ones are to keep off."""


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


def remember_outcome(state: SyncState, name: str, reason: str | None, now: int, retry_after_s: int = 0) -> None:
    """How a cycle ended. `retry_after_s`: how long the other side asked to be left alone."""
    value = {"state": name, "reason": reason, "retry_at": now + retry_after_s if retry_after_s else None}
    state.put(HERE, OUTCOME, value, now)


def keep_off_s(state: SyncState, now: int) -> int:
    """How long automatic cycles still have to keep off; never long, so that a clock that was set holds nothing up."""
    outcome = state.get(HERE, OUTCOME)
    until = outcome.get("retry_at") if isinstance(outcome, dict) else None
    return min(max(0, until - now), LONGEST_KEEP_OFF_S) if isinstance(until, int) else 0
