"""A mark with its words: where something stands with Clientary."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.icons import pixmap
from ui.invoice_words import Mark
from ui.theme import space, tokens_in_use
from ui.widgets.plain_label import PlainLabel

_ICON = 14


class MarkLabel(QWidget):
    """Icon and text on one line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark: Mark | None = None
        self._picture, self._text = QLabel(), PlainLabel("", "small", "muted", elide=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(1) + 2)
        row.addWidget(self._picture)
        row.addWidget(self._text, 1)

    @property
    def text(self) -> str:
        return self._text.text()

    def show_mark(self, mark: Mark) -> None:
        """Show another one."""
        self._mark = mark
        self._text.setText(mark.text)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        if self._mark is not None:
            color = getattr(tokens_in_use(), self._mark.tone)
            self._picture.setPixmap(pixmap(self._mark.icon, color, _ICON, self.devicePixelRatioF()))
