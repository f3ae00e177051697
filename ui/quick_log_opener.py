"""Brings up the quick log where it is asked for; its window is made some seconds after the start, or when it is asked
for before.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Slot
from PySide6.QtGui import QCursor, QGuiApplication

from ui.bridge import Bridge
from ui.in_turns import InTurns
from ui.session import Session
from ui.theme import Theme

if TYPE_CHECKING:
    from ui.views.quick_log import QuickLog

_SAME_CLICK_S = 0.3


class QuickLogOpener(QObject):
    """Asking again while it is open closes it."""

    def __init__(self, session: Session, theme: Theme, bridge: Bridge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session, self._theme, self._bridge = session, theme, bridge
        self._closed_at = 0.0
        self._later: InTurns | None = None
        self.popup: QuickLog | None = None

    @Slot()
    def prepare(self) -> None:
        """Load and make it now, so that it is there at once when it is asked for."""
        if self.popup is None and self._later is None:
            self._later = InTurns(self, _load, self._make)
            self._later.begin()

    @Slot(object)
    def toggle(self, anchor: QRect) -> None:
        """Open at `anchor` (global coordinates; empty: in the middle of the screen with the pointer), or close."""
        popup = self._make()
        if popup.isVisible():
            popup.hide()
        elif (
            time.monotonic() - self._closed_at > _SAME_CLICK_S
        ):  # the click on the icon took its focus, and so closed it
            near = QCursor.pos() if anchor.isEmpty() else anchor.center()
            screen = QGuiApplication.screenAt(near) or QGuiApplication.primaryScreen()
            popup.open_at(anchor, screen.availableGeometry())

    @Slot()
    def close(self) -> None:
        """The program ends."""
        if self._later is not None:
            self._later.stop()
        if self.popup is not None:
            self.popup.hide()
            self.popup.deleteLater()
            self.popup = None

    def _make(self) -> QuickLog:
        if self.popup is None:
            from ui.views.quick_log import QuickLog

            self.popup = QuickLog(self._session, self._theme, self._bridge)
            self.popup.closed.connect(self._note_closed)
            self.popup.ensurePolished()
        return self.popup

    @Slot()
    def _note_closed(self) -> None:
        self._closed_at = time.monotonic()


def _load() -> None:
    """What takes longest of making it."""
    import ui.views.quick_log  # noqa: F401
