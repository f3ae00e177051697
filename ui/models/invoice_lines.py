"""The lines of an invoice that is being made: hours as the preview has them, and below them lines that are typed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from ui.format import spoken
from ui.i18n import tr
from ui.invoice_words import shown_number
from ui.models.hours_line import HoursLine
from ui.models.record_table import FaintRole, SubtextRole
from ui.models.typed_line import TypedLine

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()

TITLE, WORKED, BILLED, QUANTITY, PRICE, TAX, AMOUNT, REMOVE = range(8)
TYPED = (TITLE, QUANTITY, PRICE)
ErrorRole = Qt.ItemDataRole.UserRole + 8
TypedRole = Qt.ItemDataRole.UserRole + 9

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_MEASURED = 50
_ALIGNMENT = {TITLE: _LEFT, TAX: _CENTRE, REMOVE: _CENTRE}


class InvoiceLinesModel(QAbstractTableModel):
    """Of a line of hours the description can be changed, of a typed line, which follows those, everything."""

    edited = Signal()
    """The person renamed a line of hours, or added, changed or removed a typed one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hours: tuple[HoursLine, ...] = ()
        self._typed: list[TypedLine] = []
        self._titles: dict[str, str] = {}
        self._currency = "EUR"

    # -- what the form does with it ---------------------------------------------------------------------------------

    @property
    def titles(self) -> Mapping[str, str]:
        """What the person calls lines of hours, by their key; also of lines that are not there as it is grouped now."""
        return MappingProxyType(self._titles)

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Names that a request has; no signal, the lines follow with their preview."""
        self._titles = dict(titles)

    def set_hours(self, lines: Sequence[HoursLine], currency: str) -> None:
        """Replace the lines of hours. Only what changed is told, so that an open editor below stays open."""
        lines = tuple(lines)
        self._currency = currency
        before, grown = self._hours, len(lines) - len(self._hours)
        if grown > 0:
            self.beginInsertRows(ROOT, len(before), len(lines) - 1)
            self._hours = lines
            self.endInsertRows()
        elif grown < 0:
            self.beginRemoveRows(ROOT, len(lines), len(before) - 1)
            self._hours = lines
            self.endRemoveRows()
        self._hours = lines
        changed = [row for row, (one, other) in enumerate(zip(before, lines, strict=False)) if one != other]
        if changed:
            self.dataChanged.emit(self.index(changed[0], 0), self.index(changed[-1], REMOVE))

    def set_typed(self, lines: Sequence[TypedLine]) -> None:
        """Replace the typed lines, without telling that the person did it."""
        self.beginResetModel()
        self._typed = list(lines)
        self.endResetModel()

    def add_typed(self) -> int:
        """Append an empty line; returns its row."""
        row = self.rowCount()
        self.beginInsertRows(ROOT, row, row)
        self._typed.append(TypedLine())
        self.endInsertRows()
        self.edited.emit()
        return row

    def remove(self, row: int) -> bool:
        """Take a typed line away; False for a line of hours."""
        place = row - len(self._hours)
        if not 0 <= place < len(self._typed):
            return False
        self.beginRemoveRows(ROOT, row, row)
        del self._typed[place]
        self.endRemoveRows()
        self.edited.emit()
        return True

    def complete(self) -> tuple[str, ...]:
        """The typed lines that can be billed, as a request has them."""
        return tuple(line.text for line in self._typed if not line.untouched and line.error(self._currency) is None)

    def first_error(self) -> tuple[int, str] | None:
        """Row and words of the first typed line that cannot be billed; untouched ones do not count."""
        for place, line in enumerate(self._typed):
            error = line.error(self._currency)
            if error is not None:
                return len(self._hours) + place, error
        return None

    @property
    def has_typed(self) -> bool:
        return bool(self._typed)

    def longest_text(self, column: int) -> str:
        """What a column has to have room for: the longest text of the first lines, and the largest amount of all."""
        typed, hours = self._typed[:_MEASURED], self._hours[:_MEASURED]
        if column == AMOUNT and self._hours:
            hours = (max(self._hours, key=lambda one: abs(one.line.amount_minor)),)
        if column == AMOUNT and self._typed:
            typed = [max(self._typed, key=lambda one: abs(one.amount_minor(self._currency) or 0))]
        texts = [self._typed_text(line, column) for line in typed]
        return max([*texts, *(self._hours_text(line, column) for line in hours)], key=len, default="")

    @property
    def hours_lines(self) -> tuple[HoursLine, ...]:
        return self._hours

    def title_of(self, row: int) -> str:
        """The description of a line, for whoever measures them all."""
        return self._typed[row - len(self._hours)].title if self.is_typed(row) else self._hours[row].title

    def is_typed(self, row: int) -> bool:
        return row >= len(self._hours)

    # -- what Qt asks -------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._hours) + len(self._typed)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else REMOVE + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid():
            return flags
        typed, column = self.is_typed(index.row()), index.column()
        if column == TITLE or (typed and column in TYPED):
            flags |= Qt.ItemFlag.ItemIsEditable
        elif typed and column == TAX:
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
        row, column = index.row(), index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENT.get(column, _RIGHT)
        if role == TypedRole:
            return self.is_typed(row)
        if self.is_typed(row):
            return self._typed_data(self._typed[row - len(self._hours)], column, role)
        return self._hours_data(self._hours[row], column, role)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid():
            return False
        if not self.is_typed(index.row()):
            return role == Qt.ItemDataRole.EditRole and index.column() == TITLE and self._rename(index, str(value))
        place = index.row() - len(self._hours)
        before, column = self._typed[place], index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == TAX:
            after = replace(before, taxable=Qt.CheckState(value) is Qt.CheckState.Checked)
        elif role == Qt.ItemDataRole.EditRole and column in TYPED:
            change = {TITLE: before.with_title, QUANTITY: before.with_quantity, PRICE: before.with_price}
            after = change[column](str(value))
        else:
            return False
        if after != before:
            self._typed[place] = after
            self._tell(index.row())
        return True

    def _rename(self, index: Index, text: str) -> bool:
        """An empty text gives a line of hours its own name back."""
        one, wanted = self._hours[index.row()], " ".join(text.split())
        if wanted == one.typed_title:
            return True
        if wanted:
            self._titles[one.key] = wanted
        else:
            self._titles.pop(one.key, None)
        self._tell(index.row())
        return True

    def _tell(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, REMOVE))
        self.edited.emit()

    # -- cells --------------------------------------------------------------------------------------------------------

    def _hours_data(self, one: HoursLine, column: int, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._hours_text(one, column)
            case Qt.ItemDataRole.EditRole if column == TITLE:
                return one.typed_title
            case Qt.ItemDataRole.AccessibleTextRole:
                if column in (WORKED, BILLED):
                    return spoken(one.line.worked_s if column == WORKED else one.line.billed_s)
                return tr("invoices", "Taxed") if column == TAX else self._hours_text(one, column)
            case Qt.ItemDataRole.ToolTipRole if column == TITLE:
                return tr("invoices", "Click to call it otherwise; left empty it gets its own name back.")
            case _ if role == SubtextRole and column == TITLE:
                return one.about
        return None

    def _hours_text(self, one: HoursLine, column: int) -> str:
        """Nothing for a quantity: it stands under "Billed"."""
        match column:
            case 0:
                return one.title
            case 1:
                return one.worked
            case 2:
                return one.billed
            case 4:
                return one.price(self._currency)
            case 5:
                return "✓" if one.line.taxable else "–"
            case 6:
                return one.amount(self._currency)
        return ""

    def _typed_data(self, line: TypedLine, column: int, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                text = self._typed_text(line, column)
                currency = self._currency if column == PRICE else None
                return shown_number(text, currency) if column in (QUANTITY, PRICE) else text
            case Qt.ItemDataRole.EditRole:
                return self._typed_text(line, column)
            case Qt.ItemDataRole.CheckStateRole if column == TAX:
                return Qt.CheckState.Checked if line.taxable else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._typed_spoken(line, column)
            case _ if role == SubtextRole and column == TITLE:
                return line.error(self._currency) or tr("invoices", "Typed by you")
            case _ if role == ErrorRole:
                return column == TITLE and line.error(self._currency) is not None
            case _ if role == FaintRole:
                return column == TITLE and not line.title
        return None

    def _typed_text(self, line: TypedLine, column: int) -> str:
        texts = {TITLE: line.title, QUANTITY: line.quantity, PRICE: line.price}
        return line.amount_text(self._currency) if column == AMOUNT else texts.get(column, "")

    def _typed_spoken(self, line: TypedLine, column: int) -> str:
        if column == TAX:
            return tr("invoices", "Taxed") if line.taxable else tr("invoices", "Not taxed")
        return tr("invoices", "Remove this line") if column == REMOVE else self._typed_text(line, column)


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
    }
