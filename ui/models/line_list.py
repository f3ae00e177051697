"""A list of lines for people: what something is, more about it, and a value at the right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from ui.icons import IconRole
from ui.plain import tooltip

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
LineRole = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Line:
    """`key` is what the line stands for; None makes it a heading, which cannot be chosen. `project_id` puts that
    project's dot before it, `icon` a drawing in a colour of the tokens. `spoken` is the value as it is read aloud.
    `mark` stands at the right end: a drawing, its colour, the word for it and what it means.
    """

    key: object
    title: str
    detail: str = ""
    value: str = ""
    spoken: str = ""
    project_id: str | None = None
    icon: tuple[str, IconRole] | None = None
    mark: tuple[str, IconRole, str, str] | None = None

    @property
    def heading(self) -> bool:
        return self.key is None


class LineListModel(QAbstractListModel):
    """Holds lines as they were handed in."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Replace them all; the same ones again change nothing, so that selection and scroll stay."""
        if list(lines) != self._lines:
            self.beginResetModel()
            self._lines = list(lines)
            self.endResetModel()

    def line(self, row: int) -> Line:
        return self._lines[row]

    def row_of(self, key: object) -> int:
        """The row of that key, -1 if it is not there."""
        return next((row for row, line in enumerate(self._lines) if line.key == key and not line.heading), -1)

    def next_choice(self, row: int, step: int) -> int:
        """The nearest line from `row` on, in the direction of `step` (1 or -1), that can be chosen; -1 if none can."""
        while 0 <= row < len(self._lines):
            if not self._lines[row].heading:
                return row
            row += step
        return -1

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._lines[index.row()].heading:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == LineRole:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            standing = "" if line.mark is None else line.mark[2]
            return ", ".join(part for part in (line.title, line.detail, line.spoken or line.value, standing) if part)
        if role == Qt.ItemDataRole.ToolTipRole:
            return None if line.mark is None else tooltip(line.mark[3])
        return None
