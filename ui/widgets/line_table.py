"""The table of an invoice's lines: as high as its lines, edited from cell to cell by Tab."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QSizePolicy,
    QTableView,
    QWidget,
)

from ui.delegates.invoice_line_delegate import InvoiceLineDelegate
from ui.fonts import font
from ui.i18n import tr
from ui.models.invoice_lines import InvoiceLinesModel
from ui.models.line_columns import AMOUNT, BILLED, GRIP, PRICE, QUANTITY, REMOVE, TAX, TITLE, TYPED, WORKED
from ui.theme import space
from ui.widgets.row_heights import RowHeights

_LEAST_TITLE = 180
_SAMPLES = {WORKED: "00:00", BILLED: "00:00", QUANTITY: "0.00", PRICE: "00.00", TAX: "", AMOUNT: "000.00"}
_STEPS = {int(Qt.Key.Key_Up): -1, int(Qt.Key.Key_Down): 1}
_Hint = QAbstractItemDelegate.EndEditHint


class LineTable(QTableView):
    """Shows `InvoiceLinesModel`. Enter, typing or a click edits a cell, Tab goes on to the next one that can be edited,
    Delete takes a line away; Alt with the arrows, or a drag at the grip, moves it. It has no scroll bar of its own: the
    page around it scrolls.
    """

    why_asked = Signal(int)
    """The row whose amount a person wants explained: a click on it, Enter or the space bar."""

    def __init__(self, model: InvoiceLinesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self._delegate = InvoiceLineDelegate(self)
        self._widths = {REMOVE: space(9), GRIP: space(6)}
        self._dragged: int | None = None
        self._heights = RowHeights(self, model.title_of, self._delegate.height_of)
        self._heights.grown.connect(self._take_room)
        self.setModel(model)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(tr("invoices", "Lines of the invoice"))
        self.setProperty("role", "bare")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._set_up_headers()
        for changed in (
            model.rowsInserted,
            model.rowsRemoved,
            model.rowsMoved,
            model.modelReset,
            model.dataChanged,
        ):
            changed.connect(self._fit)
        self.clicked.connect(self._press)
        self._fit()

    def show_taxes(self, shown: bool) -> None:
        """Whether a line says if it is taxed."""
        if shown == self.isColumnHidden(TAX):
            self.setColumnHidden(TAX, not shown)
            self._fit_rows()

    def add_line(self) -> None:
        """Append a typed line and begin to type its title."""
        row = self._model.add_typed()
        self.edit_title(row)

    def add_heading(self) -> None:
        """Put a heading above the line that the keyboard is at, and begin to type it."""
        current = self.currentIndex()
        self.edit_title(self._model.add_heading(current.row() if current.isValid() else 0))

    def edit_title(self, row: int) -> None:
        """Begin to type the title of a line."""
        index = self._model.index(row, TITLE)
        self.setFocus()
        self.setCurrentIndex(index)
        self.edit(index)

    def sizeHint(self) -> QSize:
        rows = self.verticalHeader().length() if self._model.rowCount() else self._delegate.row_height
        height = self.horizontalHeader().sizeHint().height() + rows
        return QSize(super().sizeHint().width(), height + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        return QSize(space(80), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_rows()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if self.state() is QAbstractItemView.State.EditingState:  # Enter comes here too when it ends the editing
            super().keyPressEvent(event)
        elif index.column() == AMOUNT and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.why_asked.emit(index.row())
        elif event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in _STEPS:
            self._move(index.row(), index.row() + _STEPS[event.key()])
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self._model.remove(index.row()):
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.flags() & Qt.ItemFlag.ItemIsEditable:
            event.accept()
            self.edit(index)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.column() == GRIP and event.button() is Qt.MouseButton.LeftButton:
            self._dragged = index.row()
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.setCurrentIndex(index.siblingAtColumn(TITLE))
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """The dragged line takes the place of the one that the pointer has crossed the middle of."""
        if self._dragged is None:
            super().mouseMoveEvent(event)
            return
        y = event.position().toPoint().y()
        over = self.rowAt(y)
        if over in (-1, self._dragged):
            return
        middle = self.rowViewportPosition(over) + self.rowHeight(over) // 2
        if (y > middle) is (over > self._dragged):
            self._move(self._dragged, over)
            self._dragged = over

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._dragged is None:
            super().mouseReleaseEvent(event)
            return
        self._dragged = None
        self.viewport().unsetCursor()

    def commitData(self, editor: QWidget) -> None:
        """What is typed in an editor that was closed meanwhile is stored already."""
        if self._delegate.is_editing(editor):
            super().commitData(editor)

    def closeEditor(self, editor: QWidget, hint: _Hint) -> None:
        """Tab and Shift+Tab go over the cells that can be typed in, and out of the table at its ends."""
        steps = {_Hint.EditNextItem: 1, _Hint.EditPreviousItem: -1}
        if not self._delegate.is_editing(editor):
            return
        index = self.currentIndex()
        super().closeEditor(editor, _Hint.NoHint if hint in steps else hint)
        if hint not in steps:
            return
        after = self._next_cell(index, steps[hint])
        if after.isValid():
            self.setCurrentIndex(after)
            self.edit(after)
        else:
            self.focusNextPrevChild(hint is _Hint.EditNextItem)

    def _move(self, row: int, to: int) -> None:
        if self._model.move(row, to):
            self.setCurrentIndex(self._model.index(to, TITLE))

    def _next_cell(self, index: QModelIndex, step: int) -> QModelIndex:
        """The next cell that can be edited, row by row; an invalid index behind the last."""
        row, place = index.row(), TYPED.index(index.column()) if index.column() in TYPED else 0
        while True:
            place += step
            row, place = row + place // len(TYPED), place % len(TYPED)
            if not 0 <= row < self._model.rowCount():
                return QModelIndex()
            after = self._model.index(row, TYPED[place])
            if after.flags() & Qt.ItemFlag.ItemIsEditable:
                return after

    def _set_up_headers(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self._delegate.row_height)
        small = font("small")
        small.setWeight(font("strong").weight())
        columns.setFont(small)
        columns.setHighlightSections(False)
        columns.setSectionsClickable(False)
        columns.setMinimumSectionSize(space(8))
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        columns.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Each as wide as its heading and its longest text; the description has what is left."""
        columns = self.horizontalHeader()
        headings, texts = QFontMetrics(columns.font()), QFontMetrics(font("strong"))
        for column, sample in _SAMPLES.items():
            heading = str(self._model.headerData(column, Qt.Orientation.Horizontal))
            widest = max(headings.horizontalAdvance(heading), texts.horizontalAdvance(sample))
            longest = self._model.longest_text(column)
            self._widths[column] = max(widest, texts.horizontalAdvance(longest)) + space(5) + 1
        for column, width in self._widths.items():
            columns.resizeSection(column, width)
        if columns.visualIndex(GRIP):
            columns.moveSection(columns.visualIndex(GRIP), 0)

    @Slot()
    def _fit(self) -> None:
        self._fit_columns()
        self.setColumnHidden(QUANTITY, not self._model.has_quantities)  # hours say it beside what was worked
        self.setColumnHidden(BILLED, not self._model.has_hours)
        self.setColumnHidden(GRIP, self._model.rowCount() < 2)
        self._fit_rows()
        self.updateGeometry()

    def _fit_rows(self) -> None:
        """A description that does not fit has more lines; worked time makes room for it, its sum stands below."""
        left = self.viewport().width() - sum(self._widths.values())
        narrow = self._model.has_quantities and left < _LEAST_TITLE
        self.setColumnHidden(WORKED, narrow or not self._model.has_hours)
        self._heights.fit(self.columnWidth(TITLE))

    @Slot()
    def _take_room(self) -> None:
        self.updateGeometry()

    @Slot(QModelIndex)
    def _press(self, index: QModelIndex) -> None:
        """A click in a cell that can be typed in begins to type; one on the bin takes the line away."""
        if index.column() == REMOVE:
            self._model.remove(index.row())
        elif index.column() == AMOUNT:
            self.why_asked.emit(index.row())
        elif index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
