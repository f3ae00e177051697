"""The line in the timer bar while nothing runs: what it means, what it may go on as, and what Enter makes of it."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtWidgets import QWidget

from app.errors import AppError
from app.services.quicklog import ReadLine
from app.storage.changes import Changes
from app.storage.titles import TitleRow
from ui.bar_line import BarLine, Entered
from ui.bridge import Bridge
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
        read = self._understood()
        if read is not None:
            self._offer(read)

    def enter(self, tags: tuple[str, ...], *, billable: bool) -> Entered | None:
        """Log or start what the line says with what was chosen beside it; None where that is refused. What was logged
        is told, with a way back, and so is what was not understood.
        """
        self.close()
        self.line.chosen = self._chooser.project_id
        try:
            entered = self.line.enter(self._title.text(), tags, billable=billable)
        except AppError as error:
            self._note.refuse(error)
            self._title.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        self._note.forget()
        if entered.logged is not None:
            requests = self._bridge.requests
            requests.notice_requested.emit(self.line.notice_of(entered.logged, requests))
        if entered.remarks:
            self._note.say(" ".join(entered.remarks), "warn")
        return entered

    @Slot()
    def close(self) -> None:
        """Take the list away."""
        if "suggestions" in self.__dict__:
            self.suggestions.hide()

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
