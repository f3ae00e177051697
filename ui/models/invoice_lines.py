"""The cells of an invoice's lines while it is being made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal

from app.errors import UserInputError
from app.services.invoice_terms import LineEdit
from ui.i18n import tr
from ui.models.hours_line import HoursLine
from ui.models.line_columns import AMOUNT, BILLED, GRIP, PRICE, QUANTITY, REMOVE, TAX, TITLE, WORKED
from ui.models.line_edits import with_text
from ui.models.line_row import LineCells
from ui.models.line_rows import Index, LineRows
from ui.models.record_table import FaintRole, SubtextRole
from ui.models.typed_line import Heading, TypedLine
from ui.plain import quoted

MarkRole = Qt.ItemDataRole.UserRole + 8
"""Of a description: `ERROR`, `HEADING` or None."""
ERROR, HEADING = "error", "heading"

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_ALIGNMENT = {TITLE: _LEFT, TAX: _CENTRE, REMOVE: _CENTRE, GRIP: _CENTRE}


class InvoiceLinesModel(LineRows):
    """What the cells of those rows say, and what becomes of what is typed into them."""

    rejected = Signal(str)
    """What was typed into a cell cannot be, in words; the cell stays as it was."""

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid():
            return flags
        cells, column = self._rows[index.row()].cells, index.column()
        if column in cells.editable:
            flags |= Qt.ItemFlag.ItemIsEditable
        elif column == TAX and not cells.tax_fixed:
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENT.get(section, _RIGHT)
        return _titles().get(section) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        cells, column = self._rows[index.row()].cells, index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _unchecked(cells) if column == TAX else cells.text(column, self._currency)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _ALIGNMENT.get(column, _RIGHT)
            case Qt.ItemDataRole.EditRole:
                return cells.typed(column)
            case Qt.ItemDataRole.CheckStateRole if column == TAX and not cells.tax_fixed:
                return Qt.CheckState.Checked if cells.taxed else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(cells, column)
            case Qt.ItemDataRole.ToolTipRole:
                return _tip(cells, column)
            case _ if role == SubtextRole and column == TITLE:
                return cells.about(self._currency)
            case _ if role == MarkRole and column == TITLE:
                return HEADING if isinstance(cells, Heading) else ERROR if cells.error(self._currency) else None
            case _ if role == FaintRole:
                return column == TITLE and not cells.title
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid():
            return False
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == TAX and not row.cells.tax_fixed:
            return self._tax(index.row(), taxed=Qt.CheckState(value) is Qt.CheckState.Checked)
        if role != Qt.ItemDataRole.EditRole or column not in row.cells.editable:
            return False
        if isinstance(row.cells, TypedLine | Heading):
            self._put(index.row(), row.cells.with_text(column, str(value)))
        elif column == TITLE:
            self._rename(index.row(), " ".join(str(value).split()))
        else:
            return self._edit(index.row(), column, str(value))
        return True

    def _put(self, at: int, cells: LineCells) -> None:
        if cells != self._rows[at].cells:
            self._rows[at] = replace(self._rows[at], cells=cells)
            self._tell(at)

    def _tax(self, at: int, *, taxed: bool) -> bool:
        row = self._rows[at]
        if isinstance(row.cells, TypedLine):
            self._put(at, row.cells.with_tax(taxed))
        else:
            self._edits[row.id] = replace(self._edits.get(row.id) or LineEdit(row.id), taxable=taxed)
            self._tell(at)
        return True

    def _rename(self, at: int, wanted: str) -> None:
        """An empty text gives a line its own name back."""
        row = self._rows[at]
        if wanted == row.cells.typed(TITLE):
            return
        if wanted:
            self._titles[row.id] = wanted
        else:
            self._titles.pop(row.id, None)
        self._tell(at)

    def _edit(self, at: int, column: int, text: str) -> bool:
        """Another rate or billed time of a line of hours; an empty text gives it its own back."""
        row = self._rows[at]
        if text.strip() == row.cells.typed(column):
            return True
        try:
            self._edits[row.id] = with_text(self._edits.get(row.id) or LineEdit(row.id), column, text)
        except UserInputError as error:
            self.rejected.emit(quoted(error.detail))
            return False
        self._tell(at)
        return True

    def _tell(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, GRIP))
        self.edited.emit()

    def _spoken(self, cells: LineCells, column: int) -> str:
        if column == GRIP:
            return tr("invoices", "Move this line with Alt and the arrow keys")
        return tr("invoices", "Remove this line") if column == REMOVE else cells.spoken(column, self._currency)


def _unchecked(cells: LineCells) -> str:
    """What stands where no box can be ticked."""
    return "" if cells.taxed is None or not cells.tax_fixed else "✓" if cells.taxed else "–"


def _tip(cells: LineCells, column: int) -> str | None:
    if column == REMOVE:
        return tr("invoices", "Take this line off the invoice")
    if column == GRIP:
        return tr("invoices", "Drag to move the line (Alt+Up, Alt+Down)")
    if column == AMOUNT:
        return tr("invoices", "Click to see how it comes about")
    if not isinstance(cells, HoursLine) or column not in cells.editable:
        return None
    if column == TITLE:
        return tr("invoices", "Click to call it otherwise; left empty it gets its own name back.")
    return tr("invoices", "Click to set it for this line; left empty it is worked out again.")


def _titles() -> dict[int, str]:
    return {
        TITLE: tr("invoices", "Description"),
        WORKED: tr("invoices", "Worked"),
        BILLED: tr("invoices", "Billed"),
        QUANTITY: tr("invoices", "Quantity"),
        PRICE: tr("invoices", "Price"),
        TAX: tr("invoices", "Tax"),
        AMOUNT: tr("invoices", "Amount"),
        REMOVE: "",
        GRIP: "",
    }
