"""The icon in the desktop's panel: whether a timer runs, for how long, and what can be done without the window."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QSystemTrayIcon

from app.errors import AppError
from app.storage.changes import Changes
from app.storage.entries import EntryRow
from ui.bridge import Bridge
from ui.budgets_left import BudgetsLeft
from ui.format import hours
from ui.i18n import tr
from ui.icons import tray_icon
from ui.messages import sentence
from ui.panel import panel_is_dark
from ui.panel_watch import PanelWatch
from ui.plain import one_line, tray_tip
from ui.session import Session
from ui.theme import Theme
from ui.tray_menu import RECENT, TrayMenu

log = logging.getLogger(__name__)

_CONTEXT = "tray"
_LOOK_AGAIN_TICKS = 5
"""How often to see whether the panel is still there. A panel that restarts is back sooner."""
_IMPATIENT_TICKS = 120
"""So long a panel that was late is looked for every second, later as often as one that is there."""


class Tray(QObject):
    """Waits for a panel that shows icons (some come late, some desktops have none) and then stays in it."""

    host_found = Signal()
    host_lost = Signal()
    """The panel is gone: a hidden window could not be reached any more."""

    def __init__(
        self, session: Session, theme: Theme, bridge: Bridge, panel: PanelWatch, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._panel = panel
        self._session, self._theme, self._requests = session, theme, bridge.requests
        self._running: EntryRow | None = None
        self._worked_before_s = 0
        """Worked today without the running entry's time since `_read_at`."""
        self._read_at = 0
        self._today = ""
        self._tip_holds = range(0)
        """The instants for which the tip says what it should."""
        self._shown: tuple[bool, bool] | None = None
        self._ticks = 0
        self._there = False
        self._on_message_click: Callable[[], None] | None = None
        self.icon: QSystemTrayIcon | None = None
        self.menu = TrayMenu(session, bridge)
        self.menu.failed.connect(self._tell)
        self._budgets = BudgetsLeft(session, bridge, self)
        self._budgets.came.connect(self._show_budgets)
        bridge.tick.connect(self._on_tick)
        bridge.changed.connect(self._follow)
        theme.changed.connect(self._paint)
        panel.seen.connect(self._note_panel)
        panel.look()

    @property
    def present(self) -> bool:
        """Whether the icon is in a panel, as far as was seen last."""
        return self.icon is not None and self._there

    def say(self, title: str, text: str, on_click: Callable[[], None] | None = None) -> None:
        """A short message of the desktop; nothing without a panel."""
        if self.icon is not None:
            self._on_message_click = on_click
            self.icon.showMessage(one_line(title), one_line(text))

    def unsay(self) -> None:
        """Take the last message away; a click on one that is still shown does nothing."""
        self._on_message_click = None
        if self.icon is not None and sys.platform != "darwin":  # there an empty message is shown as one
            self.icon.showMessage("", "")

    @Slot()
    def close(self) -> None:
        """Leave the panel."""
        if self.icon is not None:
            self.icon.hide()
        self.menu.deleteLater()

    @Slot()
    def _on_tick(self) -> None:
        self._ticks += 1
        looks = self._ticks % _LOOK_AGAIN_TICKS == 0
        if self.icon is None:
            if looks or self._ticks < _IMPATIENT_TICKS:
                self._panel.look()
            return
        if looks:
            self._panel.look()
            self._paint()
        if self._session.now not in self._tip_holds:
            self._show_tip()

    @Slot(bool)
    def _note_panel(self, there: bool) -> None:
        was_there, self._there = self._there, there
        if there and self.icon is None:
            self._show_icon()
        elif was_there and not there:
            log.warning("the panel with the tray icon is gone")
            self.host_lost.emit()

    def _show_icon(self) -> None:
        """Qt decides when an icon is made which kind of panel it is for, so it is made when there is one."""
        self.icon = QSystemTrayIcon(self)
        self.icon.setContextMenu(self.menu)
        self.icon.activated.connect(self._activate)
        self.icon.messageClicked.connect(self._answer_message)
        self._read()
        self.icon.show()
        log.info("tray icon shown")
        self.host_found.emit()

    @Slot(object)
    def _follow(self, changes: Changes) -> None:
        if self.icon is not None and changes.concern("entries", "projects", "clients"):
            self._read()

    def _read(self) -> None:
        try:
            self._running = self._session.status.running_entry()
            self._read_at, self._today = self._session.now, self._session.today
            self._worked_before_s = self._session.status.worked().today_seconds
            recent = self._session.recent_titles(RECENT)
        except AppError as error:
            log.warning("the tray could not be brought up to date: %s", error.detail)
            return
        self.menu.show_running(self._running)
        self.menu.show_recent(recent)
        self._budgets.read({past.project_id for past in recent if past.project_id is not None})
        self._paint()
        self._show_tip()

    @Slot()
    def _paint(self) -> None:
        look = self._running is not None, panel_is_dark(self._theme)
        if self.icon is not None and look != self._shown:
            self._shown = look
            self.icon.setIcon(tray_icon(running=look[0], dark_panel=look[1]))

    def _show_tip(self) -> None:
        """A panel is told only when a minute is over: each change is a message to it."""
        self._tip_holds = range(self._session.now, self._next_minute())
        if self._today != self._session.today:
            self._read()
            return
        now, row = self._session.now, self._running
        today = tr(_CONTEXT, "today {hours}", hours=hours(self._worked_before_s + self._since_read(now)))
        if row is None:
            tip = tray_tip(self._name(), today)
        else:
            what = " · ".join(part for part in (row.entry.title, row.project_name) if part)
            tip = tray_tip(
                what if len(what) <= 80 else what[:79] + "…", f"{hours(row.entry.seconds_at(now))} · {today}"
            )
        if self.icon is not None and tip != self.icon.toolTip():
            self.icon.setToolTip(tip)
        self._show_budgets()

    @Slot()
    def _show_budgets(self) -> None:
        row = self._running
        elapsed = {} if row is None else {row.entry.project_id: row.entry.seconds_at(self._session.now)}
        self.menu.show_budgets(self._budgets.words(elapsed))

    def _next_minute(self) -> int:
        """When the tip has to say something else: a minute of the timer, of the day's sum or of the wall is over."""
        now, row = self._session.now, self._running
        counted = [now, self._worked_before_s + self._since_read(now)] + ([row.entry.seconds_at(now)] if row else [])
        return now + min(60 - seconds % 60 for seconds in counted)

    def _since_read(self, now: int) -> int:
        return now - self._read_at if self._running is not None else 0

    def _name(self) -> str:
        return tr(_CONTEXT, "Stint (sandbox)") if self._session.sandbox else "Stint"

    @Slot(QSystemTrayIcon.ActivationReason)
    def _activate(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        """A click opens the quick log, a double or middle click the window. macOS opens the menu on any click."""
        if self.icon is None or sys.platform == "darwin":
            return
        match reason:
            case QSystemTrayIcon.ActivationReason.Trigger:
                self._requests.quick_log_requested.emit(self.icon.geometry())
            case QSystemTrayIcon.ActivationReason.DoubleClick | QSystemTrayIcon.ActivationReason.MiddleClick:
                self._requests.raise_requested.emit()
            case _:
                return

    @Slot()
    def _answer_message(self) -> None:
        on_click, self._on_message_click = self._on_message_click, None
        if on_click is not None:
            on_click()

    @Slot(object)
    def _tell(self, error: AppError) -> None:
        self.say(self._name(), sentence(error))
