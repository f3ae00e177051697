"""A table of records whose columns are declared once; short enough to be held and sorted here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

Record = TypeVar("Record")
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
RecordRole = Qt.ItemDataRole.UserRole
SubtextRole = Qt.ItemDataRole.UserRole + 1
DotRole = Qt.ItemDataRole.UserRole + 2
FaintRole = Qt.ItemDataRole.UserRole + 3

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column(Generic[Record]):
    """`title` runs after the translator is installed. `order` is what sorting compares; `spoken` what is read aloud;
    `subtext` follows the text in a quieter colour; `dot` is the id of a project whose colour stands before it.
    """

    title: Callable[[], str]
    text: Callable[[Record], str]
    order: Callable[[Record], Any]
    spoken: Callable[[Record], str] | None = None
    subtext: Callable[[Record], str] | None = None
    dot: Callable[[Record], str] | None = None
    number: bool = False


class RecordTableModel(QAbstractTableModel, Generic[Record]):
    """Holds frozen records; `faint` says which are of the past. Knows no view."""

    def __init__(
        self, columns: Sequence[Column[Record]], faint: Callable[[Record], bool], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._columns, self._faint = tuple(columns), faint
        self._records: list[Record] = []
        self._sorted_by, self._descending = -1, False

    def set_records(self, records: Sequence[Record]) -> None:
        """Show these, in the order that was last asked for, else as they come."""
        self.beginResetModel()
        self._records = list(records)
        self._order()
        self.endResetModel()

    def record(self, row: int) -> Record:
        return self._records[row]

    def row_where(self, fits: Callable[[Record], bool]) -> int:
        """The first row that fits, -1 if none does."""
        return next((row for row, record in enumerate(self._records) if fits(record)), -1)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._records)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        column = self._columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title()
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.number else _LEFT
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        record, column = self._records[index.row()], self._columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(record)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.number else _LEFT
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(column, record)
        if role == RecordRole:
            return record
        return self._look(column, record, role)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """By one column; equal ones stay as they were. Persistent indexes follow their records."""
        self.layoutAboutToBeChanged.emit()
        kept = [(index, self._records[index.row()]) for index in self.persistentIndexList()]
        self._sorted_by, self._descending = column, order is Qt.SortOrder.DescendingOrder
        self._order()
        rows = {id(record): row for row, record in enumerate(self._records)}
        for index, record in kept:
            self.changePersistentIndex(index, self.index(rows[id(record)], index.column()))
        self.layoutChanged.emit()

    def _order(self) -> None:
        if self._sorted_by >= 0:
            self._records.sort(key=self._columns[self._sorted_by].order, reverse=self._descending)

    def _look(self, column: Column[Record], record: Record, role: int) -> Any:
        if role == SubtextRole:
            return "" if column.subtext is None else column.subtext(record)
        if role == DotRole:
            return None if column.dot is None else column.dot(record)
        return self._faint(record) if role == FaintRole else None


def _spoken(column: Column[Record], record: Record) -> str:
    if column.spoken is not None:
        return column.spoken(record)
    subtext = "" if column.subtext is None else column.subtext(record)
    return ", ".join(part for part in (column.text(record), subtext) if part)
