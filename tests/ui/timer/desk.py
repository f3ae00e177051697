"""Clicks, keys and looks at the window with the timer bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.services.entries import EntryDraft
from app.storage.entries import EntryFilter, EntryRepository, EntryRow
from tests.sandbox.process import wait_until
from tests.ui.records.desk import Desk, button_of, click
from ui.bridge import Bridge
from ui.delegates.entry_layout import row_parts
from ui.dialogs.entry_dialog import EntryDialog
from ui.main_window import MainWindow
from ui.session import Session
from ui.theme import Theme
from ui.top_bar import add_timer_bar
from ui.views.timer_page import TimerPage
from ui.widgets.notice_stack import NoticeStack

LEFT = Qt.MouseButton.LeftButton
CTRL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier
DAY = "2026-03-04"


class TimerDesk:
    """A joined window (see `Desk`) with the timer bar; the timer page is shown."""

    def __init__(self, desk: Desk, theme: Theme) -> None:
        self.desk, self.theme = desk, theme
        self.session: Session = desk.session
        self.bridge: Bridge = desk.bridge
        self.window: MainWindow = desk.window
        self.bar = add_timer_bar(self.window, self.session, theme, self.bridge)
        page = self.window.page("timer")
        assert isinstance(page, TimerPage)
        self.page = page
        self.wait(lambda: page._surrounded, "what stands around the list")
        self.settle()

    # -- time ------------------------------------------------------------------------------------------------------

    def settle(self) -> None:
        """Let the event loop turn until what was committed is shown."""
        page, merge = self.page, self.bridge._merge
        turns = (page._surround, page._following, page._look_around, page._figures, self.bar._following)
        timers = (page._later, page.model._next_step, merge)
        self.wait(lambda: not any((*(one.isActive() for one in timers), *(one.busy for one in turns))))

    def until(self, condition: Callable[[], object], what: str = "the condition") -> None:
        """Let the event loop turn until it holds."""

        def turned() -> object:
            self.turn()
            return condition()

        wait_until(turned, 20, what)

    wait = until

    @staticmethod
    def turn() -> None:
        """Let events of the next few milliseconds be handled."""
        loop = QEventLoop()
        QTimer.singleShot(5, loop.quit)
        loop.exec()
        QCoreApplication.sendPostedEvents()

    def activate(self, window: QWidget) -> None:
        """A window manager activates the window below when a dialog or popup closes; here nobody does."""
        if not window.isActiveWindow():
            window.activateWindow()
            self.until(window.isActiveWindow, "the window to be active")

    # -- what the person does --------------------------------------------------------------------------------------

    def type(self, text: str, widget: QWidget | None = None) -> None:
        """Type into the widget, or wherever the focus is."""
        target = widget or QApplication.focusWidget()
        assert target is not None
        QTest.keyClicks(target, text)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE, widget: QWidget | None = None) -> None:
        target = widget or QApplication.focusWidget() or self.window
        QTest.keyClick(target, key, modifier)

    def start(self, title: str) -> None:
        """Type a title into the bar and press Enter."""
        click(self.bar.title)
        self.bar.title.selectAll()
        self.type(title, self.bar.title)
        self.press(Qt.Key.Key_Return, widget=self.bar.title)
        self.settle()

    def click_entry(self, title: str, part: str = "") -> None:
        """Move the pointer to an entry, and click there: on a button of its row, its mark, or the row itself."""
        self.activate(self.window)
        row = self.page.model.row_of(self.row(title).entry.id)
        view, index = self.page.view, self.page.model.index(row)
        view.scrollTo(index)

        def place() -> QPoint:
            parts = row_parts(view.visualRect(index), view._painter.edge)
            if part:
                return (parts.mark if part == "mark" else parts.buttons[part]).center()
            return parts.title.center() - QPoint(parts.title.width() // 3, 0)

        QTest.mouseMove(view.viewport(), place())
        QTest.mouseClick(view.viewport(), LEFT, NONE, place())  # what came meanwhile may have moved the row

    def dialog(self) -> EntryDialog:
        """The entry dialog that is open."""
        found = QApplication.activeModalWidget()
        assert isinstance(found, EntryDialog)
        self.activate(found)
        return found

    # -- what is there ---------------------------------------------------------------------------------------------

    def log(self, title: str, seconds: int = 3600, project: str | None = "Webshop", **more: object) -> EntryRow:
        """An entry of an earlier day, made behind the window's back, and shown."""
        project_id = None if project is None else self.session.catalog.project_named(project)
        draft = EntryDraft(title, project_id=project_id, date=DAY, seconds=seconds, **more)  # type: ignore[arg-type]  # by name
        row = self.session.entries.log(draft)
        self.settle()
        return row

    def rows(self) -> list[EntryRow]:
        """Every stored entry that is not deleted, newest first."""
        return EntryRepository(self.session.context.db).page(EntryFilter(), 100)

    def row(self, title: str) -> EntryRow:
        """The only stored entry of that title."""
        found = [row for row in self.rows() if row.entry.title == title]
        assert len(found) == 1, [row.entry.title for row in self.rows()]
        return found[0]

    def shown(self) -> list[str]:
        """The texts of the list, headings included."""
        return [str(self.page.model.index(at).data()) for at in range(self.page.model.rowCount())]

    def running(self) -> EntryRow | None:
        return self.session.status.running_entry()

    def notices(self) -> NoticeStack:
        return self.window.notices

    def toast(self) -> str:
        """The message that is over the window, "" for none."""
        host = self.window.notices._toasts
        return host.toast.text if host is not None and host.toast.isVisible() else ""

    def clicked(self, text: str, parent: QWidget | None = None) -> None:
        """Click the one visible button of that text or accessible name."""
        click(button_of(parent or self.window, text))
