"""The widgets of the invoice form and where they stand."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.services.invoice_request import Preview
from ui.bridge import Bridge
from ui.i18n import tr, tr_n
from ui.models.invoice_lines import InvoiceLinesModel
from ui.theme import space
from ui.views.invoice_fields import InvoiceFields
from ui.views.invoice_form_side import FormSide
from ui.widgets.banner import Banner
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.discount_row import DiscountRow
from ui.widgets.field import Field
from ui.widgets.fold import Fold
from ui.widgets.form_head import FormHead
from ui.widgets.line_table import LineTable
from ui.widgets.plain_label import PlainLabel
from ui.widgets.tax_rows import TaxRows
from ui.widgets.time_sum import TimeSum
from ui.widgets.totals_box import Sum, TotalsBox
from ui.widgets.warning_list import WarningList

_TOTALS_WIDTH = 320
_NOTE_LINES = 3
_LONGEST_PO = 255


class FormParts(QObject):
    """Makes the widgets on `form` and lays them out; knows nothing of what they mean."""

    def __init__(self, bridge: Bridge, today: str, due_days: int, form: QWidget) -> None:
        super().__init__(form)
        self._form = form
        self.fields = InvoiceFields(today, due_days)
        self.model = InvoiceLinesModel(self)
        self.table = LineTable(self.model)
        self.taxes, self.totals, self.warnings = TaxRows(), TotalsBox(), WarningList()
        self.time_sum = TimeSum()
        self.why = Button(tr("invoices", "Why this total?"), "link")
        self.why.hide()
        self.head = FormHead()
        self.total, self.look, self.cancel = self.head.total, self.head.look, self.head.cancel
        self.save, self.create = self.head.save, self.head.create_button
        self.side = FormSide(bridge)
        self.banner = Banner("info", "")
        self.banner.hide()
        self.nothing = PlainLabel("", "body", "muted", wrap=True)
        self.only_typed = QCheckBox(tr("invoices", "Without hours"))
        self.add = Button(tr("invoices", "Add a line"), "link", "plus")
        self.more = Button(tr("invoices", "More…"), "link", "plus")
        self.choose = Button("", "link", "filter")
        self.show_left_out(0)
        self.note, self.terms, self.po = QPlainTextEdit(), QPlainTextEdit(), QLineEdit()
        self.discount = DiscountRow()
        self._set_up()
        self._lay_out()
        form.installEventFilter(self)

    def set_purpose(self, *, changing: bool, amending: bool) -> None:
        """What the form is for: a new invoice, a change of one, and of one that Clientary has."""
        title = tr("invoices", "Change invoice") if changing else tr("invoices", "New invoice")
        self.head.title.setText(title)
        self._form.setAccessibleName(title)
        self.save.setHidden(amending)
        self.create.setText(
            tr("invoices", "Change in Clientary") if amending else tr("invoices", "Create in Clientary")
        )
        self.head.fit()

    def set_busy(self, busy: bool) -> None:
        """Nothing can be changed while the invoice is on its way; the focus waits on the way back."""
        if busy:
            self.cancel.setFocus()
        self.body.setEnabled(not busy)
        for button in (self.save, self.create):
            button.setEnabled(not busy)

    def show_lines(self, preview: Preview) -> None:
        """The lines as they were worked out, with what is typed between them."""
        self.model.show_preview(preview)
        self.time_sum.show_lines(preview.invoice.lines)
        self.table.setVisible(self.model.rowCount() > 0)

    def show_no_lines(self, currency: str) -> None:
        """Only what is typed: nothing could be worked out."""
        self.model.show_own(currency)
        self.time_sum.show_lines(())
        self.table.setVisible(self.model.rowCount() > 0)

    def show_left_out(self, count: int) -> None:
        """How many entries the person leaves out, on the button that shows them."""
        without = tr_n("invoices", "Choose entries… ({n} left out)", "Choose entries… ({n} left out)", count)
        self.choose.setText(without if count else tr("invoices", "Choose entries…"))

    def show_sums(self, sums: Sequence[Sum]) -> None:
        """The totals below the lines, and the last of them beside the buttons, where it never scrolls away."""
        self.totals.show_sums(sums)
        shown = tr("invoices", "{label} {amount}", label=sums[-1].label, amount=sums[-1].amount) if sums else ""
        self.total.setText(shown)

    def edit_line(self, row: int) -> None:
        """Go to a typed line."""
        self.table.show()
        self.table.edit_title(row)

    def add_below_warnings(self, widget: QWidget) -> None:
        """Something else that is to be seen before the invoice is made."""
        self._column.insertWidget(self._column.indexOf(self.warnings) + 1, widget)

    def scroll_to_top(self) -> None:
        self._area.verticalScrollBar().setValue(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._form and isinstance(event, QResizeEvent):
            self.side.fit(event.size().width(), event.size().height())
            self.look.setVisible(self.side.isHidden())
            self.head.fit()
        return super().eventFilter(watched, event)

    def _set_up(self) -> None:
        self.nothing.setContentsMargins(space(4), space(3), space(4), space(3))
        self.nothing.hide()
        self.po.setMaxLength(_LONGEST_PO)
        for editor in (self.note, self.terms):
            editor.setTabChangesFocus(True)
            editor.setFixedHeight(editor.fontMetrics().lineSpacing() * _NOTE_LINES + space(5))
        self.note.setPlaceholderText(tr("invoices", "Printed below the totals"))
        self.create.setToolTip(tr("invoices", "Create it and send it to Clientary (Ctrl+Enter)"))
        self.save.setToolTip(tr("invoices", "Keep it here without a number (Ctrl+S)"))
        self.choose.setToolTip(tr("invoices", "Leave single hours out of this invoice"))
        self.more.setToolTip(tr("invoices", "A heading, a discount, a fixed price, or expenses"))
        self.only_typed.setToolTip(tr("invoices", "Bill only the lines that you type"))
        self.only_typed.toggled.connect(self.choose.setDisabled)
        self.add.clicked.connect(self._add_line)
        self.look.clicked.connect(self.side.show_large)

    def add_heading(self) -> None:
        """Put in a heading and begin to type it."""
        self.table.show()
        self.table.add_heading()

    def show_terms(self, shown: bool) -> None:
        """Whether the field for conditions of payment is open."""
        self._terms.set_open(shown)

    def _add_line(self) -> None:
        self.table.show()
        self.table.add_line()

    def _lay_out(self) -> None:
        self.body = QWidget()
        self.body.setProperty("role", "page")
        self._column = column = QVBoxLayout(self.body)
        column.setContentsMargins(space(5), space(1), space(5), space(5))
        column.setSpacing(space(4))
        column.addWidget(self.fields)
        column.addWidget(self._lines_card())
        column.addLayout(self._sums_row())
        column.addWidget(self.warnings)
        column.addLayout(self._foot_row())
        terms = tr("invoices", "Conditions of payment")
        self.terms.setAccessibleName(terms)
        self._terms = Fold(terms, terms, self.terms)
        column.addWidget(self._terms)
        column.addStretch(1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(self.body)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.head)
        left.addLayout(self._banner_row())
        left.addWidget(self._area, 1)
        whole = QHBoxLayout(self._form)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(left, 1)
        whole.addWidget(self.side)
        self._area.verticalScrollBar().rangeChanged.connect(self._keep_edge)

    def _keep_edge(self, _first: int, last: int) -> None:
        """A scroll bar that comes or goes moves nothing: it takes its room from the margin."""
        bar = self._area.verticalScrollBar().sizeHint().width() if last else 0
        self._column.setContentsMargins(space(5), space(1), space(5) - bar, space(5))

    def _banner_row(self) -> QVBoxLayout:
        row = QVBoxLayout()
        row.setContentsMargins(space(5), 0, space(5), 0)
        row.addWidget(self.banner)
        row.addSpacing(space(1))
        return row

    def _lines_card(self) -> Card:
        card = Card(padded=False)
        card.body.addWidget(self.table)
        card.body.addWidget(self.time_sum)
        card.body.addWidget(self.nothing)
        row = QHBoxLayout()
        row.setContentsMargins(space(2), space(1), space(3), space(1))
        for button in (self.add, self.more, self.choose):
            row.addWidget(button)
        row.addStretch()
        row.addWidget(self.only_typed)
        card.body.addLayout(row)
        return card

    def _sums_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space(6))
        left = QVBoxLayout()
        left.setSpacing(space(3))
        left.addWidget(self.taxes)
        left.addWidget(self.discount)
        left.addStretch(1)
        row.addLayout(left, 1)
        sums = QVBoxLayout()
        sums.setSpacing(space(1))
        self.totals.setMaximumWidth(_TOTALS_WIDTH)
        sums.addWidget(self.totals)
        sums.addWidget(self.why, 0, Qt.AlignmentFlag.AlignRight)
        sums.addStretch(1)
        row.addLayout(sums, 1)
        return row

    def _foot_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(space(2) + 2)
        row.addWidget(Field(tr("invoices", "Note to the client"), self.note), 3)
        row.addWidget(Field(tr("invoices", "Order number"), self.po), 1)
        return row
