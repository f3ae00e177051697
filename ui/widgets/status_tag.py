"""The status of an invoice: a word, a shape that says the same, and a colour that repeats both."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.delegates.tag_painter import paint_tag, tag_font, tag_size
from ui.invoice_words import status_icon, status_kind, status_text
from ui.tokens import tokens_in_use


class StatusTag(QWidget):
    """Shows a status name; screen readers hear its word."""

    def __init__(self, status: str = "draft", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._status = status
        self.show_status(status)

    @property
    def text(self) -> str:
        """The word that is shown."""
        return status_text(self._status)

    def show_status(self, status: str) -> None:
        """Show another one."""
        self._status = status
        self.setAccessibleName(self.text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return tag_size(self.text, tag_font(), icon=True)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event  # it is small: all of it is painted
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        kind, icon = status_kind(self._status), status_icon(self._status)
        paint_tag(painter, self.rect(), self.text, kind, tag_font(), tokens_in_use(), icon)
