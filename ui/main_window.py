"""The frame around the pages: sidebar, timer bar, notices, and the stack of pages."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QHideEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from app.errors import AppError
from ui.actions import Actions
from ui.bridge import Bridge
from ui.i18n import tr
from ui.icons import app_icon
from ui.messages import sentence
from ui.pages import PageSpec, waiting_on
from ui.project_colors import ProjectColors
from ui.requests import Notice, StandingNotice
from ui.session import Session
from ui.theme import Theme
from ui.widgets.notice_stack import NoticeStack
from ui.widgets.page_frame import PageFrame
from ui.widgets.sidebar import Sidebar
from ui.widgets.sync_box import sync_texts
from ui.window_state import WindowState

log = logging.getLogger(__name__)

SIZE = QSize(1180, 760)
SMALLEST = QSize(580, 300)
NEEDS = "needs"
"""What the page of the sync status is asked to open where something needs the person."""
_NARROW = 840
"""Width in device-independent pixels below which the sidebar shows only icons."""


@runtime_checkable
class OpensThings(Protocol):
    """A page that can be asked to show one thing."""

    def open(self, argument: object) -> None: ...


class MainWindow(QMainWindow):
    """Shows one page at a time and makes each when it is first shown. Knows no page by name."""

    painted = Signal()
    """Once, after the first paint: what is slow may begin now."""
    page_shown = Signal(str)
    close_requested = Signal()
    """The person closed the window. Whoever answers hides, minimises or ends; the window itself stays."""

    def __init__(self, session: Session, theme: Theme, bridge: Bridge, pages: Sequence[PageSpec]) -> None:
        super().__init__()
        self._session, self._theme, self._bridge = session, theme, bridge
        self._colors = ProjectColors(session, bridge, self)
        self._pages = {page.key: page for page in pages}
        self._made: dict[str, QWidget] = {}
        self._frames: dict[str, PageFrame] = {}
        self._painted = self._may_close = self._syncing = False
        self._sync_failure = ""
        self.actions_ = Actions(self, pages)
        self.sidebar = Sidebar(pages, sandbox=session.sandbox)
        self.sidebar.menu_button.setMenu(self.actions_.menu(self))
        self.sidebar.menu_button.setPopupMode(self.sidebar.menu_button.ToolButtonPopupMode.InstantPopup)
        self.notices = NoticeStack()
        self._stack = QStackedWidget()
        self._timer_slot = QVBoxLayout()
        self._lay_out()
        self.sidebar.page_chosen.connect(self.show_page)
        self.sidebar.needs_chosen.connect(self._show_needs)
        self.actions_.page_chosen.connect(self._show_by_key)
        bridge.settings_changed.connect(self._offer_pages)
        self._offer_pages()
        self._state = WindowState(session.config.folder.root)
        self._state.restore(self, SIZE)
        if pages:
            offered = {page.key for page in pages if page.offered is None or page.offered(session)}
            self.show_page(self._state.page(offered) or pages[0].key)

    def set_timer_bar(self, bar: QWidget) -> None:
        """Put the timer bar on top of every page."""
        self._timer_slot.addWidget(bar)

    @property
    def page_key(self) -> str:
        """The page that is shown."""
        return next(key for key, frame in self._frames.items() if frame is self._stack.currentWidget())

    def page(self, key: str) -> QWidget | None:
        """The page if it was made already."""
        return self._made.get(key)

    @Slot(str)
    def show_page(self, key: str, argument: object = None) -> None:
        """Show a page, made now if need be; `argument` is handed to its `open`. An unknown key is a bug: KeyError."""
        page = self._made.get(key)
        if page is None:
            page = self._pages[key].factory(self._session, self._theme, self._bridge)
            self._made[key], self._frames[key] = page, PageFrame(page)
            self._stack.addWidget(self._frames[key])
        self._stack.setCurrentWidget(self._frames[key])
        self.sidebar.mark(key)
        self.actions_.mark_page(key)
        self._set_title(self._pages[key].title())
        if argument is not None and isinstance(page, OpensThings):
            page.open(argument)
        self.page_shown.emit(key)

    @Slot(str)
    def _show_needs(self, key: str) -> None:
        self.show_page(key, NEEDS)

    @Slot(str)
    def _show_by_key(self, key: str) -> None:
        """No ring stays in the sidebar, and the keys that worked on the page before work on this one."""
        focused, before = self.focusWidget(), self._stack.currentWidget()
        on_page = before is not None and before.isAncestorOf(focused)
        self.show_page(key)
        if on_page or self.sidebar.isAncestorOf(self.focusWidget()):
            self._made[key].setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot(str, object)
    def open_page(self, key: str, argument: object) -> None:
        """As `show_page`, for a page's request; pages that do not exist are logged, not shown."""
        if key in self._pages:
            self.show_page(key, argument)
        else:
            log.warning("there is no page %s", key)

    @Slot(object)
    def notify(self, notice: Notice) -> None:
        """A short message that goes away by itself."""
        self.notices.toast(notice)

    @Slot(object)
    def show_notice(self, notice: StandingNotice) -> None:
        """A message above the page that stays."""
        self.notices.show_notice(notice)

    @Slot(object)
    def report(self, error: AppError) -> None:
        """Say what went wrong with something that was just asked for."""
        self.show_notice(StandingNotice("error", "error", sentence(error)))

    @Slot()
    def show_standing(self) -> None:
        """Read anew how sync stands and what waits on the pages."""
        try:
            standing = self._session.status.standing()
        except AppError as error:
            self._show_unreadable(error)
            return
        if self._sync_failure and standing.state == "idle":
            standing = standing._replace(state="error", reason=self._sync_failure)
        waiting = waiting_on(tuple(self._pages.values()), self._session, standing)
        texts = sync_texts(standing, running=self._syncing, now=self._session.now, elsewhere=waiting)
        self.sidebar.sync_box.show_standing(texts, running=self._syncing)
        self.sidebar.set_counts({page.key: page.number for page in waiting})

    def _show_unreadable(self, error: AppError) -> None:
        from app.services.status import SyncStanding

        standing = SyncStanding("error", error.detail, None, 0, 0, 0, 0, 0)
        self.sidebar.sync_box.show_standing(sync_texts(standing, running=False, now=self._session.now))

    def set_syncing(self, running: bool, failure: str = "") -> None:
        """Whether our own sync is at it, and why its latest cycle failed; empty if it did not."""
        self._syncing, self._sync_failure = running, failure
        self.show_standing()

    @Slot()
    def _offer_pages(self) -> None:
        """Lead to the pages that the settings ask for; one that is shown already stays until it is left."""
        for key, page in self._pages.items():
            if page.offered is not None:
                offered, action = page.offered(self._session), self.actions_.get(f"page.{key}")
                action.setVisible(offered)
                action.setEnabled(offered)
                self.sidebar.offer(key, offered)

    @Slot()
    def come_to_front(self) -> None:
        """Show the window wherever it was."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        self.raise_()
        self.activateWindow()
        from ui.focus import claim_focus

        claim_focus(self)

    def begin_unseen(self) -> None:
        """Begin all that follows the first paint without one: the program was started into the tray."""
        self._painted = True
        self._bridge.set_watched(False)
        QTimer.singleShot(0, self._begin)

    def save_geometry(self) -> None:
        """Remember place, size and page for the next start."""
        self._state.save(self, self.page_key if self._made else "")

    def end(self) -> None:
        """Close for good."""
        self.save_geometry()
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._may_close:
            event.accept()
        else:
            event.ignore()
            self.close_requested.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._bridge.set_watched(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._bridge.set_watched(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self.sidebar.set_narrow(self.width() < _NARROW)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._begin)

    @Slot()
    def _begin(self) -> None:
        self.setWindowIcon(app_icon(running=False))
        self.painted.emit()

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self._timer_slot)
        column.addWidget(self.notices)
        column.addWidget(self._stack, 1)
        column.addLayout(self.notices.below)
        line = QFrame()
        line.setProperty("role", "side-line")
        body = QWidget()
        body.setProperty("role", "page")
        body.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # a click beside everything ends an edit
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(line)
        row.addLayout(column, 1)
        self.setCentralWidget(body)
        body.setFocus()  # no control is marked before somebody uses the keyboard
        self.setMinimumSize(SMALLEST)

    def _set_title(self, page_title: str) -> None:
        sandbox = tr("window", " (sandbox)") if self._session.sandbox else ""
        self.setWindowTitle(f"{page_title}{sandbox} – Stint")  # Qt adds the name to a title that does not end in it
