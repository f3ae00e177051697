"""Drags, keys and looks at the calendar of the week."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEventLoop, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.spans import at_local, local_datetime
from app.services.entries import EntryDraft
from app.storage.entries import EntryFilter, EntryRepository, EntryRow
from app.storage.week import WeekRow
from tests.sandbox.process import wait_until
from tests.ui.records.desk import Desk
from tests.ui.week.weeks import MONDAY
from ui.views.week_page import WeekPage
from ui.week.axis import HOUR_S
from ui.week.board import WeekBoard

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
ZONE = "Europe/Berlin"


class WeekDesk:
    """A joined window (see `Desk`) that shows the week page at the morning."""

    def __init__(self, desk: Desk) -> None:
        self.desk, self.session, self.bridge, self.window = desk, desk.session, desk.bridge, desk.window
        self.window.resize(1180, 760)
        self.window.show_page("week")
        page = self.window.page("week")
        assert isinstance(page, WeekPage)
        self.page = page
        self.show(MONDAY)

    @property
    def board(self) -> WeekBoard:
        return self.page.board

    # -- time ------------------------------------------------------------------------------------------------------

    def turn(self) -> None:
        loop = QEventLoop()
        QTimer.singleShot(5, loop.quit)
        loop.exec()
        QCoreApplication.sendPostedEvents()

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Let the event loop turn until it holds."""

        def turned() -> object:
            self.turn()
            return condition()

        wait_until(turned, 30, what)

    def settle(self) -> None:
        """Until what was committed is shown."""
        self.until(lambda: not self.bridge._merge.isActive(), "the commit to be shown")

    def show(self, day: str, hour: int = 7) -> None:
        """The week of a day, with that hour at the top."""
        self.page.open(day)
        self.turn()
        self.board.verticalScrollBar().setValue(round(hour * self.board.places.hour_px))
        self.turn()

    # -- what the person does --------------------------------------------------------------------------------------

    def spot(self, day: int, hour: float) -> QPoint:
        """The middle of a column at an hour of the wall clock."""
        places = self.board.places
        return QPoint(round(places.left(day) + places.column_width / 2), round(places.y(round(hour * HOUR_S))))

    def drag(self, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = NONE, *, drop: bool = True) -> None:
        """With the left button from there to there, on the way as a hand would."""
        viewport = self.board.viewport()
        QTest.mouseMove(viewport, start)
        QTest.mousePress(viewport, LEFT, modifier, start)
        for share in (0.3, 0.6, 1.0):
            QTest.mouseMove(viewport, start + (end - start) * share)
        if drop:
            QTest.mouseRelease(viewport, LEFT, modifier, end)
            self.settle()

    def chip(self, title: str) -> QPoint:
        """The middle of an entry without times in its strip."""
        return self.board.rect_of(self.shown(title).id).center()

    def block(self, title: str, edge: str = "") -> QPoint:
        """A point of an entry's block: its middle, or its `top` or `bottom` edge."""
        rect = self.board.rect_of(self.shown(title).id)
        y = {"": rect.center().y(), "top": rect.top() + 2, "bottom": rect.bottom() - 2}[edge]
        return QPoint(rect.center().x(), y)

    def click(self, place: QPoint) -> None:
        QTest.mouseClick(self.board.viewport(), LEFT, NONE, place)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key on the calendar."""
        self.board.setFocus()
        QTest.keyClick(self.board, key, modifier)
        self.settle()

    def popup_line(self, text: str) -> None:
        """Type into the small window that asks for a new entry, and press Enter."""
        self.until(lambda: QApplication.activePopupWidget() is not None, "the small window")
        field = QApplication.focusWidget() or QApplication.activePopupWidget()
        assert field is not None
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        self.settle()

    # -- what is there ---------------------------------------------------------------------------------------------

    def log(self, title: str, day: int = 0, hour: float | None = None, minutes: int = 60) -> EntryRow:
        """An entry made behind the calendar's back, and shown; without an hour it has no times."""
        date = f"2026-11-{16 + day}"
        draft = EntryDraft(title, date=date, seconds=minutes * 60)
        if hour is not None:
            start = at_local(date, int(hour), round(hour % 1 * 60), 0, ZONE)
            draft = EntryDraft(title, started_at=start, ended_at=start + minutes * 60)
        row = self.session.entries.log(draft)
        self.settle()
        return row

    def row(self, title: str) -> EntryRow:
        """The only stored entry of that title."""
        rows = EntryRepository(self.session.context.db).page(EntryFilter(), 500)
        found = [row for row in rows if row.entry.title == title]
        assert len(found) == 1, [row.entry.title for row in rows]
        return found[0]

    def span(self, title: str) -> str:
        """`Tue 09:15-10:30` as stored, or `Tue 1:15 h` without times."""
        entry = self.row(title).entry
        if entry.started_at is None or entry.ended_at is None:
            day = local_datetime(at_local(entry.date, 12, 0, 0, ZONE), ZONE)
            return f"{day:%a} {entry.seconds // 3600}:{entry.seconds // 60 % 60:02d} h"
        start, end = local_datetime(entry.started_at, ZONE), local_datetime(entry.ended_at, ZONE)
        assert entry.date == start.date().isoformat()
        assert entry.seconds == entry.ended_at - entry.started_at
        return f"{start:%a %H:%M}-{end:%H:%M}"

    def shown(self, title: str) -> WeekRow:
        """An entry as the calendar has it."""
        found = [row for row in self.board.rows if row.title == title]
        assert len(found) == 1, [row.title for row in self.board.rows]
        return found[0]

    def toast(self) -> str:
        """The message over the window."""
        host = self.window.notices._toasts
        assert host is not None
        return host.toast.text
