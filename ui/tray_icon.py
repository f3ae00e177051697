"""What the icon in the desktop's panel shows: its picture, its tip and its menu."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QSystemTrayIcon

from app.errors import AppError
from app.storage.changes import Changes
from app.storage.entries import EntryRow
from ui.bridge import Bridge
from ui.budgets_left import BudgetsLeft
from ui.format import hours
from ui.i18n import tr
from ui.icons import tray_icon
from ui.panel import panel_is_dark
from ui.plain import tray_tip
from ui.session import Session
from ui.theme import Theme
from ui.tray_menu import RECENT, TrayMenu

log = logging.getLogger(__name__)

_CONTEXT = "tray"


class TrayIcon(QSystemTrayIcon):
    """Made when there is a panel, and with it all that only a panel shows. Qt decides when an icon is made which kind
    of panel it is for.
    """

    def __init__(self, session: Session, theme: Theme, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme = session, theme
        self._running: EntryRow | None = None
        self._worked_before_s = 0
        """Worked today without the running entry's time since `_read_at`."""
        self._read_at = 0
        self._today = ""
        self._tip_holds = range(0)
        """The instants for which the tip says what it should."""
        self._shown: tuple[bool, bool] | None = None
        self.menu = TrayMenu(session, bridge)
        self.setContextMenu(self.menu)
        self._budgets = BudgetsLeft(session, bridge, self)
        self._budgets.came.connect(self._show_budgets)
        bridge.changed.connect(self._follow)
        theme.changed.connect(self.paint)
        self._read()

    @property
    def name(self) -> str:
        """What messages and the tip call this program."""
        return tr(_CONTEXT, "Stint (sandbox)") if self._session.sandbox else "Stint"

    @Slot()
    def paint(self) -> None:
        """Show the picture that the timer and the panel's colour ask for now."""
        look = self._running is not None, panel_is_dark(self._theme)
        if look != self._shown:
            self._shown = look
            self.setIcon(tray_icon(running=look[0], dark_panel=look[1]))

    def tick(self) -> None:
        """A second is over."""
        if self._session.now not in self._tip_holds:
            self._show_tip()

    @Slot(object)
    def _follow(self, changes: Changes) -> None:
        if changes.concern("entries", "projects", "clients"):
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
        self.paint()
        self._show_tip()

    def _show_tip(self) -> None:
        """A panel is told only when a minute is over: each change is a message to it."""
        self._tip_holds = range(self._session.now, self._next_minute())
        if self._today != self._session.today:
            self._read()
            return
        now, row = self._session.now, self._running
        today = tr(_CONTEXT, "today {hours}", hours=hours(self._worked_before_s + self._since_read(now)))
        if row is None:
            tip = tray_tip(self.name, today)
        else:
            what = " · ".join(part for part in (row.entry.title, row.project_name) if part)
            tip = tray_tip(
                what if len(what) <= 80 else what[:79] + "…", f"{hours(row.entry.seconds_at(now))} · {today}"
            )
        if tip != self.toolTip():
            self.setToolTip(tip)
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
