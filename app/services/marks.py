"""Marking hours as billed elsewhere, written off, or unbilled again: single ones, or all before a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.clock import Clock
from app.domain.money import shown
from app.domain.text import clean_line
from app.errors import NotFound, Refused
from app.services.entry_writing import where_billed
from app.storage.database import Database
from app.storage.entries import EntryRepository, EntryRow
from app.storage.ledger import ELSEWHERE, WRITTEN_OFF
from app.storage.marks import EntryMark, MarkRepository
from app.storage.synclog import log_event
from app.storage.undo import UndoLog


class Marking(StrEnum):
    """What hours can be marked as; the values are those of `stint mark`."""

    BILLED = "billed"
    WRITTEN_OFF = "written-off"
    UNBILLED = "unbilled"


_STATES = {Marking.BILLED: ELSEWHERE, Marking.WRITTEN_OFF: WRITTEN_OFF}
_LABELS = {
    Marking.BILLED: "Mark {what} as billed elsewhere",
    Marking.WRITTEN_OFF: "Write {what} off",
    Marking.UNBILLED: "Mark {what} as unbilled",
}


@dataclass(frozen=True, slots=True)
class MarkService:
    """Marks change who may bill an entry here; they are no part of what is sent. Each act can be undone."""

    db: Database
    clock: Clock

    def mark(self, marking: Marking, entry_ids: Sequence[str], reason: str = "") -> list[EntryRow]:
        """Mark these entries; all or none. Returns them as they are then.

        Raises `NotFound`; `Refused` for one that is on an invoice, billed in Clientary, or running.
        """
        return self._commit(marking, list(dict.fromkeys(entry_ids)), reason)

    def mark_before(self, marking: Marking, day: str, reason: str = "") -> list[EntryRow]:
        """Mark all hours of days before `day` (YYYY-MM-DD): what is open, or for `UNBILLED` what is marked."""
        with self.db.write():
            repository = MarkRepository(self.db)
            found = repository.marked_before if marking is Marking.UNBILLED else repository.unbilled_before
            return self._commit(marking, found(day), reason)

    def _commit(self, marking: Marking, entry_ids: Sequence[str], reason: str) -> list[EntryRow]:
        now = self.clock.now()
        state = _STATES.get(marking)
        mark = None if state is None else EntryMark(state, clean_line(reason))
        with self.db.write():
            rows = [self._markable(entry_id) for entry_id in entry_ids]
            steps = [self._step(row, mark) for row in rows]
            changed = [step for step in steps if step["before"] != step["after"]]
            for step in changed:
                MarkRepository(self.db).put(str(step["entry"]), mark, now)
                log_event(self.db, "", "entry", str(step["entry"]), marking.value, now, detail=reason)
            if changed:
                what = shown(rows[0].entry.title) if len(rows) == 1 else f"{len(changed)} entries"
                UndoLog(self.db).record(_LABELS[marking].format(what=what), changed, now)
        return [self._row(entry_id) for entry_id in entry_ids]

    def _step(self, row: EntryRow, mark: EntryMark | None) -> dict[str, object]:
        before = MarkRepository(self.db).get(row.entry.id)
        return {"entry": row.entry.id, "kind": "mark", "before": mark_image(before), "after": mark_image(mark)}

    def _markable(self, entry_id: str) -> EntryRow:
        row = self._row(entry_id)
        if row.deleted:
            raise NotFound(f"There is no entry {shown(entry_id)}.", what="entry", name=shown(entry_id))
        if row.invoice_id is not None:
            raise Refused(f"{shown(row.entry.title)} is {where_billed(row)}.")
        if row.entry.billed_there:
            raise Refused(f"{shown(row.entry.title)} is billed in Clientary; that can only be changed there.")
        if row.entry.running:
            raise Refused(f"{shown(row.entry.title)} is still running; stop it first.")
        return row

    def _row(self, entry_id: str) -> EntryRow:
        row = EntryRepository(self.db).row(entry_id)
        if row is None:
            raise NotFound(f"There is no entry {shown(entry_id)}.", what="entry", name=shown(entry_id))
        return row


def mark_image(mark: EntryMark | None) -> dict[str, str] | None:
    """A mark as the undo log keeps it."""
    return None if mark is None else {"state": mark.state, "reason": mark.reason}
