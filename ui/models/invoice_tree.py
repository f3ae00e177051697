"""The lines of an invoice with the entries of each below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.invoices import Invoice, InvoiceLine, LineKind
from app.services.invoice_terms import hours_text
from app.storage.invoice_list import InvoicedEntryRow
from ui.fonts import font
from ui.format import amount, short_day, spoken
from ui.i18n import tr, tr_n
from ui.invoice_words import line_title, made_of, price_text
from ui.models.record_table import FaintRole, SubtextRole

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
ReadEntries = Callable[[InvoiceLine], Sequence[InvoicedEntryRow]]

WORK, WORKED, BILLED, AMOUNT = range(4)
_LINES = 0
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class InvoiceTreeModel(QAbstractItemModel):
    """Two levels; a line's entries are read when the first of them is shown. The internal id of an index is 0 for a
    line, else the number of the entry's line plus one.
    """

    def __init__(self, read: ReadEntries, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._read = read
        self._lines: tuple[InvoiceLine, ...] = ()
        self._currency = ""
        self._entries: dict[int, Sequence[InvoicedEntryRow]] = {}

    def set_invoice(self, invoice: Invoice | None) -> None:
        """Show the lines of that invoice; the same ones again change nothing, so that open lines stay open."""
        lines = () if invoice is None else invoice.lines
        if lines == self._lines and (invoice is None or invoice.currency == self._currency):
            return
        self.beginResetModel()
        self._lines, self._entries = lines, {}
        self._currency = "" if invoice is None else invoice.currency
        self.endResetModel()

    def entry(self, index: Index) -> InvoicedEntryRow | None:
        """The entry of that row, None for a line."""
        if not index.isValid() or index.internalId() == _LINES:
            return None
        place = index.internalId() - 1
        if place not in self._entries:
            self._entries[place] = self._read(self._lines[place])
        entries = self._entries[place]
        return entries[index.row()] if index.row() < len(entries) else None

    def index(self, row: int, column: int, parent: Index = ROOT) -> QModelIndex:
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else _LINES)

    def parent(self, index: Index = ROOT) -> QModelIndex:  # type: ignore[override]  # Qt overloads it with QObject's
        if not index.isValid() or index.internalId() == _LINES:
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, _LINES)

    def rowCount(self, parent: Index = ROOT) -> int:
        if not parent.isValid():
            return len(self._lines)
        if parent.internalId() != _LINES or parent.column() != 0:
            return 0
        return len(self._lines[parent.row()].entries)

    def columnCount(self, parent: Index = ROOT) -> int:
        del parent  # both levels have the same columns
        return 4

    def hasChildren(self, parent: Index = ROOT) -> bool:
        if not parent.isValid():
            return bool(self._lines)
        return parent.internalId() == _LINES and parent.column() == 0 and bool(self._lines[parent.row()].entries)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if section == WORK else _RIGHT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        titles = {
            WORK: tr("invoices", "Description"),
            WORKED: tr("invoices", "Worked"),
            BILLED: tr("invoices", "Billed"),
            AMOUNT: tr("invoices", "Amount"),
        }
        return titles.get(section)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT if index.column() == WORK else _RIGHT
        if index.internalId() != _LINES:
            entry = self.entry(index)
            return None if entry is None else _entry_data(entry, index.column(), role)
        return self._line_data(self._lines[index.row()], index.column(), role)

    def _line_data(self, line: InvoiceLine, column: int, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return line_text(line, column, self._currency)
            case Qt.ItemDataRole.AccessibleTextRole:
                return line_spoken(line, column, self._currency)
            case _ if role == SubtextRole and column == WORK:
                return line_detail(line, self._currency)
            case Qt.ItemDataRole.FontRole if line.kind is LineKind.SECTION:
                return font("strong")
        return None


def line_text(line: InvoiceLine, column: int, currency: str) -> str:
    """A cell of a line. Time stands only where there is any: a typed line has none."""
    match column:
        case 0:
            return line_title(line)
        case 1:
            return hours_text(line.worked_s) if line.entries else ""
        case 2:
            return hours_text(line.billed_s) if line.entries else ""
        case _:
            return "" if line.kind is LineKind.SECTION else amount(line.amount_minor, currency)


def line_spoken(line: InvoiceLine, column: int, currency: str) -> str:
    """The cell as it is read aloud."""
    if column in (WORKED, BILLED) and line.entries:
        return spoken(line.worked_s if column == WORKED else line.billed_s)
    text = line_text(line, column, currency)
    if line.kind is LineKind.SECTION:
        return tr("invoices", "Heading: {title}", title=text) if column == WORK else ""
    return f"{text}, {line_detail(line, currency)}" if column == WORK else text


def line_detail(line: InvoiceLine, currency: str) -> str:
    """`95.00 / h · 6 entries · not taxed`: what the amount comes of beside the time; nothing of a heading."""
    if line.kind is LineKind.SECTION:
        return ""
    told = f"{hours_text(line.billed_s)} h" in line.title  # where the server would have had to round
    parts = [] if line.entries else [made_of(line, currency)]
    if line.entries:
        if not told:
            parts.append(_rate(line, currency))
        parts.append(tr_n("invoices", "{n} entry", "{n} entries", len(line.entries)))
    if not line.taxable:
        parts.append(tr("invoices", "not taxed"))
    return " · ".join(parts)


def _rate(line: InvoiceLine, currency: str) -> str:
    if line.rate is None:
        return tr("invoices", "several rates")
    return tr("invoices", "{rate} / h", rate=price_text(line.rate, currency))


def _entry_data(entry: InvoicedEntryRow, column: int, role: int) -> Any:
    if role == FaintRole:
        return True
    if column == WORKED and role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
        return hours_text(entry.seconds) if role == Qt.ItemDataRole.DisplayRole else spoken(entry.seconds)
    if column != WORK:
        return None
    day = short_day(entry.date)
    about = f"{day} · {entry.project_name}" if entry.project_name else day
    if role == Qt.ItemDataRole.DisplayRole:
        return entry.title
    if role == SubtextRole:
        return about
    return f"{entry.title}, {about}" if role == Qt.ItemDataRole.AccessibleTextRole else None
