"""The room of a page: it folds as narrow as it can, and what is left over after that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QWidget


class PageFrame(QScrollArea):
    """Shows no bars while the page fits, and is never a stop of Tab."""

    def __init__(self, page: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._page = page
        self.setWidget(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A page that was arranged for more room asks for that until it is told of less."""
        self._page.resize(self.maximumViewportSize())
        super().resizeEvent(event)


class ShownStack(QStackedWidget):
    """A stack that needs no more room than what it shows; Qt's asks for that of its largest part."""

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        return super().minimumSizeHint() if shown is None else shown.minimumSizeHint().expandedTo(shown.minimumSize())
