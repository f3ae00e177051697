"""The frame of a page: a title with actions beside it, and a body that scrolls."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.theme import space
from ui.widgets.plain_label import PlainLabel


class ScrollPage(QWidget):
    """`header` is the row of the title, to which actions are added at the right; `body` the column that scrolls. A
    `stretch` at the end of the body keeps its content at the top.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title = PlainLabel(title, "title", elide=True)
        self.setAccessibleName(title)
        self.header = QHBoxLayout()
        self.header.setContentsMargins(space(5), space(4), space(5), space(2))
        self.header.setSpacing(space(2))
        self.header.addWidget(self._title, 1)
        self._inside = inside = QWidget()
        inside.setProperty("role", "page")
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(space(5), space(1), space(5), space(5))
        self.body.setSpacing(space(3))
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        self.area.verticalScrollBar().rangeChanged.connect(self._align)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(self.header)
        column.addWidget(self.area, 1)

    def minimumSizeHint(self) -> QSize:
        """The body scrolls up and down only, so its width is the page's."""
        body = self._inside.minimumSizeHint().width() + self.area.verticalScrollBar().sizeHint().width()
        return super().minimumSizeHint().expandedTo(QSize(body, 0))

    @Slot()
    def _align(self) -> None:
        """The scroll bar stands in the margin, so that the body ends below the header's end with and without it."""
        bar = self.area.verticalScrollBar()
        taken = bar.sizeHint().width() if bar.maximum() > 0 else 0
        margins = self.body.contentsMargins()
        margins.setRight(max(0, space(5) - taken))
        self.body.setContentsMargins(margins)
