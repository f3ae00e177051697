"""The sync log as a table, read page by page as it is scrolled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.services.sync_log import SyncOperation, SyncPage
from ui.i18n import tr
from ui.models.record_table import FaintRole, RecordRole, SubtextRole

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
Reader = Callable[[int | None], SyncPage]

_CONTEXT = "SyncPage"
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RECORD, STATE, QUEUED, SENT, CONFIRMED, REMOTE = range(6)
_EVENTS = {QUEUED: ("queued",), SENT: ("sent",), CONFIRMED: ("confirmed", "adopted")}


class SyncLogModel(QAbstractTableModel):
    """One row for each operation, newest first. `name`, `word` and `instant` turn values into words."""

    nothing_yet = Signal()
    """The page that was read held nothing, and there are more."""

    def __init__(
        self,
        read: Reader,
        *,
        name: Callable[[str, str], str],
        word: Callable[[str], str],
        instant: Callable[[int], str],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._read, self._name, self._word, self._instant = read, name, word, instant
        self._rows: list[SyncOperation] = []
        self._before: int | None = None
        self._complete = True

    def reload(self) -> None:
        """Begin anew with the latest page; raises `StorageError`."""
        page = self._read(None)
        self.beginResetModel()
        self._take(page, [])
        self.endResetModel()
        self._tell_empty(page)

    def operation(self, row: int) -> SyncOperation:
        return self._rows[row]

    def row_of(self, key: str) -> int:
        """The row of that operation among those read so far, -1 if it is not there."""
        return next((row for row, operation in enumerate(self._rows) if operation.key == key), -1)

    def canFetchMore(self, parent: Index = ROOT) -> bool:
        return not parent.isValid() and not self._complete

    def fetchMore(self, parent: Index = ROOT) -> None:
        del parent
        page = self._read(self._before)
        if page.operations:
            first = len(self._rows)
            self.beginInsertRows(ROOT, first, first + len(page.operations) - 1)
            self._take(page, self._rows)
            self.endInsertRows()
        else:
            self._take(page, self._rows)
            self._tell_empty(page)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else REMOTE + 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            tr(_CONTEXT, "What"),
            tr(_CONTEXT, "State"),
            tr(_CONTEXT, "Queued"),
            tr(_CONTEXT, "Sent"),
            tr(_CONTEXT, "Confirmed"),
            tr(_CONTEXT, "ID in Clientary"),
        )[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        operation = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._text(operation, index.column())
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _LEFT
        if role == FaintRole:
            return index.column() not in (RECORD, STATE)
        if role == SubtextRole:
            return ""
        return operation if role == RecordRole else None

    def _tell_empty(self, page: SyncPage) -> None:
        if not page.operations and page.next_before is not None:
            self.nothing_yet.emit()

    def _take(self, page: SyncPage, so_far: list[SyncOperation]) -> None:
        self._rows = [*so_far, *page.operations]
        self._before, self._complete = page.next_before, page.next_before is None

    def _text(self, operation: SyncOperation, column: int) -> str:
        match column:
            case 0:
                return self._name(operation.kind, operation.title)
            case 1:
                return self._word(operation.state)
            case 5:
                return operation.remote_id or ""
        instants = [at for event in _EVENTS[column] if (at := operation.at(event)) is not None]
        return self._instant(instants[-1]) if instants else ""
