"""Which of the unbilled hours are on the invoice: a list with ticks; the form behind it follows each of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLineEdit, QListView, QVBoxLayout, QWidget

from app.domain.names import fold
from app.services.invoice_request import OfferedEntry
from ui.delegates.tick_delegate import TickDelegate
from ui.format import hours
from ui.i18n import tr, tr_n
from ui.models.offered_entries import OfferedEntriesModel
from ui.models.record_table import SubtextRole
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.plain_label import PlainLabel
from ui.window_state import fit

_WIDTH, _HEIGHT = 560, 520


class EntriesToBill(QDialog):
    """Open it with `open()`. There is nothing to save: what is ticked holds at once."""

    changed = Signal(object)
    """Ids of the entries that are left out now."""

    def __init__(self, entries: Sequence[OfferedEntry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("invoices", "Hours on this invoice"))
        fit(self, QSize(_WIDTH, _HEIGHT))
        self.model = OfferedEntriesModel(entries, self)
        self.list = QListView()
        self.search = QLineEdit()
        self.sum = PlainLabel("", "body", "muted")
        self.all_button = Button(tr("invoices", "Tick all"), "link")
        self.none_button = Button(tr("invoices", "Tick none"), "link")
        self.done_button = Button(tr("invoices", "Done"), "primary")
        self._set_up()
        self._lay_out()
        self._show_sum()

    def _set_up(self) -> None:
        self.list.setModel(self.model)
        self.list.setItemDelegate(TickDelegate(self.list))
        self.list.setAccessibleName(tr("invoices", "Unbilled hours"))
        self.list.setProperty("role", "bare")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        if self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))
        self.search.setPlaceholderText(tr("invoices", "Title, project, day…"))
        self.search.setAccessibleName(tr("invoices", "Find among these hours"))
        self.search.setClearButtonEnabled(True)
        for button in (self.all_button, self.none_button):
            button.setAutoDefault(False)
        self.search.textChanged.connect(self._filter)
        self.model.ticked.connect(self._tell)
        self.all_button.clicked.connect(self._tick_all)
        self.none_button.clicked.connect(self._tick_none)
        self.done_button.clicked.connect(self.accept)
        self.list.setFocus()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(space(2))
        top.addWidget(self.search, 1)
        top.addWidget(self.all_button)
        top.addWidget(self.none_button)
        foot = QHBoxLayout()
        foot.addWidget(self.sum, 1)
        foot.addWidget(self.done_button)
        card = Card(padded=False)
        card.body.addWidget(self.list)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(6), space(5), space(6), space(5))
        column.setSpacing(space(3))
        column.addWidget(PlainLabel(self.windowTitle(), "title"))
        column.addLayout(top)
        column.addWidget(card, 1)
        column.addLayout(foot)

    @Slot()
    def _filter(self) -> None:
        words = fold(self.search.text()).split()
        for row in range(self.model.rowCount()):
            index = self.model.index(row)
            text = fold(f"{index.data()} {index.data(SubtextRole)}")
            self.list.setRowHidden(row, not all(word in text for word in words))

    @Slot()
    def _tick_all(self) -> None:
        self.model.tick(self._shown(), on=True)

    @Slot()
    def _tick_none(self) -> None:
        self.model.tick(self._shown(), on=False)

    def _shown(self) -> list[int]:
        """What the words found: the buttons are about that."""
        return [row for row in range(self.model.rowCount()) if not self.list.isRowHidden(row)]

    @Slot()
    def _tell(self) -> None:
        self._show_sum()
        self.changed.emit(self.model.left_out)

    def _show_sum(self) -> None:
        billed = self.model.billed
        count = tr_n(
            "invoices", "{chosen} of {n} entry", "{chosen} of {n} entries", self.model.choices, chosen=len(billed)
        )
        worked = hours(sum(one.seconds for one in billed))
        self.sum.setText(tr("invoices", "{count} on the invoice, {worked} worked", count=count, worked=worked))
