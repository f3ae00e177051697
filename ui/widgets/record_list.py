"""A list of clients or projects: search, a switch for those of the past, a table that can be sorted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.names import fold
from ui.delegates.record_delegate import RecordDelegate
from ui.i18n import tr
from ui.models.record_table import Column, RecordTableModel
from ui.theme import space
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.page_frame import ShownStack

_NARROW = 560
"""Width in device-independent pixels below which the columns of least interest are left out."""


class Listing(Protocol):
    """What a record of the list says of itself. `words`: folded, to search in; `current`: not of the past."""

    @property
    def id(self) -> str: ...

    @property
    def words(self) -> str: ...

    @property
    def current(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class ListTexts:
    """What the list calls its things. `empty_action`: the button of an empty list."""

    name: str
    search: str
    past: str
    icon: str
    empty_title: str
    empty_text: str
    empty_action: str


class RecordList(QWidget):
    """Hand all records in by `show_records`; what is typed and switched filters them here. A choice outlives that."""

    chosen = Signal(object)
    """The record whose row is current, or None when there is none."""
    activated = Signal(object)
    """The record whose row was opened by Enter or a double click."""

    def __init__(
        self,
        columns: Sequence[Column[Listing]],
        texts: ListTexts,
        *,
        samples: Sequence[str],
        less_wanted: Sequence[int],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._texts, self._less_wanted = texts, less_wanted
        self._all: list[Listing] = []
        self._chosen_id: str | None = None
        self.model: RecordTableModel[Listing] = RecordTableModel(columns, lambda record: not record.current, self)
        self.search = QLineEdit()
        self.past = QCheckBox(texts.past)
        self.table = DataTable(texts.name)
        self.empty = EmptyState(texts.icon, texts.empty_title, texts.empty_text, texts.empty_action)
        self._stack = ShownStack()
        self._set_up_table(samples)
        self._lay_out()
        self.search.textChanged.connect(self._filter)
        self.past.toggled.connect(self._filter)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._search_now)

    @property
    def chosen_record(self) -> Listing | None:
        """The record whose row is current."""
        index = self.table.currentIndex()
        return self.model.record(index.row()) if index.isValid() else None

    def show_records(self, records: Sequence[Listing]) -> None:
        """Everything there is, past and present."""
        self._all = list(records)
        self.past.setVisible(any(not record.current for record in self._all))
        self._filter()

    def choose(self, record_id: str) -> None:
        """Make that record's row the current one, taking filters away that hide it."""
        record = next((one for one in self._all if one.id == record_id), None)
        if record is None:
            return
        self.search.clear()
        if not record.current:
            self.past.setChecked(True)
        self._chosen_id = record_id
        self._filter()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for column in self._less_wanted:
            self.table.setColumnHidden(column, self.width() < _NARROW)

    def _set_up_table(self, samples: Sequence[str]) -> None:
        self.table.setModel(self.model)
        self.table.setItemDelegate(RecordDelegate(self.table))
        self.table.setProperty("role", "bare")
        self.table.horizontalHeader().setSortIndicator(0, Qt.SortOrder.AscendingOrder)
        self.table.horizontalHeader().setSortIndicatorClearable(False)
        self.table.setSortingEnabled(True)
        self.table.fit_columns(*samples)
        self.table.selectionModel().currentRowChanged.connect(self._note_choice)
        self.table.opened.connect(self._open)

    def _lay_out(self) -> None:
        self.search.setPlaceholderText(self._texts.search)
        self.search.setAccessibleName(self._texts.search)
        self.search.setClearButtonEnabled(True)
        tools = QHBoxLayout()
        tools.setSpacing(space(3))
        tools.addWidget(self.search, 1)
        tools.addWidget(self.past)
        card = Card(padded=False)
        card.body.addWidget(self.table)
        self._stack.addWidget(card)
        self._stack.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        column.addLayout(tools)
        column.addWidget(self._stack, 1)

    @Slot()
    def _filter(self) -> None:
        words = fold(self.search.text()).split()
        shown = [record for record in self._all if record.current or self.past.isChecked()]
        fitting = [record for record in shown if all(word in record.words for word in words)]
        kept = self._chosen_id
        self.model.set_records(fitting)
        self._chosen_id = kept
        row = self.model.row_where(lambda record: record.id == kept)
        if row >= 0 or fitting:
            self.table.setCurrentIndex(self.model.index(max(row, 0), 0))
        self._stack.setCurrentIndex(0 if fitting else 1)
        if not fitting:
            self._explain_nothing(searching=bool(words), past=len(self._all) > len(shown))
            self.chosen.emit(None)

    def _explain_nothing(self, *, searching: bool, past: bool) -> None:
        if searching:
            hint = tr("records", "Nothing has these words in its name.")
            also = tr("records", "Those of the past are not searched: switch them on.") if past else ""
            self.empty.set_texts(tr("records", "Nothing found"), f"{hint} {also}".strip())
        else:
            texts = self._texts
            self.empty.set_texts(texts.empty_title, texts.empty_text, texts.empty_action)

    @Slot(QModelIndex)
    def _note_choice(self, index: QModelIndex) -> None:
        if index.isValid():
            record = self.model.record(index.row())
            self._chosen_id = record.id
            self.chosen.emit(record)

    @Slot(int)
    def _open(self, row: int) -> None:
        self.activated.emit(self.model.record(row))

    @Slot()
    def _search_now(self) -> None:
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()
