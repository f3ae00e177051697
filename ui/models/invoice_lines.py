"""The lines of an invoice that is being made: hours as the preview has them, and below them lines that are typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.domain.invoices import InvoiceLine
from app.errors import UserInputError
from app.services.invoice_terms import hours_text, parse_line
from ui.format import amount, spoken
from ui.i18n import tr, tr_n
from ui.invoice_words import line_title, localised, rate_of_line, shown_number, typed_number
from ui.models.record_table import FaintRole, SubtextRole

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


@dataclass(frozen=True, slots=True)
class TypedLine:
    """A line as it is being typed; numbers are texts until they are understood."""

    title: str = ""
    quantity: str = "1"
    price: str = ""
    taxable: bool = True

    @property
    def untouched(self) -> bool:
        return self == TypedLine()

    @property
    def text(self) -> str:
        """As `InvoiceRequest.manual` has it."""
        quantity, price = typed_number(self.quantity), typed_number(self.price)
        return f"{self.title.strip()};{quantity};{price}{'' if self.taxable else ';notax'}"


def typed_line(text: str) -> TypedLine:
    """A line of `InvoiceRequest.manual`, as it is edited."""
    parts = text.split(";")
    taxable = parts[-1].strip().lower() != "notax"
    if not taxable:
        parts.pop()
    title, (quantity, price) = ";".join(parts[:-2]), parts[-2:]
    return TypedLine(title, localised(quantity), localised(price), taxable)


class InvoiceLinesModel(QAbstractTableModel):
    """Lines of hours are read-only; typed ones follow them and are edited in place."""

    typed_changed = Signal()
    """A typed line was added, changed or removed by the person."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._hours: tuple[InvoiceLine, ...] = ()
        self._typed: list[TypedLine] = []
        self._currency = "EUR"

    # -- what the form does with it ---------------------------------------------------------------------------------

    def set_hours(self, lines: Sequence[InvoiceLine], currency: str) -> None:
        """Replace the lines of hours. Only what changed is told, so that an open editor below stays open."""
        lines = tuple(lines)
        self._currency = currency
        grown = len(lines) - len(self._hours)
        if grown > 0:
            self.beginInsertRows(ROOT, len(self._hours), len(lines) - 1)
            self._hours = lines
            self.endInsertRows()
        elif grown < 0:
            self.beginRemoveRows(ROOT, len(lines), len(self._hours) - 1)
            self._hours = lines
            self.endRemoveRows()
        self._hours = lines
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, REMOVE))

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
        self.typed_changed.emit()
        return row

    def remove(self, row: int) -> bool:
        """Take a typed line away; False for a line of hours."""
        place = row - len(self._hours)
        if not 0 <= place < len(self._typed):
            return False
        self.beginRemoveRows(ROOT, row, row)
        del self._typed[place]
        self.endRemoveRows()
        self.typed_changed.emit()
        return True

    def complete(self) -> tuple[str, ...]:
        """The typed lines that can be billed, as a request has them."""
        return tuple(line.text for line in self._typed if not line.untouched and self._error(line) is None)

    def first_error(self) -> tuple[int, str] | None:
        """Row and words of the first typed line that cannot be billed; untouched ones do not count."""
        for place, line in enumerate(self._typed):
            error = None if line.untouched else self._error(line)
            if error is not None:
                return len(self._hours) + place, error
        return None

    @property
    def has_typed(self) -> bool:
        return bool(self._typed)

    def longest_text(self, column: int) -> str:
        """What a column has to have room for: the longest text of the first lines, and the largest amount of all."""
        texts = [self._typed_text(line, column) for line in self._typed]
        lines = self._hours[:_MEASURED]
        if column == AMOUNT and self._hours:
            lines = (max(self._hours, key=lambda line: abs(line.amount_minor)),)
        texts += [_hours_text(line, column, self._currency) for line in lines]
        return max(texts, key=len, default="")

    @property
    def hours_lines(self) -> tuple[InvoiceLine, ...]:
        return self._hours

    def is_typed(self, row: int) -> bool:
        return row >= len(self._hours)

    # -- what Qt asks -------------------------------------------------------------------------------------------------

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._hours) + len(self._typed)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else REMOVE + 1

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self.is_typed(index.row()):
            if index.column() in TYPED:
                flags |= Qt.ItemFlag.ItemIsEditable
            elif index.column() == TAX:
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
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _ALIGNMENT.get(index.column(), _RIGHT)
        row, column = index.row(), index.column()
        if role == TypedRole:
            return self.is_typed(row)
        if self.is_typed(row):
            return self._typed_data(self._typed[row - len(self._hours)], column, role)
        return _hours_data(self._hours[row], column, role, self._currency)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or not self.is_typed(index.row()):
            return False
        place = index.row() - len(self._hours)
        before, column = self._typed[place], index.column()
        if role == Qt.ItemDataRole.CheckStateRole and column == TAX:
            after = replace(before, taxable=Qt.CheckState(value) is Qt.CheckState.Checked)
        elif role == Qt.ItemDataRole.EditRole and column in TYPED:
            after = _edited(before, column, str(value))
        else:
            return False
        if after != before:
            self._typed[place] = after
            self.dataChanged.emit(self.index(index.row(), 0), self.index(index.row(), REMOVE))
            self.typed_changed.emit()
        return True

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
                error = None if line.untouched else self._error(line)
                return error or tr("invoices", "Typed by you")
            case _ if role == ErrorRole:
                return column == TITLE and not line.untouched and self._error(line) is not None
            case _ if role == FaintRole:
                return column == TITLE and not line.title
        return None

    def _typed_text(self, line: TypedLine, column: int) -> str:
        texts = {TITLE: line.title, QUANTITY: line.quantity, PRICE: line.price}
        if column != AMOUNT:
            return texts.get(column, "")
        try:
            return amount(parse_line(line.text, self._currency).line.amount_minor, self._currency)
        except UserInputError:
            return ""

    def _typed_spoken(self, line: TypedLine, column: int) -> str:
        match column:
            case 5:
                return tr("invoices", "Taxed") if line.taxable else tr("invoices", "Not taxed")
            case 7:
                return tr("invoices", "Remove this line")
            case _:
                return self._typed_text(line, column)

    def _error(self, line: TypedLine) -> str | None:
        """What is missing or wrong, in words; None for a line that can be billed."""
        if not line.title.strip():
            return tr("invoices", "Say what it is for")
        if not line.price.strip():
            return tr("invoices", "A price is missing")
        try:
            parse_line(line.text, self._currency)
        except UserInputError as error:
            return error.detail
        return None


def _edited(line: TypedLine, column: int, text: str) -> TypedLine:
    if column == TITLE:
        return replace(line, title=" ".join(text.split()))
    return replace(line, quantity=text.strip()) if column == QUANTITY else replace(line, price=text.strip())


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


def _hours_data(line: InvoiceLine, column: int, role: int, currency: str) -> Any:
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return _hours_text(line, column, currency)
        case Qt.ItemDataRole.AccessibleTextRole:
            if column in (WORKED, BILLED):
                return spoken(line.worked_s if column == WORKED else line.billed_s)
            return tr("invoices", "Taxed") if column == TAX else _hours_text(line, column, currency)
        case _ if role == SubtextRole and column == TITLE:
            return _about(line)
    return None


def _hours_text(line: InvoiceLine, column: int, currency: str) -> str:
    match column:
        case 0:
            return line_title(line)
        case 1:
            return hours_text(line.worked_s)
        case 2:
            return hours_text(line.billed_s)
        case 3:
            return ""  # it stands under "Billed"
        case 4:
            return rate_of_line(line, currency)
        case 5:
            return "✓" if line.taxable else "–"
        case 6:
            return amount(line.amount_minor, currency)
        case _:
            return ""


def _about(line: InvoiceLine) -> str:
    """`6 entries`, and what its price does not say."""
    count = tr_n("invoices", "{n} entry", "{n} entries", len(line.entries))
    return count if line.rate is not None else tr("invoices", "{entries}, several rates", entries=count)
