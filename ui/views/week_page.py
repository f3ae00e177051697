"""The week page: a calendar of days with what was worked on them, and the figures of the week above it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QTabBar, QVBoxLayout, QWidget

from app.domain.spans import shift_day, week_bounds
from app.errors import AppError
from app.services.week import sums, total
from app.storage.changes import Changes
from app.storage.week import WeekRow
from ui.bridge import Bridge
from ui.i18n import tr
from ui.messages import sentence
from ui.session import Session
from ui.theme import Theme, space
from ui.week.acts import WeekActs
from ui.week.axis import HOUR_S, MINUTE_S, Axis, axis_of
from ui.week.board import WeekBoard
from ui.week.grid import WeekGridPane
from ui.week.grid_acts import GridActs
from ui.week.remembered import Remembered
from ui.week.words import figures, heading
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.choice import Choice
from ui.widgets.icon_button import IconButton
from ui.widgets.page_frame import ShownStack
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "WeekPage"
_SPANS = (7, 5, 1)
_NARROW = 640
"""Pixels below which months are cut."""


class WeekPage(QWidget):
    """Reads again when it is visible and something changed, by one query of under 2 ms for 300 entries."""

    def __init__(self, session: Session, theme: Theme, bridge: Bridge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        del theme  # its colours arrive by style sheet and palette
        self._session, self._bridge = session, bridge
        self._day = session.today
        self._minute = session.now // 60
        self._stale = True
        self._rows: list[WeekRow] = []
        self._worth: dict[str, int] = {}
        self._axis = Axis((self._day,), session.context.zone)
        self.setProperty("role", "page")
        self.setAccessibleName(tr(_CONTEXT, "Week"))
        self.board = WeekBoard()
        self.acts = WeekActs(session, bridge, self.board)
        self.grid = WeekGridPane()
        self.grid_acts = GridActs(session, bridge, self.grid)
        self.tabs = QTabBar()
        self._stack = ShownStack()
        self.heading = PlainLabel("", "title", elide=True)
        self.figures = PlainLabel("", "body", "muted", elide=True)
        self.back = IconButton("chevron-left", tr(_CONTEXT, "Back (Page Up)"))
        self.today = Button(tr(_CONTEXT, "Today"))
        self.forward = IconButton("chevron-right", tr(_CONTEXT, "Forward (Page Down)"))
        self.span: Choice[int] = Choice(_span_choices())
        self.problem = Banner("error", "", dismissible=False)
        self._remembered = Remembered(session.config.folder.root)
        self._lay_out()
        self._restore()
        self._connect()

    def open(self, argument: object) -> None:
        """Show the week of a day (YYYY-MM-DD)."""
        if isinstance(argument, str):
            self._day = argument
            self._reload()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._reload()
        QTimer.singleShot(0, self._scroll_to_work)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._remembered.keep(self.span.key or _SPANS[0], self.tabs.currentIndex(), self.board.hour_height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._name_days()

    def _lay_out(self) -> None:
        self.today.setToolTip(tr(_CONTEXT, "Go to today (T)"))
        self.span.setAccessibleName(tr(_CONTEXT, "Days shown"))
        self.problem.hide()
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, space(3), 0)  # as wide as the scroll bar below
        head.setSpacing(space(2))
        head.addWidget(self.heading, 1)
        for part in (self.back, self.today, self.forward, self.span):
            head.addWidget(part)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(5), space(4), space(3), space(4))
        column.setSpacing(space(2))
        column.addLayout(head)
        self.tabs.addTab(tr(_CONTEXT, "Calendar"))
        self.tabs.addTab(tr(_CONTEXT, "Timesheet"))
        self.tabs.setAccessibleName(tr(_CONTEXT, "How the week is shown"))
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        below = QHBoxLayout()
        below.setContentsMargins(0, 0, space(3), 0)
        below.addWidget(self.tabs)
        below.addWidget(self.figures, 1)
        self.figures.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._stack.addWidget(self.board)
        self._stack.addWidget(self.grid)
        column.addLayout(below)
        column.addWidget(self.problem)
        column.addWidget(self._stack, 1)

    def _restore(self) -> None:
        """As it was looked at last."""
        days = self._remembered.days(_SPANS[0])
        self.span.choose(days if days in _SPANS else _SPANS[0])
        self.tabs.setCurrentIndex(self._remembered.tab())
        self._show_tab(self.tabs.currentIndex())
        self.board.set_hour_height(self._remembered.hour_height(self.board.hour_height))

    @Slot(int)
    def _show_tab(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self.setFocusProxy((self.board, self.grid)[index])  # a stack itself takes no keys

    @Slot()
    def _enter_tab(self) -> None:
        """A click on a tab is for what it shows: the next key goes there."""
        QTimer.singleShot(0, self.setFocus)  # the bar shows it after it tells of the click

    def _connect(self) -> None:
        self._bridge.changed.connect(self._follow)
        self._bridge.settings_changed.connect(self._reload)
        self._bridge.clock_tick.connect(self._tick)
        self.back.clicked.connect(self._go_back)
        self.forward.clicked.connect(self._go_on)
        self.today.clicked.connect(self.show_today)
        self.span.currentIndexChanged.connect(self._reload)
        self.tabs.currentChanged.connect(self._show_tab)
        self.tabs.tabBarClicked.connect(self._enter_tab)
        self.grid_acts.rows_changed.connect(self._show)
        self.board.weeks_stepped.connect(self.step)
        self.board.today_requested.connect(self.show_today)

    @Slot(int)
    def step(self, count: int) -> None:
        """So many weeks, or days where one is shown, on or back."""
        self._day = shift_day(self._day, count * (1 if self.span.key == 1 else 7))
        self._reload()

    @Slot()
    def show_today(self) -> None:
        """The week of today."""
        self._day = self._session.today
        self._reload()

    @Slot()
    def _go_back(self) -> None:
        self.step(-1)

    @Slot()
    def _go_on(self) -> None:
        self.step(1)

    @Slot(object)
    def _follow(self, changes: Changes) -> None:
        if not changes.concern("entries", "projects", "clients", "tasks", "invoices"):
            return
        if self.isVisible():
            self._reload()
        else:
            self._stale = True

    @Slot()
    def _reload(self) -> None:
        """Read the days that are shown."""
        self._stale = False
        count = self.span.key or 7
        first = self._day if count == 1 else week_bounds(self._day)[0]
        context = self._session.context
        self._axis = axis_of(first, count, context.zone, context.day_starts_at_min)
        try:
            self._rows = self._session.week.rows(first, self._axis.days[-1])
            self._worth = self._session.week.worth(first, self._axis.days[-1], self._session.config.settings)
        except AppError as error:
            self.problem.set_message("error", sentence(error))
            self.problem.show()
            return
        self.problem.hide()
        self._show()

    @Slot()
    def _show(self) -> None:
        session, days = self._session, self._axis.days
        settings, now = session.config.settings, session.now
        by_day = list(sums(self._rows, days, now).values())
        self._name_days()
        target = round(settings.week_target_hours * HOUR_S) if len(days) > 1 else 0
        self.figures.setText(figures(total(by_day), self._worth, target))
        self.board.step_min = settings.week_snap_minutes
        self.board.show_week(self._axis, self._rows, by_day, now, session.today)
        self.grid_acts.show_rows(self._rows, days)
        if self.acts.wanted is not None:
            self.board.choose(self.acts.wanted)
            self.acts.wanted = None

    def _name_days(self) -> None:
        self.heading.setText(heading(self._axis.days, short=self.width() < _NARROW))

    @Slot()
    def _tick(self) -> None:
        """What runs grows by the minute; nothing is read."""
        minute = self._session.now // MINUTE_S
        if minute != self._minute and self.isVisible():
            self._minute = minute
            self._show()

    @Slot()
    def _scroll_to_work(self) -> None:
        begins = self._session.config.settings.timer_reminder_hours.partition("-")[0]
        hour, _, minute = begins.partition(":")
        place = (int(hour) * 60 + int(minute) - self._axis.day_starts_at_min) * MINUTE_S
        self.board.scroll_to_work(place % (24 * HOUR_S))


def _span_choices() -> tuple[tuple[int, str], ...]:
    names = (tr(_CONTEXT, "Week"), tr(_CONTEXT, "5 days"), tr(_CONTEXT, "Day"))
    return tuple(zip(_SPANS, names, strict=True))
