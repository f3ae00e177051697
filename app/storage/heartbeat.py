"""SQL for the heartbeat: when the program last saw the timer run, and the span since of which nobody knows."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.ids import new_id
from app.storage.changes import Changes
from app.storage.conditions import RUNNING
from app.storage.database import Database


class Beat(NamedTuple):
    """The last one: at which instant, and since which start of the computer ("" where that is not known)."""

    at: int
    boot_id: str


class HeartbeatRepository:
    """One row. It is written without waiting for the disk, unless it is to be durable: a beat that a power cut takes
    away is one minute less that is known, and a wait each minute is what a laptop's disk sleeps by.
    """

    def __init__(self, db: Database) -> None:
        self.db = db

    def beat(self, beat: Beat, *, durable: bool = False) -> None:
        """Note that a timer runs, if one does. Not inside a transaction: how much is waited for is set outside."""
        self.db.run(f"pragma synchronous = {'full' if durable else 'normal'}")
        try:
            self.db.run(
                "insert into heartbeat (id, at, boot_id) select 1, ?, ? where exists (select 1 from entry e"
                f" indexed by entry_running where {RUNNING} and e.deleted_at is null)"
                " on conflict (id) do update set at = excluded.at, boot_id = excluded.boot_id",
                *beat,
            )
        finally:
            self.db.run("pragma synchronous = full")

    def last(self) -> Beat | None:
        row = self.db.one("select at, boot_id from heartbeat where id = 1")
        return None if row is None else Beat(row["at"], row["boot_id"])

    def forget(self) -> None:
        """The program ended in good order: there is nothing to ask about."""
        self.db.run("delete from heartbeat")

    def leave_open(self, cause: str, entry_id: str, began_at: int, ended_at: int) -> None:
        """Leave the span as an absence that waits for a decision; inside `db.write()`."""
        self.db.run(
            "insert into absence (id, cause, entry_id, began_at, ended_at) values (?, ?, ?, ?, ?)",
            new_id(), cause, entry_id, began_at, ended_at,
        )  # fmt: skip
        self.db.touch(Changes(entries=frozenset((entry_id,))))
