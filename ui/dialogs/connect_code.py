"""The code that the browser shows after signing in, for a browser on another computer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.i18n import tr
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.field import Field


class ConnectCode(QWidget):
    """Enter or the button hands over what was typed or pasted, without the spaces and line ends around it."""

    entered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = _CodeEdit()
        self.edit.confirmed.connect(self._enter)
        self.button = Button(tr("connect", "Complete sign-in"), "primary")
        self.button.setEnabled(False)
        self.button.clicked.connect(self._enter)
        self.edit.textChanged.connect(self._note_text)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(2))
        row.addWidget(self.edit, 1)
        row.addWidget(self.button)
        self.field = Field(tr("connect", "Code shown in the browser after you sign in"), line)
        self.edit.setAccessibleName(tr("connect", "Code shown in the browser after you sign in"))
        line.setFocusProxy(self.edit)
        column = QHBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.field)

    def clear(self) -> None:
        """Nothing typed, nothing wrong."""
        self.edit.clear()
        self.edit.setEnabled(True)
        self.field.set_error(None)

    def refuse(self, text: str) -> None:
        """Say under the field why the code was not taken."""
        self.field.set_error(text)
        self.edit.setEnabled(True)
        self.edit.selectAll()
        self._note_text()

    @Slot()
    def _note_text(self) -> None:
        self.button.setEnabled(self.edit.isEnabled() and bool(self.edit.text().strip()))

    @Slot()
    def _enter(self) -> None:
        code = self.edit.text().strip()
        if code:
            self.field.set_error(None)
            self.edit.setEnabled(False)
            self.button.setEnabled(False)
            self.entered.emit(code)


class _CodeEdit(QLineEdit):
    """Enter confirms here and presses no other button of the dialog."""

    confirmed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.accept()
            self.confirmed.emit()
        else:
            super().keyPressEvent(event)
