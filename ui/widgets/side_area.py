"""The room beside a list."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget


class SideArea(QScrollArea):
    """Scrolls down what does not fit, is never a stop of Tab, and shows its ground until it holds something."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        ground = QFrame()
        ground.setProperty("role", "raised")
        self.setWidget(ground)

    def set_scrolling(self, scrolling: bool) -> None:
        """Whether there is a scroll bar where it is needed."""
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAsNeeded if scrolling else policy.ScrollBarAlwaysOff)
