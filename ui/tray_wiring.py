"""Joins the tray, the quick log and the way out of the program; made after the first paint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Slot

from ui.bridge import Bridge
from ui.leaving import Leaving
from ui.main_window import MainWindow
from ui.notifications import Notifications
from ui.quick_log_opener import QuickLogOpener
from ui.session import Session
from ui.theme import Theme
from ui.tray import Tray

if TYPE_CHECKING:
    from ui.session_bus import SessionBus


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
        self._bus: SessionBus | None = None
        self._looked_for_bus = False
        self.notifications = Notifications(self.tray, self._session_bus, self)
        leaving.use_tray(self.tray)
        self._requests.desktop_note_requested.connect(self.notifications.show)
        self._requests.desktop_note_over.connect(self.notifications.take_back)
        self._requests.quick_log_requested.connect(self.opener.toggle)
        window.actions_.quick_log.triggered.connect(self._ask)

    def close(self) -> None:
        """Take icon and popup away."""
        self.opener.close()
        self.tray.close()
        if self._bus is not None:
            self._bus.close()

    def _session_bus(self) -> SessionBus | None:
        """The desktop's bus, connected when it is first needed."""
        if not self._looked_for_bus:
            self._looked_for_bus = True
            from ui.session_bus import connect_session_bus

            self._bus = connect_session_bus(self)
        return self._bus

    @Slot()
    def _ask(self) -> None:
        self._requests.quick_log_requested.emit(QRect())
