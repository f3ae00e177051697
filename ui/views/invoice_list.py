"""The list of invoices with its filters."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.domain.names import fold
from app.services.invoice_terms import STATUS_NAMES, ageing
from ui.delegates.invoice_delegate import InvoiceDelegate
from ui.i18n import tr
from ui.invoice_words import status_text
from ui.models.invoice_columns import (
    ALL,
    BALANCE,
    CLIENT,
    COLUMNS,
    DATE,
    DUE,
    NUMBER,
    STATUS,
    SYNC,
    TOTAL,
    ListedInvoice,
    filters,
    settled,
)
from ui.models.record_table import RecordTableModel
from ui.theme import space
from ui.widgets.ageing_cards import AgeingCards
from ui.widgets.card import Card
from ui.widgets.data_table import DataTable
from ui.widgets.empty_state import EmptyState
from ui.widgets.filter_chips import FilterChips
from ui.widgets.page_frame import ShownStack

_LEAVE_OUT = ((BALANCE, 800), (DUE, 700), (SYNC, 600))
"""Columns that go first where there is no room, with the width in pixels below which they do: the details have them.
The date stays, for the list is in its order.
"""
_SEARCH_WIDTH = 200
"""In device-independent pixels; where chips and that do not fit beside each other, the search stands above them."""
_MEASURED = (NUMBER, DATE, DUE, TOTAL, BALANCE)


class InvoiceList(QWidget):
    """Hand all invoices in by `show_invoices`; status and words filter them here. A choice outlives new rows."""

    chosen = Signal(object)
    """Id of the invoice whose row is current, or None."""
    opened = Signal(str)
    """Id of the invoice whose row was clicked, double-clicked, or entered."""
    create_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: Sequence[ListedInvoice] = ()
        self._loaded = False
        self._chosen_id: str | None = None
        self._awaited = False
        self.model: RecordTableModel[ListedInvoice] = RecordTableModel(COLUMNS, settled, self)
        self.search = QLineEdit()
        self.status: FilterChips[str] = FilterChips(tr("invoices", "Which invoices"), filters())
        self.table = DataTable(tr("invoices", "Invoices"), CLIENT)
        self.empty = EmptyState("invoices", tr("invoices", "Reading the invoices…"), "")
        self.ageing = AgeingCards()
        self._stack = ShownStack()
        self._set_up()
        self._lay_out()

    def show_invoices(self, invoices: Sequence[ListedInvoice], today: str) -> None:
        """Replace them all; filters, order and choice stay. What is overdue is so as of `today`."""
        self.ageing.show_ageing(ageing((one.head for one in invoices), today))
        self._all, self._loaded = invoices, True
        self.status.show_counts([sum(one.fits(key, ()) for one in invoices) for key, _ in filters()])
        self._arrange()
        self._fit_columns()
        self._filter()

    def show_error(self, text: str) -> None:
        """They could not be read."""
        self.empty.set_texts(tr("invoices", "The invoices could not be read"), text)
        self._stack.setCurrentWidget(self.empty)

    def choose(self, invoice_id: str | None) -> None:
        """Make its row current, dropping filters that hide it; one that was just made is in the next reading only, and
        chosen then. None takes the choice away.
        """
        self._chosen_id, self._awaited = invoice_id, False
        if invoice_id is None:
            self.table.setCurrentIndex(QModelIndex())
            self.table.clearSelection()
            return
        if self._row_of(invoice_id) < 0:
            self.search.clear()
            self.status.choose(ALL)
            self._awaited = True
            self._filter()
        self._restore_choice()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for column, least in _LEAVE_OUT:
            self.table.setColumnHidden(column, self.width() < least)
        self._arrange()

    def _arrange(self) -> None:
        beside = self.width() >= self.status.sizeHint().width() + self._row.spacing() + _SEARCH_WIDTH
        direction = QBoxLayout.Direction.RightToLeft if beside else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(direction)

    def _set_up(self) -> None:
        self.search.setPlaceholderText(tr("invoices", "Number, client, note…"))
        self.search.setAccessibleName(tr("invoices", "Find invoices"))
        self.search.setClearButtonEnabled(True)
        self.table.setModel(self.model)
        self.table.setItemDelegate(InvoiceDelegate(self.table))
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(DATE, Qt.SortOrder.DescendingOrder)
        self.table.verticalHeader().setDefaultSectionSize(self.table.fontMetrics().height() + space(6))
        self.table.setFrameShape(self.table.Shape.NoFrame)
        self.table.setProperty("role", "bare")
        self.search.textChanged.connect(self._filter)
        self.status.chosen.connect(self._filter)
        self.table.selectionModel().currentRowChanged.connect(self._take_current)
        self.table.opened.connect(self._open_row)
        self.table.clicked.connect(self._open_clicked)
        self.empty.action_requested.connect(self._press_empty)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self, self._search_now)

    def _fit_columns(self) -> None:
        """By the longest of the texts there are; a day is as long as any other."""
        longest = [max((COLUMNS[column].text(one) for one in self._all), key=len, default="") for column in _MEASURED]
        samples = dict(zip(_MEASURED, longest, strict=True))
        headings = [column.title() for column in COLUMNS]
        texts = [max(samples.get(number, ""), heading + "–", key=len) for number, heading in enumerate(headings)]
        texts[STATUS] = max((status_text(name) for name in STATUS_NAMES), key=len) + "–––––"
        self.table.fit_columns(*texts)

    def _lay_out(self) -> None:
        card = Card(padded=False)
        card.body.addWidget(self.table)
        self._stack.addWidget(self.empty)
        self._stack.addWidget(card)
        self._table_page = card
        self._row = row = QBoxLayout(QBoxLayout.Direction.RightToLeft)
        row.setSpacing(space(3))
        row.addWidget(self.search, 2)
        row.addWidget(self.status, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(3))
        column.addWidget(self.ageing)
        column.addLayout(row)
        column.addWidget(self._stack, 1)

    @Slot()
    def _filter(self) -> None:
        if not self._loaded:
            return
        words = tuple(fold(self.search.text()).split())
        shown = [one for one in self._all if one.fits(self.status.key, words)]
        selection = self.table.selectionModel()
        blocked = selection.blockSignals(True)
        self.model.set_records(shown)
        selection.blockSignals(blocked)
        self._restore_choice()
        if not shown:
            self._say_nothing()
        self._stack.setCurrentWidget(self._table_page if shown else self.empty)

    def _say_nothing(self) -> None:
        if self._all:
            self.empty.set_texts(
                tr("invoices", "No such invoice"),
                tr("invoices", "None of your invoices has these words and this status."),
                tr("invoices", "Show all"),
            )
        else:
            self.empty.set_texts(
                tr("invoices", "No invoices yet"),
                tr(
                    "invoices",
                    "Track some time on a client's project, then turn it into an invoice here. Invoices from Clientary "
                    "appear after a sync.",
                ),
                tr("invoices", "New invoice"),
            )

    @Slot()
    def _press_empty(self) -> None:
        if not self._all:
            self.create_requested.emit()
            return
        self.search.clear()
        self.status.choose(ALL)
        self._filter()

    @Slot()
    def _search_now(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    def _row_of(self, invoice_id: str | None) -> int:
        return self.model.row_where(lambda one: one.head.id == invoice_id)

    def _restore_choice(self) -> None:
        row = -1 if self._chosen_id is None else self._row_of(self._chosen_id)
        if row >= 0:
            self._awaited = False
            self.table.setCurrentIndex(self.model.index(row, 0))

    @Slot(QModelIndex)
    def _take_current(self, index: QModelIndex) -> None:
        if self._awaited:  # Qt makes a first row current when the table gets the focus; nobody chose that one
            return
        self._chosen_id = self.model.record(index.row()).head.id if index.isValid() else None
        self.chosen.emit(self._chosen_id)

    @Slot(int)
    def _open_row(self, row: int) -> None:
        self._awaited = False
        self.opened.emit(self.model.record(row).head.id)

    @Slot(QModelIndex)
    def _open_clicked(self, index: QModelIndex) -> None:
        self._open_row(index.row())
