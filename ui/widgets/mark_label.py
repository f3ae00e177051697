"""Where one record stands with Clientary: its mark and the word for it, what that means as a tooltip."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.icons import pixmap
from ui.models.sync_words import SyncMark
from ui.plain import tooltip
from ui.theme import space, tokens_in_use
from ui.widgets.plain_label import PlainLabel

_ICON = 14


class MarkLabel(QWidget):
    """Icon and word on one line; one thing for a screen reader, which hears the word and then what it means."""

    def __init__(self, mark: SyncMark | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark: SyncMark | None = None
        self._picture, self._text = QLabel(), PlainLabel("", "small", "muted", elide=True)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(1) + 2)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        if mark is not None:
            self.show_mark(mark)

    @property
    def text(self) -> str:
        return self._text.text()

    def show_mark(self, mark: SyncMark) -> None:
        """Another standing."""
        self._mark = mark
        self._text.setText(mark.text)
        self.setToolTip(tooltip(mark.story))
        self.setAccessibleName(mark.text)
        self.setAccessibleDescription(mark.story)
        self._draw()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        if self._mark is not None:
            color = getattr(tokens_in_use(), self._mark.tone)
            self._picture.setPixmap(pixmap(self._mark.icon, color, _ICON, self.devicePixelRatioF()))
