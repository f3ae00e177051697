"""The list of entries, or what stands in its place while there is nothing to list."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QStackedWidget, QWidget

from app.errors import AppError
from ui.bridge import Bridge
from ui.entry_acts import EntryActs
from ui.i18n import tr
from ui.messages import sentence
from ui.session import Session

if TYPE_CHECKING:
    from app.services.status import SyncStanding
    from app.sync.progress import Progress
    from ui.sync_worker import SyncStatus
    from ui.widgets.empty_state import EmptyState
    from ui.widgets.first_fetch import FirstFetch
    from ui.widgets.first_run import FirstRun


class EntryStack(QStackedWidget):
    """What an empty or unreadable list says is made when it is needed; its buttons go to `acts`. Until there was a sync
    it follows the first one.
    """

    retry_requested = Signal()

    def __init__(
        self, view: QWidget, session: Session, bridge: Bridge, acts: EntryActs, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._view, self._session, self._bridge, self._acts = view, session, bridge, acts
        self._bare = self._running = self._tried = False
        self._progress: Progress | None = None
        self._blank = QWidget()
        self.first_run: FirstRun | None = None
        self.first_fetch: FirstFetch | None = None
        for body in (view, self._blank):
            self.addWidget(body)
        bridge.sync_status_changed.connect(self._note_sync)
        bridge.sync_progressed.connect(self._note_progress)

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
        self._bare = not some
        if some:
            self.setCurrentWidget(self._view)
        elif self._session.people.must_ask():
            self.setCurrentWidget(self._blank)
        else:
            standing = self._session.status.standing()
            self.setCurrentWidget(self.empty if standing.last_success is not None else self._never_synced(standing))
        policy = QSizePolicy.Policy  # the question about the person says why there is nothing: it has the room
        blank = self.currentWidget() is self._blank
        self.setSizePolicy(policy.Preferred, policy.Ignored if blank else policy.Preferred)

    def show_failure(self, error: AppError) -> None:
        """They cannot be read, and why."""
        title = tr("timer_page", "Your entries cannot be read now")
        self.failure.set_texts(title, sentence(error), tr("timer_page", "Try again"))
        self.setCurrentWidget(self.failure)

    def _never_synced(self, standing: SyncStanding) -> QWidget:
        config = self._session.config
        given = self._session.sandbox or config.token is not None  # else it is known once something comes from there
        begins = not self._tried and config.transport != "none" and not config.settings.sync_paused
        runs = self._running or standing.state == "syncing"
        if self._progress is not None or (given and (begins or runs)):
            fetch = self._fetch()
            fetch.show_under_way(self._progress)
            return fetch
        if given and standing.state in ("offline", "error"):
            fetch = self._fetch()
            fetch.show_halted(standing)
            return fetch
        return self.empty if self._session.sandbox else self._welcome()

    @Slot(object)
    def _note_sync(self, status: SyncStatus) -> None:
        self._running = status.running
        if not status.running:
            self._tried, self._progress = True, None
        self._choose_again()

    @Slot(object)
    def _note_progress(self, progress: Progress) -> None:
        self._progress, shown = progress, self.currentWidget()
        if self.first_fetch is not None and shown is self.first_fetch:
            self.first_fetch.show_under_way(progress)
        elif shown is self.first_run:
            self._choose_again()

    def _choose_again(self) -> None:
        if self._bare:
            try:
                self.show_entries(some=False)
            except AppError as error:
                self.show_failure(error)

    @Slot()
    def _show_sync(self) -> None:
        self._bridge.requests.page_requested.emit("sync", None)

    def _fetch(self) -> FirstFetch:
        if self.first_fetch is None:
            from ui.widgets.first_fetch import FirstFetch

            self.first_fetch = FirstFetch()
            self.first_fetch.help_requested.connect(self._show_sync)
            self.addWidget(self.first_fetch)
        return self.first_fetch

    def _welcome(self) -> FirstRun:
        if self.first_run is None:
            from ui.widgets.first_run import FirstRun

            self.first_run = FirstRun()
            self.first_run.sandbox_requested.connect(self._acts.open_sandbox)
            self.first_run.connect_requested.connect(self._acts.connect_account)
            self.addWidget(self.first_run)
        return self.first_run
