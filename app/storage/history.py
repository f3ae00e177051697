"""SQL for the history of entries: every change, with what was there before and what is there after it."""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from app.domain.entries import Entry, image
from app.storage.database import Database

Image = dict[str, object]
_LATELY = 200


class HistoryRow(NamedTuple):
    """One change of one entry. `act` is its stable name (start, edit, split, merge, pull, undo, ...); `before` and
    `after` are images as `app.domain.entries.image` makes them, None where the entry was not there.
    """

    seq: int
    entry_id: str
    act: str
    before: Image | None
    after: Image | None
    reason: str
    at: int


class HistoryRepository:
    """Reads and writes of histories; writes belong inside `db.write()`, with the change itself."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def record(self, act: str, before: Entry | None, after: Entry | None, now: int, reason: str = "") -> None:
        """Note a change; one that changed nothing leaves no trace."""
        one = before or after
        was, became = image(before), image(after)
        if one is None or (was == became and not reason):
            return
        self.db.run(
            "insert into entry_history (entry_id, label, before, after, reason, at) values (?, ?, ?, ?, ?, ?)",
            one.id, act, _text(was), _text(became), reason, now,
        )  # fmt: skip

    def of_entry(self, entry_id: str, limit: int = 1_000) -> list[HistoryRow]:
        """The changes of an entry, newest first."""
        rows = self.db.read("select * from entry_history where entry_id = ? order by seq desc limit ?", entry_id, limit)
        return [_row(row) for row in rows]

    def latest(self, *acts: str) -> HistoryRow | None:
        """The newest change by one of these acts, among the last few changes of all entries."""
        row = self.db.one(
            f"select * from entry_history where label in ({', '.join('?' * len(acts))})"
            " and seq > (select coalesce(max(seq), 0) from entry_history) - ? order by seq desc limit 1",
            *acts,
            _LATELY,
        )
        return None if row is None else _row(row)


def _text(value: Image | None) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False)


def _row(row: sqlite3.Row) -> HistoryRow:
    before, after = (None if row[side] is None else json.loads(row[side]) for side in ("before", "after"))
    return HistoryRow(row["seq"], row["entry_id"], row["label"], before, after, row["reason"], row["at"])
