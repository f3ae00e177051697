"""SQL for the undo log: what a user's act changed, so that it can be taken back, across restarts."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from app.storage.database import Database

KEPT = 200


@dataclass(frozen=True, slots=True)
class UndoStep:
    """One act of the user. `changes`: [{"entry": id, "before": {...} | null, "after": {...} | null}]."""

    seq: int
    label: str
    changes: list[dict[str, object]]
    undone: bool
    at: int


@dataclass(frozen=True, slots=True)
class UndoLog:
    """A line of acts with a point up to which they are undone; a new act drops what was undone."""

    db: Database

    def record(self, label: str, changes: list[dict[str, object]], now: int) -> None:
        """No act gets the number of one that was undone: whoever still offers to undo that one would undo this."""
        self.db.run("insert into undo_log (label, changes, at) values (?, ?, ?)", label, json.dumps(changes), now)
        self.db.run("delete from undo_log where undone = 1")
        self.db.run("delete from undo_log where seq <= (select max(seq) from undo_log) - ?", KEPT)

    def to_undo(self) -> UndoStep | None:
        return self._step("where undone = 0 order by seq desc limit 1")

    def not_undone(self, seq: int) -> UndoStep | None:
        """The step of that number, unless it is undone already."""
        row = self.db.one("select * from undo_log where undone = 0 and seq = ?", seq)
        return None if row is None else _step(row)

    def undone(self, seq: int) -> UndoStep | None:
        """The step of that number, if it is undone."""
        row = self.db.one("select * from undo_log where undone = 1 and seq = ?", seq)
        return None if row is None else _step(row)

    def to_redo(self) -> UndoStep | None:
        return self._step("where undone = 1 order by seq limit 1")

    def mark(self, seq: int, *, undone: bool) -> None:
        self.db.run("update undo_log set undone = ? where seq = ?", int(undone), seq)

    def steps(self) -> list[UndoStep]:
        """All kept steps, newest first."""
        return [_step(row) for row in self.db.read("select * from undo_log order by seq desc")]

    def others_since(self, at: int) -> tuple[str, ...]:
        """Kinds of what was queued for Clientary from that second on that is no entry: no step here stands for it."""
        rows = self.db.read(
            "select distinct kind from sync_log where event = 'queued' and kind <> 'entry' and detail <> 'retry'"
            " and at >= ? order by kind",
            at,
        )
        return tuple(row["kind"] for row in rows)

    def _step(self, condition: str) -> UndoStep | None:
        row = self.db.one(f"select * from undo_log {condition}")
        return None if row is None else _step(row)


def _step(row: sqlite3.Row) -> UndoStep:
    return UndoStep(row["seq"], row["label"], json.loads(row["changes"]), bool(row["undone"]), row["at"])
