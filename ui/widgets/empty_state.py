"""What a page shows when it has nothing to show."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.icons import pixmap
from ui.theme import space, tokens_in_use
from ui.widgets.button import Button
from ui.widgets.plain_label import PlainLabel

_ICON_SIDE = 32


class EmptyState(QWidget):
    """An icon, what is missing, what to do first, and a button that does it; `below`: what else is to be seen."""

    action_requested = Signal()

    def __init__(
        self,
        icon: str,
        title: str,
        text: str,
        action_text: str | None = None,
        parent: QWidget | None = None,
        *,
        below: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name = icon
        self._picture = QLabel()
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._title = PlainLabel(title, "large")
        self._text = PlainLabel(text, "body", "muted", wrap=True)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.button = Button(action_text or "", "primary", parent=self)
        self.button.setVisible(action_text is not None)
        self.button.clicked.connect(self.action_requested)
        self._lay_out(below)
        self._draw()

    def set_texts(self, title: str, text: str, action_text: str | None = None) -> None:
        """Say something else (nothing found instead of nothing there)."""
        self._title.setText(title)
        self._text.setText(text)
        self.button.setText(action_text or "")
        self.button.setVisible(action_text is not None)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _lay_out(self, below: QWidget | None) -> None:
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(8), space(6), space(8))
        column.setSpacing(space(2))
        column.addStretch(2)
        column.addWidget(self._picture, 0, centre)
        column.addSpacing(space(1))
        column.addWidget(self._title, 0, centre)
        column.addLayout(self._text_row())
        column.addSpacing(space(2))
        if below is not None:
            column.addWidget(below, 0, centre)
        column.addWidget(self.button, 0, centre)
        column.addStretch(3)

    def _text_row(self) -> QHBoxLayout:
        """The text with room beside it: a line as wide as a window is not read."""
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self._text, 4)
        row.addStretch(1)
        return row

    def _draw(self) -> None:
        scale = self.devicePixelRatioF()
        self._picture.setPixmap(pixmap(self._icon_name, tokens_in_use().faint, _ICON_SIDE, scale))
