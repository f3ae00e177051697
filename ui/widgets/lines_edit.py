"""A field for a few lines of text that is finished when it is left, as a field of one line is."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

_ROWS = 3
_MARGIN = 2
"""Around the text, so that it begins where that of a QLineEdit does."""
_PADDING = 6
"""Above and below, as the style sheet has it, with the border."""


class LinesEdit(QPlainTextEdit):
    """Enter begins a line, Ctrl+Enter finishes, Tab goes on to the next field."""

    editingFinished = Signal()
    """The field was left, or Ctrl+Enter pressed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(_MARGIN)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._fit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # its own menu is open: the person goes on
            self.editingFinished.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.editingFinished.emit()
        else:
            super().keyPressEvent(event)

    def _fit(self) -> None:
        """As high as three lines, whatever the font."""
        self.setFixedHeight(_ROWS * self.fontMetrics().lineSpacing() + 2 * (_MARGIN + _PADDING))
