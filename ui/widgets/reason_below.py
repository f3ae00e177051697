"""Why what is typed over a list cannot be, said right below where it is typed."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.delegates.entry_layout import EDGE
from ui.theme import space
from ui.widgets.announcing import announce
from ui.widgets.plain_label import PlainLabel

_WIDEST = 360


class ReasonBelow(QFrame):
    """Lies over `ground`, below the field or above it where there is no room; hidden while it says nothing."""

    def __init__(self, ground: QWidget) -> None:
        super().__init__(ground)
        self._ground = ground
        self.setProperty("role", "cell")
        self.label = PlainLabel("", "small", "danger", wrap=True)
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(space(2), space(1), space(2), space(1))
        column.addWidget(self.label)
        self.hide()

    def say(self, reason: str, field: QRect) -> None:
        """Say it below `field`, aloud too; nothing where it is empty."""
        self.label.setText(reason)
        self.setVisible(bool(reason))
        if reason:
            self.move_below(field)
            self.raise_()
            announce(self.label, reason)

    def move_below(self, field: QRect) -> None:
        """The field is there now."""
        ground = self._ground.rect()
        margins = self._column.contentsMargins()
        beside = margins.left() + margins.right() + 2
        text = self.label.fontMetrics().horizontalAdvance(self.label.text())
        width = min(text + beside + 2, _WIDEST, ground.width())
        height = self.label.heightForWidth(width - beside) + margins.top() + margins.bottom() + 2
        left = field.left() if field.left() + width <= ground.right() - EDGE else field.right() - width + 1
        top = field.bottom() + 2
        if top + height > ground.bottom() and field.top() - 2 - height >= 0:
            top = field.top() - 2 - height
        self.setGeometry(max(0, left), top, width, height)
