"""The line in the timer bar while nothing runs: what it means, what it may go on as, and what Enter makes of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.services.entries import Switched
from app.services.quicklog import ReadLine, record
from app.storage.changes import Changes
from app.storage.entries import EntryRow
from app.storage.titles import TitleRow
from ui.bar_line import BarLine
from ui.bridge import Bridge
from ui.plain import quoted
from ui.session import Session
from ui.type_ahead import warm_up
from ui.widgets.bar_note import BarNote
from ui.widgets.bar_suggestions import BarSuggestions
from ui.widgets.project_chooser import ProjectChooser
from ui.widgets.title_edit import TitleEdit


class BarDraft(QObject):
    """Made with the first letter. Shows what it found in the bar's own note, and in a list below the bar."""

    def __init__(
        self, session: Session, bridge: Bridge, bar: QWidget, title: TitleEdit, chooser: ProjectChooser, note: BarNote
    ) -> None:
        super().__init__(bar)
        self._bridge, self._bar = bridge, bar
        self._title, self._chooser, self._note = title, chooser, note
        self.line = BarLine(session)
        bridge.changed.connect(self._follow)

    @cached_property
    def suggestions(self) -> BarSuggestions:
        """The list; a child of the window, for it lies over the page."""
        made = BarSuggestions(self._bar, self._title, self.line)
        made.taken.connect(self._go_on)
        return made

    def prepare(self) -> None:
        """Make the list and read the names before they are needed."""
        self.line.read("")
        self.suggestions.ensurePolished()
        self.suggestions.list.ensurePolished()

    @Slot()
    def read(self) -> None:
        """Say what Enter would log, if the line has a time, and show what it may go on as."""
        read = self._understood()
        self._note.hint(self.line.hint(read) if read else "")
        if read is not None and self._title.text().strip():
            warm_up(self._bridge)
            self._offer(read)
        else:
            self.close()

    @Slot()
    def suggest(self) -> None:
        """Show what the line may go on as; while it is empty, what was worked on last."""
        read = None if self._title.isReadOnly() else self._understood()
        if read is not None:
            self._offer(read)

    def enter(self, tags: tuple[str, ...], *, billable: bool, done: Callable[[EntryRow | None], object]) -> bool | None:
        """Log or start what the line says with what was chosen beside it. What was logged is told, with a way back, and
        so is what was not understood; then `done` is called with what was logged, None where the timer was started.
        Answers whether the timer will run when this has been waited for; None where nothing is waited for.
        """
        self.close()
        self.line.chosen = self._chooser.project_id
        try:
            draft, remarks = self.line.draft(self._title.text(), tags, billable=billable)
        except AppError as error:
            self._refuse(error)
            return None

        def act(on: Session) -> tuple[EntryRow | Switched, int | None]:
            return record(on.entries, draft), on.undo.latest()

        def told(result: tuple[EntryRow | Switched, int | None]) -> None:
            made, step = result
            logged = None if isinstance(made, Switched) else made
            self._note.forget()
            if logged is not None:
                requests = self._bridge.requests
                requests.notice_requested.emit(self.line.notice_of(logged, step, requests))
            if remarks:
                self._note.say(" ".join(map(quoted, remarks)), "warn")
            done(logged)

        at_once = self._bridge.writes.do(act, told, self._refuse)
        return None if at_once else draft.seconds is None and draft.ended_at is None

    @Slot()
    def close(self) -> None:
        """Take the list away."""
        if "suggestions" in self.__dict__:
            self.suggestions.hide()

    def _refuse(self, error: AppError) -> None:
        self._note.refuse(error)
        self._title.setFocus(Qt.FocusReason.OtherFocusReason)

    def _understood(self) -> ReadLine | None:
        self.line.chosen = self._chooser.project_id
        return self.line.read(self._title.text())

    def _offer(self, read: ReadLine) -> None:
        try:
            self.suggestions.offer(read)
        except AppError as error:
            self.close()
            self._note.refuse(error)

    @Slot(object)
    def _go_on(self, taken: object) -> None:
        """A name is followed by a title; a title is whole, and Enter starts it."""
        if isinstance(taken, TitleRow):
            self.close()

    @Slot(object)
    def _follow(self, changes: Changes) -> None:
        if changes.concern("entries", "projects", "clients", "tasks"):
            self.line.forget()
