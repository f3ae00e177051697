"""Brings up the quick log where it is asked for; the window is made the first time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Slot
from PySide6.QtGui import QCursor, QGuiApplication

from ui.bridge import Bridge
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
        self.popup: QuickLog | None = None

    @Slot(object)
    def toggle(self, anchor: QRect) -> None:
        """Open at `anchor` (global coordinates; empty: in the middle of the screen with the pointer), or close."""
        if self.popup is None:
            from ui.views.quick_log import QuickLog

            self.popup = QuickLog(self._session, self._theme, self._bridge)
            self.popup.closed.connect(self._note_closed)
        if self.popup.isVisible():
            self.popup.hide()
        elif (
            time.monotonic() - self._closed_at > _SAME_CLICK_S
        ):  # the click on the icon took its focus, and so closed it
            near = QCursor.pos() if anchor.isEmpty() else anchor.center()
            screen = QGuiApplication.screenAt(near) or QGuiApplication.primaryScreen()
            self.popup.open_at(anchor, screen.availableGeometry())

    @Slot()
    def close(self) -> None:
        """The program ends."""
        if self.popup is not None:
            self.popup.hide()
            self.popup.deleteLater()
            self.popup = None

    @Slot()
    def _note_closed(self) -> None:
        self._closed_at = time.monotonic()
