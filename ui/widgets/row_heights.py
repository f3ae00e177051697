"""Heights of a table's rows by their texts, without holding anything up: those at the top first, the rest in turns."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QTableView

_TURN_S = 0.004
_MOST_KNOWN = 8_192
_FIRST_ROWS = 24
"""About what a screen shows; they are measured before anything is painted."""


class RowHeights(QObject):
    """`measure` gives the height of a row with that text in a cell of that width, `text` the text of a row. Texts that
    were measured at this width are not measured again.
    """

    grown = Signal()
    """The rows take more or less room together."""

    def __init__(self, table: QTableView, text: Callable[[int], str], measure: Callable[[str, int], int]) -> None:
        super().__init__(table)
        self._table, self._text, self._measure = table, text, measure
        self._known: dict[str, int] = {}
        self._width, self._next = 0, 0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._go_on)

    def fit(self, width: int) -> None:
        """Texts, rows or the width of the column have changed."""
        if width != self._width:
            self._width = width
            self._known.clear()
        self._next = 0
        self._fit_while(lambda: self._next < _FIRST_ROWS)

    @Slot()
    def _go_on(self) -> None:
        until = time.perf_counter() + _TURN_S
        self._fit_while(lambda: time.perf_counter() < until)

    def _fit_while(self, goes_on: Callable[[], bool]) -> None:
        header, count = self._table.verticalHeader(), self._table.model().rowCount()
        before = header.length()
        while self._next < count and goes_on():
            height = self._height(self._text(self._next))
            if header.sectionSize(self._next) != height:
                header.resizeSection(self._next, height)
            self._next += 1
        if self._next < count:
            self._later.start()
        if header.length() != before:
            self.grown.emit()

    def _height(self, text: str) -> int:
        height = self._known.get(text)
        if len(self._known) > _MOST_KNOWN:
            self._known.clear()
        if height is None:
            height = self._known[text] = self._measure(text, self._width)
        return height
