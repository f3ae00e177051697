"""The list of entries, or what stands in its place while there is nothing to list."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from app.errors import AppError
from ui.entry_acts import EntryActs
from ui.i18n import tr
from ui.messages import sentence
from ui.session import Session

if TYPE_CHECKING:
    from ui.widgets.empty_state import EmptyState
    from ui.widgets.first_run import FirstRun


class EntryStack(QStackedWidget):
    """What an empty or unreadable list says is made when it is needed; its buttons go to `acts`."""

    retry_requested = Signal()

    def __init__(self, view: QWidget, session: Session, acts: EntryActs, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view, self._session, self._acts = view, session, acts
        self._blank = QWidget()
        self.first_run: FirstRun | None = None
        for body in (view, self._blank):
            self.addWidget(body)

    @cached_property
    def empty(self) -> EmptyState:
        """There is no entry."""
        from ui.widgets.empty_state import EmptyState

        title = tr("timer_page", "No time yet")
        text = tr("timer_page", "Say above what you are working on and press Enter, or add what you did earlier.")
        made = EmptyState("timer", title, text, tr("timer_page", "Add entry"))
        made.button.clicked.connect(self._acts.add)
        self.addWidget(made)
        return made

    @cached_property
    def failure(self) -> EmptyState:
        """The entries cannot be read."""
        from ui.widgets.empty_state import EmptyState

        made = EmptyState("warning", "", "", "")
        made.action_requested.connect(self.retry_requested)
        self.addWidget(made)
        return made

    def show_entries(self, *, some: bool) -> None:
        """The list where it has rows; else why it has none."""
        if some:
            self.setCurrentWidget(self._view)
        elif self._session.people.must_ask():
            self.setCurrentWidget(self._blank)
        elif not self._session.sandbox and self._session.status.standing().last_success is None:
            self.setCurrentWidget(self._welcome())
        else:
            self.setCurrentWidget(self.empty)
        policy = QSizePolicy.Policy  # the question about the person says why there is nothing: it has the room
        blank = self.currentWidget() is self._blank
        self.setSizePolicy(policy.Preferred, policy.Ignored if blank else policy.Preferred)

    def show_failure(self, error: AppError) -> None:
        """They cannot be read, and why."""
        title = tr("timer_page", "Your entries cannot be read now")
        self.failure.set_texts(title, sentence(error), tr("timer_page", "Try again"))
        self.setCurrentWidget(self.failure)

    def _welcome(self) -> FirstRun:
        if self.first_run is None:
            from ui.widgets.first_run import FirstRun

            self.first_run = FirstRun()
            self.first_run.sandbox_requested.connect(self._acts.open_sandbox)
            self.first_run.connect_requested.connect(self._acts.connect_account)
            self.addWidget(self.first_run)
        return self.first_run
