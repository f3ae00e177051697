"""The table that every list of records is shown in."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from ui.current_row import choose_current
from ui.fonts import font
from ui.tokens import hover_ground, space, tokens_in_use


class DataTable(QTableView):
    """Whole rows are chosen, nothing is edited in place, Tab leaves the table, Enter or a double click opens the row
    (`opened` with its number). `wide_column` takes the room that is left; columns keep their width otherwise, for
    measuring contents would read every row.
    """

    opened = Signal(int)

    def __init__(self, accessible_name: str, wide_column: int = 0, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wide_column = wide_column
        self._pointed = -1
        self.setMouseTracking(True)
        self.setAccessibleName(accessible_name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self._set_up_headers()
        self.doubleClicked.connect(self._open)

    def fit_columns(self, *samples: str) -> None:
        """Give each column the width of its widest likely text and its heading; the wide column takes what is left."""
        metrics = self.fontMetrics()
        header = self.horizontalHeader()
        for column, sample in enumerate(samples):
            heading = str(self.model().headerData(column, Qt.Orientation.Horizontal) or "")
            wide = max(metrics.horizontalAdvance(sample), header.fontMetrics().horizontalAdvance(heading) + space(1))
            header.resizeSection(column, wide + space(6))
        header.setSectionResizeMode(self._wide_column, QHeaderView.ResizeMode.Stretch)

    def viewportEvent(self, event: QEvent) -> bool:
        """Follow the pointer: the whole row below it is lit, for the whole row is what a click chooses."""
        if event.type() == QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._point_at(self.rowAt(event.position().toPoint().y()))
        elif event.type() in (QEvent.Type.Leave, QEvent.Type.Wheel):
            self._point_at(-1)
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._pointed >= 0:
            tokens = tokens_in_use()
            QPainter(self.viewport()).fillRect(self._row_rect(self._pointed), QColor(hover_ground(tokens)))
        super().paintEvent(event)

    def _point_at(self, row: int) -> None:
        for changed in {self._pointed, row} - {-1} if row != self._pointed else ():
            self.viewport().update(self._row_rect(changed))
        self._pointed = row

    def _row_rect(self, row: int) -> QRect:
        return QRect(0, self.rowViewportPosition(row), self.viewport().width(), self.rowHeight(row))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        choose_current(self, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            event.accept()
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(index.row())

    def _set_up_headers(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + space(5))
        small = font("small")
        small.setWeight(font("strong").weight())
        columns.setFont(small)
        columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        columns.setHighlightSections(False)
        columns.setMinimumSectionSize(space(10))
