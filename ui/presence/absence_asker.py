"""Asks about absences: one small window, the desktop's own message beside it, and a word about what was decided."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import AppError, NotFound
from app.services.absences import OpenAbsence
from ui.bridge import Bridge
from ui.i18n import tr
from ui.presence.absence_deciding import AbsenceDeciding
from ui.requests import Notice
from ui.session import Session

if TYPE_CHECKING:
    from ui.dialogs.absence_prompt import AbsencePrompt

log = logging.getLogger(__name__)

_CONTEXT = "absence"
_NOTE = "absence"
_KEEP, _CONTINUE, _DECIDE = "keep", "continue", "decide"
_REFRESH_TICKS = 60


class AbsenceAsker(QObject):
    """The window is made with the first question. A newer one takes its place; the older waits in the inbox."""

    decided = Signal(object)
    """app.services.absences.OpenAbsence: by a person, here."""

    def __init__(
        self, session: Session, bridge: Bridge, parent: QObject | None = None, *, grace_ms: int | None = None
    ) -> None:
        """`grace_ms`: how long keys decide nothing after the window came up by itself; None for the usual time."""
        super().__init__(parent)
        self._session, self._bridge, self._grace_ms = session, bridge, grace_ms
        self._ticks = 0
        self._noted: OpenAbsence | None = None
        """What the desktop's message speaks of."""
        self.prompt: AbsencePrompt | None = None
        self._deciding = AbsenceDeciding(bridge, self)
        self._deciding.decided.connect(self._finish)
        self._deciding.refused.connect(self._report)
        bridge.changed.connect(self._refresh)
        bridge.settings_changed.connect(self._refresh)
        bridge.tick.connect(self._tick)

    def ask(self, absence_id: str, *, active: bool = False) -> None:
        """Ask about an absence, or show what became of the one that is being asked about. `active`: the person wants to
        decide about it.
        """
        try:
            absence = self._session.absences.get(absence_id)
            others = self._session.absences.count() - 1
        except NotFound:
            return  # decided about elsewhere, or its entry has other times by now
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
            return
        prompt = self._made()
        self._note_shown(absence_id)
        prompt.ask(absence, others=others, active=active)
        if not active and absence.ended_at is not None:
            self._tell_desktop(absence)

    def _note_shown(self, absence_id: str) -> None:
        self._bridge.writes.do(
            lambda on: on.absences.note_shown(absence_id),
            lambda _noted: None,
            lambda error: log.warning("what is asked could not be noted: %s", error.detail),
        )

    @Slot()
    def _note_none_shown(self) -> None:
        self._note_shown("")

    def close(self) -> None:
        """The program ends; what was not decided waits in the inbox."""
        if self.prompt is not None:
            self.prompt.hide()
            self.prompt.deleteLater()
            self.prompt = None

    def _made(self) -> AbsencePrompt:
        if self.prompt is None:
            from ui.dialogs.absence_prompt import GRACE_MS, AbsencePrompt

            grace_ms = GRACE_MS if self._grace_ms is None else self._grace_ms
            self.prompt = AbsencePrompt(self._session, self._bridge, self._deciding, grace_ms=grace_ms)
            self.prompt.gone.connect(self._note_none_shown)
            self.prompt.inbox_requested.connect(self._show_inbox)
        return self.prompt

    @Slot()
    def _refresh(self) -> None:
        """Something was committed, perhaps by another program: the question and the message follow it."""
        if self.prompt is not None:
            self.prompt.refresh()
        if self._noted is not None and not self._still_offered(self._noted):
            self._end_note()

    def _still_offered(self, noted: OpenAbsence) -> bool:
        """Whether all that the message offers can still be done."""
        try:
            return self._session.absences.get(noted.id).choices == noted.choices
        except NotFound:
            return False
        except AppError:
            return True  # nothing can be read just now, which others say

    def _end_note(self) -> None:
        self._noted = None
        self._bridge.requests.desktop_note_over.emit(_NOTE)

    @Slot()
    def _tick(self) -> None:
        """An absence that lasts grows by the minute."""
        self._ticks += 1
        if self.prompt is not None and self._ticks % _REFRESH_TICKS == 0:
            self.prompt.refresh()

    def _tell_desktop(self, absence: OpenAbsence) -> None:
        """Somebody is back, perhaps with another window over ours."""
        from ui.dialogs import absence_words as words
        from ui.notifications import DesktopNote

        keep = tr(_CONTEXT, "Keep") if absence.hindrance is None else tr(_CONTEXT, "Set it aside")
        offered = [(_KEEP, keep)]
        if absence.is_span and words.CONTINUE in absence.choices:
            offered.append((_CONTINUE, tr(_CONTEXT, "Discard and continue")))
        offered.append((_DECIDE, tr(_CONTEXT, "Decide…")))
        worth = words.worth_text(absence.worth)
        text = " · ".join(part for part in (absence.entry.entry.title, words.place(absence.entry), worth) if part)
        act = partial(self._act, absence)
        self._noted = absence
        note = DesktopNote(_NOTE, words.title(absence), text, tuple(offered), act, stays=True)
        self._bridge.requests.desktop_note_requested.emit(note)

    def _act(self, absence: OpenAbsence, name: str) -> None:
        """A button of the desktop's message was pressed, or the message itself. Some desktops show one that is over
        for a while: what it offered may be done, or be possible no longer.
        """
        if name not in (_KEEP, _CONTINUE) or not self._still_offered(absence):
            self._end_note()
            self.ask(absence.id, active=True)
        else:
            self._deciding.decide(name, absence)

    @Slot(object, object)
    def _report(self, absence: OpenAbsence, error: AppError) -> None:
        """Why it was not done, where the question itself is not on the screen to say so."""
        asked = self.prompt.absence if self.prompt is not None and self.prompt.isVisible() else None
        if asked is None or asked.id != absence.id:
            self._bridge.requests.error_reported.emit(error)

    @Slot(str, object, object)
    def _finish(self, key: str, absence: OpenAbsence, undo_seq: int | None) -> None:
        """Say what was done, and how to take it back: Esc keeps, and is pressed for many reasons."""
        from ui.dialogs import absence_words as words

        if self._noted is not None and self._noted.id == absence.id:
            self._end_note()
        self.decided.emit(absence)
        undo = partial(self._take_back, absence.id, undo_seq)
        notice = Notice(words.decided_text(key, absence), tr(_CONTEXT, "Undo"), undo)
        self._bridge.requests.notice_requested.emit(notice)

    def _take_back(self, absence_id: str, undo_seq: int | None) -> None:
        self._bridge.writes.do(
            lambda on: on.absence_decisions.take_back(absence_id, undo_seq),
            lambda _undone: None,
            self._bridge.requests.error_reported.emit,
        )

    @Slot()
    def _show_inbox(self) -> None:
        requests = self._bridge.requests
        requests.raise_requested.emit()
        requests.page_requested.emit("timer", None)
