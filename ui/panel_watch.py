"""Whether the desktop has a panel that shows icons. Qt knows, but asks the message bus and waits for its answer: half a
minute where the bus hangs. So Qt is asked only when the bus has just answered us, who do not wait.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon

if TYPE_CHECKING:
    from ui.session_bus import SessionBus

_BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
_WITH_BUS = ("xcb", "wayland")
"""Qt's platforms on which an icon may be shown by way of the bus."""


class PanelWatch(QObject):
    """Lives on the GUI thread."""

    seen = Signal(bool)
    """Follows `look`, at once or when the bus has answered; never where it does not."""

    def __init__(self, bus: Callable[[], SessionBus | None], parent: QObject | None = None) -> None:
        """`bus` hands out the session's bus; None where there is none."""
        super().__init__(parent)
        self._bus = bus
        self._asking = False

    @Slot()
    def look(self) -> None:
        """Find out whether there is one now."""
        if self._asking:
            return
        bus = self._bus() if QGuiApplication.platformName() in _WITH_BUS else None
        if bus is None:
            self._tell()
        else:
            self._asking = True
            bus.call(_BUS, "GetId", on_reply=self._answered, returns="s")

    def _answered(self, body: tuple[Any, ...] | None) -> None:
        self._asking = False
        if body is not None:
            self._tell()

    def _tell(self) -> None:
        self.seen.emit(QSystemTrayIcon.isSystemTrayAvailable())
