"""Form fields side by side, as many as there is room for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme import space

_NARROWEST = 250
_MOST = 3


class FieldGrid(QWidget):
    """Fields of equal width in one to three columns."""

    def __init__(self, fields: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        # Qt leaves out the gap before an empty column: with something in each, cards below one another are in line.
        self._fields = [*fields, *(QWidget() for _ in range(_MOST - len(fields)))]
        self._shown = len(fields)
        self._columns = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(4))
        self._grid.setVerticalSpacing(space(4))
        self._arrange(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange(max(1, min(_MOST, (self.width() + space(4)) // (_NARROWEST + space(4)))))

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        for column in range(max(columns, self._columns)):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._columns = columns
        for number, field in enumerate(self._fields):
            self._grid.addWidget(field, number // columns, number % columns)
            field.setVisible(number < self._shown or number < columns)
        self.updateGeometry()
