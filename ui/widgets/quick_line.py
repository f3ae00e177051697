"""The one line of the quick log."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.fonts import font


class QuickLine(QLineEdit):
    """Enter is handed on, with and without Shift; what walks a list below it is `ui.type_ahead.TypeAhead`'s."""

    entered = Signal()
    start_entered = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.setFont(font("large"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self.start_entered if shifted else self.entered).emit()
        else:
            super().keyPressEvent(event)
