"""The table of hours as a model: projects down, days across, sums at the right and at the bottom."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.when import parse_duration
from app.errors import AppError, UserInputError
from app.services.week_grid import Cell, GridRow, RowKey
from ui.format import hours, long_day, spoken
from ui.i18n import tr
from ui.messages import sentence
from ui.plain import one_line
from ui.week.ground_painter import day_name

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
CellRole = Qt.ItemDataRole.UserRole
"""The Cell, or None."""
RowRole = Qt.ItemDataRole.UserRole + 1
"""The GridRow; None in the row of sums."""
NotKeptRole = Qt.ItemDataRole.UserRole + 2
"""NotKept, or None."""
Setter = Callable[[GridRow, str, int], None]
"""Takes the seconds that a row's day is to hold."""
_CONTEXT = "week_grid"
_HOURS = re.compile(r"\d{1,2}(?:[.,]\d{1,2})?", re.ASCII)


def typed_seconds(text: str) -> int:
    """The seconds of what was typed into a cell: as in the quick log, or plain hours as 1.5; nothing is zero. Raises
    `UserInputError`.
    """
    value = text.strip()
    if not value or value.strip("0:.,") == "":
        return 0
    return parse_duration(f"{value}h" if _HOURS.fullmatch(value) else value)


class NotKept(NamedTuple):
    """What was typed into a cell and refused."""

    typed: str
    reason: str


class GridModel(QAbstractTableModel):
    """`store` is asked for every change; what is shown changes when the page hands in what was stored. What was refused
    is there again when its cell is edited, until it is mended or given up.
    """

    def __init__(self, store: Setter, refuse: Callable[[UserInputError], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store, self._refuse = store, refuse
        self._rows: list[GridRow] = []
        self._days: tuple[str, ...] = ()
        self._not_kept: dict[tuple[RowKey, str], NotKept] = {}

    @property
    def days(self) -> tuple[str, ...]:
        return self._days

    def show_rows(self, rows: Sequence[GridRow], days: tuple[str, ...]) -> None:
        """Show these; the same rows and days again change only what is in the cells."""
        rows = list(rows)
        if self.has_rows(rows, days):
            self._rows = rows
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))
            return
        self.beginResetModel()
        self._rows, self._days = rows, days
        self.endResetModel()

    def has_rows(self, rows: Sequence[GridRow], days: tuple[str, ...]) -> bool:
        """Whether exactly these rows and days are shown, whatever is in their cells."""
        return days == self._days and [row.key for row in rows] == [row.key for row in self._rows]

    def row_of(self, key: RowKey) -> int:
        """The number of a row, -1 if it is not there."""
        return next((at for at, row in enumerate(self._rows) if row.key == key), -1)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows) + 1

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._days) + 2

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        return flags | Qt.ItemFlag.ItemIsEditable if self._editable(index) else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section > 0:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if section == 0:
            return tr(_CONTEXT, "Project")
        return tr(_CONTEXT, "Total") if section > len(self._days) else day_name(self._days[section - 1])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()] if index.row() < len(self._rows) else None
        if role == RowRole:
            return row
        if role == CellRole:
            return self._cell(index)
        not_kept = self._not_kept_at(index)
        if role == NotKeptRole:
            return not_kept
        if role == Qt.ItemDataRole.EditRole and not_kept is not None:
            return not_kept.typed
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return self._name(row) if index.column() == 0 else self._text(self._seconds(index))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(index, row)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() > 0:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Store what was typed; the same as is shown changes nothing, though seconds are not shown."""
        if role != Qt.ItemDataRole.EditRole or not self._editable(index):
            return False
        row, day = self._rows[index.row()], self._days[index.column() - 1]
        self.forget_typed(row.key, day)
        try:
            seconds = typed_seconds(str(value))
            if self._text(seconds) != self._text(self._seconds(index)):
                self._store(row, day, seconds)
        except UserInputError as error:
            self.keep_typed(row.key, day, str(value), error)
            self._refuse(error)
            return False
        return True

    def keep_typed(self, key: RowKey, day: str, typed: str, error: AppError) -> None:
        """It was refused: the cell shows that, and has it again when it is opened."""
        self._not_kept[key, day] = NotKept(typed, sentence(error))
        self._show_cell(key, day)

    def forget_typed(self, key: RowKey, day: str) -> None:
        """What was refused there is mended or given up."""
        if self._not_kept.pop((key, day), None) is not None:
            self._show_cell(key, day)

    def give_up(self, index: Index) -> None:
        """As `forget_typed`."""
        if self._editable(index):
            self.forget_typed(self._rows[index.row()].key, self._days[index.column() - 1])

    def _show_cell(self, key: RowKey, day: str) -> None:
        if self.row_of(key) >= 0 and day in self._days:
            index = self.index(self.row_of(key), self._days.index(day) + 1)
            self.dataChanged.emit(index, index)

    def _not_kept_at(self, index: Index) -> NotKept | None:
        if not self._not_kept or not self._editable(index):
            return None
        return self._not_kept.get((self._rows[index.row()].key, self._days[index.column() - 1]))

    def _editable(self, index: Index) -> bool:
        return index.isValid() and index.row() < len(self._rows) and 0 < index.column() <= len(self._days)

    def _cell(self, index: Index) -> Cell | None:
        return self._rows[index.row()].cells[index.column() - 1] if self._editable(index) else None

    def _seconds(self, index: Index) -> int:
        rows = self._rows if index.row() >= len(self._rows) else [self._rows[index.row()]]
        if index.column() > len(self._days):
            return sum(row.seconds for row in rows)
        return sum(row.cells[index.column() - 1].seconds for row in rows)

    @staticmethod
    def _text(seconds: int) -> str:
        return hours(seconds) if seconds else ""

    @staticmethod
    def _name(row: GridRow | None) -> str:
        if row is None:
            return tr(_CONTEXT, "Total")
        name = one_line(row.project_name or tr(_CONTEXT, "No project"))
        return f"{name} / {one_line(row.task_title)}" if row.task_title else name

    def _spoken(self, index: Index, row: GridRow | None) -> str:
        if index.column() == 0:
            return self._name(row)
        seconds = self._seconds(index)
        parts = [spoken(seconds) if seconds else tr(_CONTEXT, "nothing"), self._name(row)]
        if index.column() <= len(self._days):
            parts.append(long_day(self._days[index.column() - 1], with_year=False))
        cell = self._cell(index)
        if cell is not None and cell.billed:
            parts.append(tr(_CONTEXT, "billed, locked"))
        if cell is not None and cell.timed:
            parts.append(tr(_CONTEXT, "by the clock"))
        not_kept = self._not_kept_at(index)
        if not_kept is not None:
            parts.append(tr(_CONTEXT, "{typed} is not saved", typed=one_line(not_kept.typed)))
        return ", ".join(parts)
