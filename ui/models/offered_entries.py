"""The hours that may go on an invoice, each with a tick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from app.domain.ids import EntryId
from app.services.invoice_request import OfferedEntry
from ui.format import hours, short_day, spoken
from ui.i18n import tr
from ui.models.record_table import FaintRole, SubtextRole

Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()
ValueRole = Qt.ItemDataRole.UserRole + 9


class OfferedEntriesModel(QAbstractListModel):
    """What cannot be billed here has no tick and says why."""

    ticked = Signal()
    """The person ticked an entry, or took a tick away."""

    def __init__(self, entries: Sequence[OfferedEntry], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries = tuple(entries)
        self._left_out = {one.id for one in entries if one.state == "left_out"}

    @property
    def left_out(self) -> tuple[EntryId, ...]:
        """In the order of the list."""
        return tuple(one.id for one in self._entries if one.id in self._left_out)

    @property
    def billed(self) -> list[OfferedEntry]:
        """The ticked ones."""
        return [one for one in self._entries if self._can_be_billed(one) and one.id not in self._left_out]

    @property
    def choices(self) -> int:
        """How many can be ticked."""
        return sum(map(self._can_be_billed, self._entries))

    def tick(self, rows: Sequence[int], *, on: bool) -> None:
        """Tick those of these rows that can be, or take their ticks away."""
        ids = {self._entries[row].id for row in rows if self._can_be_billed(self._entries[row])}
        after = self._left_out - ids if on else self._left_out | ids
        if after != self._left_out:
            self._left_out = after
            self.dataChanged.emit(self.index(0), self.index(len(self._entries) - 1))
            self.ticked.emit()

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._entries)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemNeverHasChildren
        if self._can_be_billed(self._entries[index.row()]):
            flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self._entries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return one.title
            case Qt.ItemDataRole.CheckStateRole:
                return self._check_state(one)
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{one.title}, {_about(one)}, {spoken(one.seconds)}"
            case _ if role == SubtextRole:
                return _about(one)
            case _ if role == ValueRole:
                return hours(one.seconds)
            case _ if role == FaintRole:
                return self._check_state(one) is not Qt.CheckState.Checked
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if not index.isValid() or role != Qt.ItemDataRole.CheckStateRole:
            return False
        self.tick([index.row()], on=Qt.CheckState(value) is Qt.CheckState.Checked)
        return True

    def _check_state(self, one: OfferedEntry) -> Qt.CheckState | None:
        if not self._can_be_billed(one):
            return None
        return Qt.CheckState.Unchecked if one.id in self._left_out else Qt.CheckState.Checked

    @staticmethod
    def _can_be_billed(one: OfferedEntry) -> bool:
        return one.state in ("billed", "left_out")


def _about(one: OfferedEntry) -> str:
    about = f"{short_day(one.date)} · {one.project_name}"
    match one.state:
        case "fixed_price":
            return f"{about} · {tr('invoices', 'fixed price: its hours are not billed')}"
        case "other_currency":
            return f"{about} · {tr('invoices', 'in {currency}: needs an invoice of its own', currency=one.currency)}"
        case "billed" | "left_out":
            return about
