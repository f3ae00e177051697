"""Carries out what a person decides about absences, wherever they were asked, and tells what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import AppError
from app.services.absences import OpenAbsence
from ui.bridge import Bridge
from ui.revocable import Revocable
from ui.session import Session

if TYPE_CHECKING:
    from app.services.absence_decisions import AbsenceDecisions, Decided
    from app.services.entry_values import EntryDraft


class AbsenceDeciding(QObject):
    """Outlives the window that asks: what waits to be saved is told of though another absence is asked about by now."""

    decided = Signal(str, object, object)
    """What was chosen (a key of `absence_words`), the OpenAbsence, and the number of the step that undo takes back."""
    refused = Signal(object, object)
    """The OpenAbsence, and the AppError that says why it still waits for a decision."""

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._revocable = Revocable(bridge, self)
        self._waiting: list[str] = []
        bridge.acts_saved.connect(self._waiting.clear)

    def waits(self, absence_id: str) -> bool:
        """Whether what was decided about it is not saved yet."""
        return absence_id in self._waiting

    def decide(self, key: str, absence: OpenAbsence, choice: EntryDraft | int | None = None) -> None:
        """Do it as of now; `decided` or `refused` comes at once, or when no other program writes any longer. `key` is
        one of `absence_words`; `choice` what to give it to, or the instant (UTC epoch seconds) at which to split it.
        """

        def decide(on: Session) -> int | None:
            return _decided(on.absence_decisions, key, absence.id, choice).undo_seq

        def done(undo_seq: int | None) -> None:
            self._forget(absence.id)
            self.decided.emit(key, absence, undo_seq)

        def refused(error: AppError) -> None:
            self._forget(absence.id)
            self.refused.emit(absence, error)

        if not self._revocable.do(decide, done, refused):
            self._waiting.append(absence.id)

    def call_off(self, absence_id: str) -> None:
        """The person would rather decide about it later; what is saved already stays."""
        if self._waiting[-1:] == [absence_id]:
            self._revocable.call_off()
            self._waiting.pop()

    def _forget(self, absence_id: str) -> None:
        if absence_id in self._waiting:
            self._waiting.remove(absence_id)


def _decided(on: AbsenceDecisions, key: str, absence_id: str, choice: EntryDraft | int | None) -> Decided:
    from app.services.entry_values import EntryDraft
    from ui.dialogs import absence_words as words

    match key, choice:
        case words.KEEP, None:
            return on.keep(absence_id)
        case words.DISCARD, None:
            return on.discard(absence_id)
        case words.CONTINUE, None:
            return on.discard_and_continue(absence_id)
        case words.GIVE, EntryDraft():
            return on.give(absence_id, choice)
        case words.SPLIT, int():
            return on.split(absence_id, choice)
        case _:
            raise ValueError(key)
