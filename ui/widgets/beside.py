"""A list with its detail beside it, or below it where the page is narrow."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QWidget

_NARROW = 620
"""Width in device-independent pixels below which the detail goes below the list."""
_UNBOUNDED = 16_777_215


class Beside(QWidget):
    """`detail` keeps its width at the right of `main`; in a narrow page it takes the lower part instead. `ruled`: with
    a line in between.
    """

    def __init__(
        self, main: QWidget, detail: QWidget, width: int, *, ruled: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._detail, self._width, self._ruled, self._narrow = detail, width, ruled, False
        self._line = QFrame()
        self._line.setProperty("role", "side-line")
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._box.addWidget(main, 1)
        self._box.addWidget(self._line)
        self._line.setVisible(ruled)
        self._box.addWidget(detail)
        detail.setFixedWidth(width)

    def show_detail(self, shown: bool) -> None:
        """Show or hide the detail; without it the list has all the room."""
        self._detail.setVisible(shown)
        self._line.setVisible(shown and self._ruled and not self._narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()

    def _arrange(self) -> None:
        direction = QBoxLayout.Direction
        self._box.setDirection(direction.TopToBottom if self._narrow else direction.LeftToRight)
        self.show_detail(not self._detail.isHidden())
        self._detail.setMinimumWidth(0 if self._narrow else self._width)
        self._detail.setMaximumWidth(_UNBOUNDED if self._narrow else self._width)
        self._box.setStretchFactor(self._detail, 1 if self._narrow else 0)
