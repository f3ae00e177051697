"""The fields of a form in rows; two to a row where there is no room for all."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme import space

SHARES = 16
"""Of the width, that each row has to give to its fields."""

_WIDE = 500
"""Width in device-independent pixels below which fields stand two and two, each on half of the width."""


class FlowGrid(QWidget):
    """`rows` name their fields with the share that each takes; the shares of a row add up to `SHARES`."""

    def __init__(self, rows: Sequence[Sequence[tuple[QWidget, int]]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = rows
        self._narrow: bool | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(2) + 2)
        self._grid.setVerticalSpacing(space(3))
        for column in range(SHARES):
            self._grid.setColumnStretch(column, 1)
        self._arrange(narrow=False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(narrow=self.width() < _WIDE)

    def _arrange(self, *, narrow: bool) -> None:
        if narrow == self._narrow:
            return
        self._narrow = narrow
        line = 0
        for row in self._rows:
            column = 0
            for widget, share in row:
                taken = SHARES // 2 if narrow else share
                if column + taken > SHARES:
                    line, column = line + 1, 0
                self._grid.addWidget(widget, line, column, 1, taken)
                column += taken
            line += 1
