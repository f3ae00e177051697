"""The one line of the quick log."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.fonts import font

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}


class QuickLine(QLineEdit):
    """Enter, arrow keys and Alt with a digit are handed on; the focus stays here while a list is walked through."""

    entered = Signal()
    start_entered = Signal()
    stepped = Signal(int)
    """1 down, -1 up."""
    completion_asked = Signal()
    """Tab, while `completes`."""
    completes = False
    """Whether there is a name to complete; else Tab goes on to the next control."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self.setFont(font("large"))

    def event(self, event: QEvent) -> bool:
        """Tab never comes to `keyPressEvent`: Qt moves the focus first."""
        tab = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Tab and not event.modifiers().value
        if self.completes and tab and event.type() == QEvent.Type.KeyPress:
            self.completion_asked.emit()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self.start_entered if shifted else self.entered).emit()
        elif key in _STEPS:
            self.stepped.emit(_STEPS[key])
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
            event.ignore()  # the window around it has them
        else:
            super().keyPressEvent(event)
