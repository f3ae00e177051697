"""Where the title of the running entry is typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.fonts import font
from ui.i18n import tr


class TitleEdit(QLineEdit):
    """A field without a frame, in larger letters. Esc takes back what was typed (`left`)."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "bare")
        self.setFont(font("large"))
        self.setPlaceholderText(tr("timer", "What are you working on?"))
        self.setAccessibleName(tr("timer", "What are you working on?"))
        self.setMinimumWidth(120)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)
