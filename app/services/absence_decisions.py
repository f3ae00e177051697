"""What a person decides about an absence: keep it, discard it, give it to another entry, or split it.

Each decision is one transaction and one step of undo, and loses no second outside the absence.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from app.clock import Clock
from app.domain.ids import EntryId, new_id
from app.errors import Refused, UserInputError
from app.services.absences import AbsenceService, OpenAbsence
from app.services.entry_changes import EntryChanges, Fate
from app.services.entry_values import EntryDraft, piece, same_work
from app.services.entry_writing import EntryWriter, Write, quoted
from app.services.undo import UndoService
from app.settings import Settings
from app.storage.absences import (
    DISCARDED,
    GIVEN,
    KEPT,
    OF_UNDO,
    OPEN,
    SPLIT,
    STOPPED,
    AbsenceRepository,
    AbsenceRow,
    Detail,
)
from app.storage.database import Database
from app.storage.entries import EntryRow

ANSWERING_S = 60
"""Whoever stops an absent timer this soon after coming back only took the time to answer: it goes with the rest."""


class Decided(NamedTuple):
    """What came of a decision: the entry that holds the time before the absence (or what is left), the one that runs on
    or comes after it, and the number of the step that undo takes back (None: no entry changed).
    """

    entry: EntryRow | None
    after: EntryRow | None
    undo_seq: int | None


@dataclass(frozen=True, slots=True)
class AbsenceDecisions:
    """All take the id of an open absence, and raise `NotFound`, `Refused` and `UserInputError`."""

    db: Database
    clock: Clock
    zone: str
    settings: Settings

    def keep(self, absence_id: str) -> Decided:
        """It was work."""
        with self.db.write():
            absence = self._absences.get(absence_id)
            self._note(absence, KEPT)
        return Decided(absence.entry, None, None)

    def discard(self, absence_id: str) -> Decided:
        """It was none: the timer ends where it began. What was worked since then stays, as an entry of its own."""
        with self.db.write():
            absence = self._span(absence_id)
            ended, runs = self._end(absence), absence.entry.entry.running
            if runs and self.clock.now() - ended > ANSWERING_S:
                decided = self._stop_around(absence, ended)
            else:
                decided = self._take_out(absence, absence.began_at, ended, "discard", go_on=not runs)
            self._note(absence, STOPPED if runs else DISCARDED)
        return decided

    def discard_and_continue(self, absence_id: str) -> Decided:
        """It was none, and the timer goes on after it. Of a clock that was set: the start moves with the clock."""
        with self.db.write():
            absence = self._absences.get(absence_id)
            if absence.by_s:
                decided = self._move_start(absence)
            else:
                self._check_span(absence)
                decided = self._take_out(absence, absence.began_at, self._end(absence), "discard")
            self._note(absence, DISCARDED)
        return decided

    def give_to(self, absence_id: str, other_id: str) -> Decided:
        """It was work on what that entry is about: an entry like it takes the time, and the timer goes on after it."""
        with self.db.write():
            other = EntryWriter(self.db, self.clock).row(other_id).entry
            return self.give(absence_id, same_work(other))

    def give(self, absence_id: str, draft: EntryDraft) -> Decided:
        """As `give_to`, for what was never worked on before; times of the draft are not looked at."""
        with self.db.write():
            absence = self._span(absence_id)
            decided = self._take_out(absence, absence.began_at, self._end(absence), "give_to", draft)
            self._note(absence, GIVEN, {"given_to": draft.title})
        return decided

    def split(self, absence_id: str, at: int) -> Decided:
        """It was work up to `at` and none after it; the timer goes on where the absence ended."""
        with self.db.write():
            absence = self._span(absence_id)
            ended = self._end(absence)
            if not absence.began_at < at < ended:
                raise UserInputError("Split it at a time between its beginning and its end.", field="at")
            decided = self._take_out(absence, at, ended, "discard")
            self._note(absence, SPLIT, {"at": at})
        return decided

    def take_back(self, absence_id: str, undo_seq: int | None) -> None:
        """Undo the change of entries that a decision made, and ask about the absence again."""
        if undo_seq is not None:
            UndoService(self.db, self.clock).undo(undo_seq)
            return
        with self.db.write():
            repository = AbsenceRepository(self.db)
            row = repository.get(absence_id)
            if row is not None:
                repository.save(row._replace(state=OPEN, decided_at=None))

    @property
    def _absences(self) -> AbsenceService:
        return AbsenceService(self.db, self.clock, self.settings)

    @property
    def _changes(self) -> EntryChanges:
        return EntryChanges(self.db, self.clock, self.zone, self.settings.day_starts_at_min)

    def _span(self, absence_id: str) -> OpenAbsence:
        absence = self._absences.get(absence_id)
        self._check_span(absence)
        return absence

    def _check_span(self, absence: OpenAbsence) -> None:
        if not absence.is_span:
            raise Refused(
                "The clock or the time zone was set, nobody was away: nothing was changed. Keep the entry as it is, or "
                "let its start move with the clock."
            )

    def _end(self, absence: OpenAbsence) -> int:
        return self.clock.now() if absence.ended_at is None else absence.ended_at

    def _take_out(
        self,
        absence: OpenAbsence,
        began: int,
        ended: int,
        fate: Fate,
        draft: EntryDraft | None = None,
        *,
        go_on: bool = True,
    ) -> Decided:
        taken = self._changes.split_out(absence.entry.entry.id, began, ended, fate, draft, go_on=go_on)
        return Decided(taken.before, taken.after, UndoService(self.db, self.clock).latest())

    def _stop_around(self, absence: OpenAbsence, ended: int) -> Decided:
        """Leave the time before the absence and the time since then, and let nothing run."""
        writer = EntryWriter(self.db, self.clock)
        entry = writer.divisible(absence.entry.entry.id, "split")
        began, starts_at = absence.began_at, self.settings.day_starts_at_min
        after = piece(entry, ended, self.clock.now(), starts_at)
        parts = [after]
        if entry.started_at is not None and began > entry.started_at:
            parts = [piece(entry, entry.started_at, began, starts_at), after._replace(id=EntryId(new_id()))]
        writes = [Write(part, like=entry.id) for part in parts]
        writer.commit("split", f"Take time out of {quoted(entry.title)}", writes)
        rows = [writer.row(part.id) for part in parts]
        return Decided(rows[0] if len(rows) > 1 else None, rows[-1], UndoService(self.db, self.clock).latest())

    def _move_start(self, absence: OpenAbsence) -> Decided:
        row = self._changes.nudge_start(absence.entry.entry.id, absence.by_s)
        return Decided(row, None, UndoService(self.db, self.clock).latest())

    def _note(self, absence: OpenAbsence, state: str, more: Detail | None = None) -> None:
        row: AbsenceRow = absence.row
        detail = {name: value for name, value in row.detail.items() if name not in OF_UNDO} | (more or {})
        if state != KEPT:  # whoever undoes what became of the entry is asked about the absence again
            detail |= dict(zip(OF_UNDO, (UndoService(self.db, self.clock).latest(), state), strict=True))
        ended = self._end(absence)
        decided = row._replace(state=state, ended_at=ended, detail=detail, decided_at=self.clock.now())
        AbsenceRepository(self.db).save(decided)
