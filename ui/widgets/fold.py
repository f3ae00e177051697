"""What is rarely needed, behind a line that opens it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme import space
from ui.widgets.button import Button


class Fold(QWidget):
    """`closed` and `opened` are what the line reads; the content is there only while it is open."""

    def __init__(self, closed: str, opened: str, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._closed, self._opened, self._content = closed, opened, content
        self.button = Button(closed, "link", "chevron-right")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(content)
        content.hide()
        self.button.clicked.connect(self._turn)

    @property
    def is_open(self) -> bool:
        return not self._content.isHidden()

    def set_open(self, shown: bool) -> None:
        """Show or hide the content."""
        self._content.setVisible(shown)
        self.button.setText(self._opened if shown else self._closed)
        self.button.set_icon_name("chevron-down" if shown else "chevron-right")

    @Slot()
    def _turn(self) -> None:
        self.set_open(not self.is_open)
