"""Sync: where it stands, what waits for a decision, and what happened to each operation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QFocusEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from app.errors import AppError
from app.storage.changes import Changes
from ui.bridge import Bridge
from ui.i18n import tr, tr_n
from ui.pages import PAGES, waiting_on
from ui.session import Session
from ui.sync_progress import far_text, step_text
from ui.sync_story import story_of, when
from ui.sync_worker import SyncRequest, SyncStatus
from ui.theme import Theme, space
from ui.widgets.button import Button
from ui.widgets.deleted_view import DeletedView
from ui.widgets.matters_view import MattersView
from ui.widgets.plain_label import PlainLabel
from ui.widgets.progress_row import ProgressRow
from ui.widgets.standing_card import StandingCard
from ui.widgets.sync_log_view import SyncLogView

if TYPE_CHECKING:
    from app.sync.progress import Progress

_CONTEXT = "SyncPage"


class SyncPage(QWidget):
    """The standing on top; below it, in tabs, what needs the person and the log. Follows every cycle while shown."""

    def __init__(self, session: Session, theme: Theme, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAccessibleName(tr(_CONTEXT, "Sync"))
        self._session, self._bridge = session, bridge
        self._stale, self._running = True, False
        self._help_page = self._help_start = ""
        self.sync_button = Button(tr(_CONTEXT, "Sync now"), "primary", "sync")
        self.sync_button.setToolTip(tr(_CONTEXT, "F5"))
        self.retry_button = Button("", "secondary")
        self.pause_button = Button("", "secondary")
        self.standing = StandingCard(_counts())
        self.progress = ProgressRow(tr(_CONTEXT, "Progress of the sync"))
        self.matters = MattersView(session, bridge)
        self.deleted = DeletedView(session, bridge)
        self.log = SyncLogView(session, bridge)
        self.tabs = QTabWidget()
        self._lay_out()
        self._connect()

    def open(self, argument: object) -> None:
        """Show a tab: "log", "deleted", what needs the person, or there the matter of the record of that id."""
        self._refresh()
        if argument in ("log", "deleted"):
            self.tabs.setCurrentWidget(self.log if argument == "log" else self.deleted)
        else:
            self.tabs.setCurrentWidget(self.matters)
            self.matters.choose_record(str(argument))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._refresh()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keys that come to the page work on what its tab lists; where that is nothing, they choose a tab."""
        lists = {self.log: self.log.table, self.deleted: self.deleted.list}
        shown = lists.get(self.tabs.currentWidget(), self.matters.first_list)
        target = shown if shown.isVisible() else self.tabs.tabBar()
        target.setFocus(event.reason())

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setSpacing(space(2))
        header.addWidget(PlainLabel(tr(_CONTEXT, "Sync"), "title"), 1)
        header.addWidget(self.retry_button)
        header.addWidget(self.pause_button)
        header.addWidget(self.sync_button)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.matters, tr(_CONTEXT, "Needs you"))
        self.tabs.addTab(self.log, tr(_CONTEXT, "Sync log"))
        self.tabs.addTab(self.deleted, tr(_CONTEXT, "Deleted"))
        self.tabs.tabBar().setAccessibleName(tr(_CONTEXT, "What to show"))
        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(4), space(5), space(4))
        column.setSpacing(space(3))
        column.addLayout(header)
        column.addWidget(self.standing)
        column.addWidget(self.progress)
        column.addWidget(self.tabs, 1)

    def _connect(self) -> None:
        self.sync_button.clicked.connect(self._sync_now)
        self.retry_button.clicked.connect(self._retry_all)
        self.pause_button.clicked.connect(self._pause)
        self.progress.stop_requested.connect(self._bridge.requests.sync_stop_requested)
        self._bridge.sync_progressed.connect(self._show_progress)
        self.standing.action_requested.connect(self._help)
        self._bridge.changed.connect(self._note_changes)
        self._bridge.settings_changed.connect(self._mark_stale)
        self._bridge.sync_status_changed.connect(self._note_status)

    @Slot(object)
    def _note_changes(self, changes: Changes) -> None:
        if changes.concern("sync", "entries", "invoices"):
            self._mark_stale()

    @Slot(object)
    def _note_status(self, status: SyncStatus) -> None:
        self._running = status.running
        if not status.running:
            self.progress.end()
        result = status.result
        problems = () if result is None or status.running else result.problems
        self.standing.show_problem(problems[0] if problems and result is not None and result.state == "idle" else "")
        self._mark_stale()

    @Slot()
    def _mark_stale(self) -> None:
        self._stale = True
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        try:
            self._show_standing()
            count = self.matters.refresh()
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
            return
        self._stale = False
        self.log.mark_stale()
        self.deleted.mark_stale()
        title = tr(_CONTEXT, "Needs you") if not count else tr(_CONTEXT, "Needs you ({count})", count=count)
        self.tabs.setTabText(0, title)

    def _show_standing(self) -> None:
        session = self._session
        standing = session.status.standing()
        last = "" if standing.last_success is None else when(standing.last_success, session.context.zone, session.today)
        elsewhere = waiting_on(PAGES, session, standing)
        story = story_of(standing, running=self._running, last=last, elsewhere=elsewhere)
        self._help_page, self._help_start = story.page, story.start
        leads_out = story.start and session.sandbox  # to an account, which the sandbox needs none of
        action = "" if leads_out else story.action
        self.standing.show_story((story.icon, story.role), story.title, story.text, action)
        helps = bool(action and story.start)  # before that, a sync comes to nothing
        self.standing.action.set_role("primary" if helps else "secondary")
        self.sync_button.set_role("secondary" if helps else "primary")
        numbers = (standing.waiting, standing.checking, standing.parked, standing.conflicts)
        self.standing.show_counts(numbers, _count_details())
        busy = self._running or standing.state == "syncing"
        self.sync_button.setEnabled(not busy)
        self.sync_button.setText(tr(_CONTEXT, "Syncing…") if busy else tr(_CONTEXT, "Sync now"))
        paused = session.config.settings.sync_paused
        self.pause_button.setText(tr(_CONTEXT, "Go on by itself") if paused else tr(_CONTEXT, "Pause"))
        self.pause_button.set_icon_name("play" if paused else "pause")
        self.retry_button.setVisible(standing.parked > 0)
        self.retry_button.setText(tr_n(_CONTEXT, "Try {n} refused again", "Try {n} refused again", standing.parked))
        self.retry_button.setEnabled(not busy)

    @Slot()
    def _sync_now(self) -> None:
        self._bridge.requests.sync_requested.emit(SyncRequest(id="by-person"))

    @Slot()
    def _pause(self) -> None:
        self._bridge.requests.sync_pause_requested.emit(not self._session.config.settings.sync_paused)

    @Slot(object)
    def _show_progress(self, progress: Progress) -> None:
        if self.isVisible():
            self.progress.show_progress(step_text(progress), far_text(progress), progress.done, progress.total)

    @Slot()
    def _retry_all(self) -> None:
        self._bridge.requests.sync_requested.emit(SyncRequest(id="by-person", retry_parked=True))

    @Slot()
    def _help(self) -> None:
        if self._help_start:
            self._bridge.requests.connect_requested.emit(self._help_start)
        else:
            self._bridge.requests.page_requested.emit(self._help_page, None)


def _counts() -> tuple[str, ...]:
    return (
        tr(_CONTEXT, "Waiting"),
        tr(_CONTEXT, "Being checked"),
        tr(_CONTEXT, "Refused"),
        tr(_CONTEXT, "In conflict"),
    )


def _count_details() -> tuple[str, ...]:
    return (
        tr(_CONTEXT, "sent with the next sync"),
        tr(_CONTEXT, "an answer was lost"),
        tr(_CONTEXT, "only here for now"),
        tr(_CONTEXT, "changed on both sides"),
    )
