"""Joins the tray, the quick log and the way out of the program; made after the first paint."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRect, Slot

from ui.bridge import Bridge
from ui.leaving import Leaving
from ui.main_window import MainWindow
from ui.quick_log_opener import QuickLogOpener
from ui.session import Session
from ui.theme import Theme
from ui.tray import Tray


class TrayWiring(QObject):
    """Every connection of these parts, as `ui/wiring.py` has those of the others."""

    def __init__(
        self,
        session: Session,
        theme: Theme,
        bridge: Bridge,
        window: MainWindow,
        leaving: Leaving,
    ) -> None:
        super().__init__(leaving)
        self._requests = bridge.requests
        self.tray = Tray(session, theme, bridge, self)
        self.opener = QuickLogOpener(session, theme, bridge, self)
        leaving.use_tray(self.tray)
        self._requests.quick_log_requested.connect(self.opener.toggle)
        window.actions_.quick_log.triggered.connect(self._ask)

    def close(self) -> None:
        """Take icon and popup away."""
        self.opener.close()
        self.tray.close()

    @Slot()
    def _ask(self) -> None:
        self._requests.quick_log_requested.emit(QRect())
