"""SQL for absences: spans in which nobody was at the computer while a timer ran, and what a person decided."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from app.storage.changes import Changes
from app.storage.database import Database

OPEN, KEPT, DISCARDED, STOPPED, GIVEN, SPLIT = "open", "kept", "discarded", "stopped", "given", "split"
Detail = dict[str, object]
"""What else is known, as JSON takes it: `causes` (all of them), `by_s` (the clock was set by so much), `zones` (the old
and the new one), `at` (where it was split), `given_to` (an entry), and those of `OF_UNDO`.
"""
OF_UNDO = ("undo_seq", "decided")
"""The number of the step of undo that a decision made, and the state that it led to."""

_UNTIL = "min(coalesce(a.ended_at, 1 << 62), coalesce(e.ended_at, 1 << 62))"
_FROM = "max(a.began_at, e.started_at)"
_HOLDERS = (
    "with act as (select value from json_each(?)) select a.id, e.id"
    " from absence a indexed by absence_open cross join entry e"
    " where a.state = 'open' and a.entry_id in act and e.id in act"
    f" and e.deleted_at is null and e.started_at is not null and {_UNTIL} >= {_FROM}"
    f" order by {_UNTIL} - {_FROM}, e.id = a.entry_id"
)
"""Which of an act's entries have time of which of their open absences, the one with most of it last."""


class AbsenceRow(NamedTuple):
    """One absence; `cause` and `state` as the table has them, `ended_at` None while it lasts."""

    id: str
    cause: str
    entry_id: str
    began_at: int
    ended_at: int | None
    state: str
    detail: Detail
    decided_at: int | None = None


@dataclass(frozen=True, slots=True)
class AbsenceRepository:
    """Reads and writes of absences; writes belong inside `db.write()`."""

    db: Database

    def get(self, absence_id: str) -> AbsenceRow | None:
        row = self.db.one("select * from absence where id = ?", absence_id)
        return None if row is None else _absence(row)

    def open(self) -> list[AbsenceRow]:
        """Those that wait for a decision and whose entry is there, newest first. The index is named because SQLite
        forgets small partial indexes after ANALYZE.
        """
        rows = self.db.read(
            "select a.* from absence a indexed by absence_open join entry e on e.id = a.entry_id"
            " where a.state = 'open' and e.deleted_at is null order by a.began_at desc, a.id desc"
        )
        return [_absence(row) for row in rows]

    def of_entry(self, entry_id: str) -> list[AbsenceRow]:
        """All of that entry, decided or not, oldest first."""
        rows = self.db.read("select * from absence where entry_id = ? order by began_at, id", entry_id)
        return [_absence(row) for row in rows]

    def count_open(self, now: int) -> int:
        """How many of them there are, as far as their time still lies in their entry."""
        row = self.db.one(
            "select count(*) from absence a indexed by absence_open join entry e on e.id = a.entry_id"
            " where a.state = 'open' and e.deleted_at is null and e.started_at is not null and (a.cause = 'clock' or"
            " max(a.began_at, e.started_at) < min(coalesce(a.ended_at, ?1), coalesce(e.ended_at, ?1)))",
            now,
        )
        return 0 if row is None else int(row[0])

    def save(self, absence: AbsenceRow) -> None:
        """Insert or replace."""
        self.db.run(
            "insert into absence (id, cause, entry_id, began_at, ended_at, state, detail, decided_at)"
            " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set cause = excluded.cause,"
            " entry_id = excluded.entry_id, began_at = excluded.began_at, ended_at = excluded.ended_at,"
            " state = excluded.state, detail = excluded.detail, decided_at = excluded.decided_at",
            *absence._replace(detail={})[:6], json.dumps(absence.detail), absence.decided_at,
        )  # fmt: skip
        self.db.touch(Changes(entries=frozenset((absence.entry_id,))))

    def remove(self, absence: AbsenceRow) -> None:
        """Forget one that became part of another."""
        self.db.run("delete from absence where id = ?", absence.id)
        self.db.touch(Changes(entries=frozenset((absence.entry_id,))))

    def follow_undo(self, seq: int, now: int, *, undone: bool) -> None:
        """That step was taken back, or done again: so is the decision that it came from."""
        if undone:
            self.db.run(
                "update absence set state = 'open', decided_at = null"
                " where state <> 'open' and json_extract(detail, '$.undo_seq') = ?",
                seq,
            )
        else:
            self.db.run(
                "update absence set state = json_extract(detail, '$.decided'), decided_at = ?"
                " where state = 'open' and json_extract(detail, '$.undo_seq') = ?",
                now, seq,
            )  # fmt: skip

    def follow_time(self, entry_ids: Iterable[str]) -> None:
        """An act took these entries apart or put them together: what is open of them goes to the one that has most of
        its time now. One whose time none of them has stays where it is.
        """
        found = self.db.read(_HOLDERS, json.dumps(sorted(entry_ids)))
        holders: dict[str, str] = {row[0]: row[1] for row in found}
        for absence_id, entry_id in holders.items():
            self.db.run("update absence set entry_id = ? where id = ?", entry_id, absence_id)


def _absence(row: sqlite3.Row) -> AbsenceRow:
    detail = json.loads(row["detail"])
    return AbsenceRow(
        row["id"], row["cause"], row["entry_id"], row["began_at"], row["ended_at"], row["state"],
        detail if isinstance(detail, dict) else {}, row["decided_at"],
    )  # fmt: skip
