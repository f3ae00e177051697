"""Everything about one invoice, and what can be done about it where it stands."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.clients import RecordSync
from app.domain.money import to_minor
from app.services.invoice_terms import totals
from app.storage.invoices import InvoiceRow
from app.storage.messages import MessageRow
from app.storage.payments import PaymentRow
from ui.format import money, short_day
from ui.i18n import tr
from ui.invoice_standing import Act, Standing, standing_of
from ui.invoice_words import invoice_title, shown_status, sync_mark
from ui.models.invoice_tree import InvoiceTreeModel, ReadEntries
from ui.theme import space
from ui.widgets.banner import Banner
from ui.widgets.button import Button, ButtonRole
from ui.widgets.button_rows import ButtonRows
from ui.widgets.card import Card
from ui.widgets.icon_button import IconButton
from ui.widgets.invoice_history import InvoiceHistory
from ui.widgets.invoice_tree_view import InvoiceTreeView
from ui.widgets.mark_label import MarkLabel
from ui.widgets.plain_label import PlainLabel
from ui.widgets.status_tag import StatusTag
from ui.widgets.time_sum import TimeSum
from ui.widgets.totals_box import Sum, TotalsBox, server_sums, sums_of

_ROLES: dict[Act, ButtonRole] = {
    "create": "primary",
    "again": "primary",
    "pay": "primary",
    "discard": "danger",
    "void": "danger",
}


_ASKED: dict[str, Act] = {"ask_void": "void", "ask_credit": "credit"}
"""What a question about it leads to."""


class InvoiceDetail(QWidget):
    """Shows what it is handed; asks by `act_requested`."""

    act_requested = Signal(str, str)
    """An `Act`, and the invoice's id."""
    document_requested = Signal(str, bool)
    """A PDF of the invoice of that id is wanted, with its timesheet or without."""
    close_requested = Signal()

    def __init__(self, read_entries: ReadEntries, zone: str = "UTC", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "raised")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._row: InvoiceRow | None = None
        self._overdue = False
        self._sums: list[Sum] = []
        self._title, self._client = PlainLabel("", "title", elide=True), PlainLabel("", "strong", elide=True)
        self._days, self._note = PlainLabel("", "body", "muted", wrap=True), PlainLabel("", "body", wrap=True)
        self.status = StatusTag()
        self.sync = MarkLabel()
        self.close_button = IconButton("close", tr("invoices", "Close the details"))
        self.pdf_button = Button(tr("invoices", "Save as PDF…"), "secondary", "download")
        self.timesheet = QCheckBox(tr("invoices", "with timesheet"))
        self.history = InvoiceHistory(zone)
        self.banner = Banner("info", "", dismissible=False)
        self.model = InvoiceTreeModel(read_entries, self)
        self.lines = InvoiceTreeView(self.model)
        self.time_sum, self.totals = TimeSum(), TotalsBox()
        self.buttons: dict[str, Button] = {}
        self._acts, self._late_acts = ButtonRows(), ButtonRows()
        self._confirming: Act | None = None
        self._banner_act: Act | None = None
        self._stands_in: QWidget | None = None
        self._lay_out()
        self.close_button.clicked.connect(self.close_requested)
        self.pdf_button.clicked.connect(self._ask_for_document)
        self.banner.action_requested.connect(self._press_banner)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc that nothing in here wants closes it. As a shortcut it would come before lists that opened over it."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_requested.emit()
        else:
            super().keyPressEvent(event)

    @property
    def invoice_id(self) -> str | None:
        """The invoice that is shown."""
        return None if self._row is None else self._row.invoice.id

    def show_making(self, making: bool) -> None:
        """Whether a PDF is being made just now. The button has the keys back afterwards: they go to the next control
        while it cannot be pressed.
        """
        before = self.window().focusWidget()
        self.pdf_button.setEnabled(not making)
        self.pdf_button.setText(tr("invoices", "Making the PDF…") if making else tr("invoices", "Save as PDF…"))
        if making and before is self.pdf_button:
            self._stands_in = self.window().focusWidget()
        elif not making and self._stands_in is not None:
            if before is self._stands_in:
                self.pdf_button.setFocus()
            self._stands_in = None

    def show_row(self, row: InvoiceRow, status: str, *, busy: bool) -> None:
        """Show an invoice; `status` is its status name, `busy`: it is being sent from here just now."""
        if self._row is None or self._row.invoice.id != row.invoice.id:
            self._confirming = None
        self._row = row
        invoice = row.invoice
        self._title.setText(invoice_title(invoice.number, credit=row.credits is not None))
        self.setAccessibleName(self._title.text())
        self._client.setText(row.client_name or tr("invoices", "No client"))
        self._days.setText(_about(row))
        self._note.setText(invoice.note)
        self._note.setVisible(bool(invoice.note))
        self._overdue = status == "overdue"
        self.status.show_status(shown_status(status, row.sync, there=row.remote_id is not None))
        self.sync.show_mark(sync_mark(row.sync, differs=row.unseen_difference))
        self.timesheet.setVisible(any(line.entries for line in invoice.lines))
        self.model.set_invoice(invoice)
        self.time_sum.show_lines(invoice.lines)
        ours = totals(invoice.lines, invoice.taxes, invoice.compound)
        sums = sums_of(ours, invoice.currency) if invoice.lines else []
        self._sums = [*sums, *server_sums(invoice)]
        self.totals.show_sums(self._sums)
        self._show_standing(standing_of(row, busy=busy, confirming=self._confirming, overdue=self._overdue))

    def show_history(self, payments: Sequence[PaymentRow], messages: Sequence[MessageRow], today: str) -> None:
        """What happened to the invoice that is shown; payments that still wait count in what is left to be paid."""
        self.history.show_history(payments, messages, today)
        row, under_way = self._row, (RecordSync.WAITING, RecordSync.IN_FLIGHT)
        waiting = [one for one in payments if one.sync in under_way]
        if row is None or not waiting:
            return
        currency = row.invoice.currency
        rest = row.invoice.balance_minor - sum(to_minor(str(one.payment.amount), currency) for one in waiting)
        after = Sum(tr("invoices", "To be paid after these payments"), money(rest, currency), tone="muted")
        self.totals.show_sums([*self._sums, after])

    def _show_standing(self, standing: Standing) -> None:
        """What its standing means, and the buttons that fit it."""
        self.banner.setVisible(bool(standing.text))
        if standing.text:
            self.banner.set_message(standing.kind, standing.text, standing.banner_act_text)
        self._banner_act = standing.banner_act
        focused = self.window().focusWidget()
        pressed = next((act for act, button in self.buttons.items() if button is focused), None)
        self.buttons = {}
        for rows, acts in ((self._acts, standing.acts), (self._late_acts, standing.late_acts)):
            made: dict[str, Button] = {act: self._button(act, text) for act, text in acts}
            rows.show_buttons(tuple(made.values()))
            self.buttons |= made
        if pressed is not None:  # else the keys go to a button of the window's frame
            self.buttons.get(pressed, self.close_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def _button(self, act: Act, text: str) -> Button:
        button = Button(text, _ROLES.get(act, "secondary"))
        button.setProperty("act", act)
        button.clicked.connect(self._press)
        return button

    @Slot()
    def _press(self) -> None:
        self._do(str(self.sender().property("act")))

    @Slot()
    def _ask_for_document(self) -> None:
        if self.invoice_id is not None:
            self.document_requested.emit(self.invoice_id, self.timesheet.isVisible() and self.timesheet.isChecked())

    @Slot()
    def _press_banner(self) -> None:
        if self._banner_act is not None:
            self._do(self._banner_act)

    def _do(self, act: str) -> None:
        """What cannot be taken back is asked about first, in the place of the buttons."""
        row = self._row
        if row is None:
            return
        if act in ("ask_void", "ask_credit", "keep"):
            self._confirming = _ASKED.get(act)
            standing = standing_of(row, busy=False, confirming=self._confirming, overdue=self._overdue)
            self._show_standing(standing)
            self._area.verticalScrollBar().setValue(0)  # that is where the question stands
            first = next(iter(self.buttons.values()), None)
            if first is not None:
                first.setFocus()
            return
        self._confirming = None
        self.act_requested.emit(act, row.invoice.id)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "raised")
        column = QVBoxLayout(inside)
        column.setContentsMargins(space(4), 0, space(4), space(4))
        column.setSpacing(space(3))
        column.addWidget(self.banner)
        column.addWidget(self._acts)
        card = Card(padded=False)
        card.body.addWidget(self.lines)
        card.body.addWidget(self.time_sum)
        column.addWidget(card)
        column.addWidget(self.totals)
        column.addWidget(self._note)
        column.addWidget(self.history)
        column.addSpacing(space(2))
        column.addWidget(self._late_acts)
        column.addStretch(1)
        self._area = area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setProperty("role", "raised")
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(space(3))
        whole.addLayout(self._header())
        whole.addWidget(area, 1)

    def _header(self) -> QVBoxLayout:
        top = QHBoxLayout()
        top.setSpacing(space(2))
        top.addWidget(self._title, 1)
        top.addWidget(self.status)
        top.addWidget(self.close_button)
        about = QVBoxLayout()
        about.setSpacing(2)
        about.addWidget(self._client)
        about.addWidget(self._days)
        about.addWidget(self.sync)
        lower = QHBoxLayout()
        lower.setContentsMargins(0, 0, space(1), 0)  # in line with the card below, which is inset by as much
        lower.setSpacing(space(2))
        lower.addLayout(about, 1)
        paper = QVBoxLayout()
        paper.setSpacing(space(1))
        paper.addWidget(self.pdf_button)
        paper.addWidget(self.timesheet, 0, Qt.AlignmentFlag.AlignRight)
        paper.addStretch(1)
        lower.addLayout(paper)
        column = QVBoxLayout()
        column.setContentsMargins(space(4), space(4), space(3), 0)
        column.setSpacing(2)
        column.addLayout(top)
        column.addLayout(lower)
        return column


def _about(row: InvoiceRow) -> str:
    invoice = row.invoice
    days = short_day(invoice.date)
    if row.credits is None:
        days = tr("invoices", "{date}, due {due}", date=days, due=short_day(invoice.due_date))
    return f"{days} · {tr('invoices', 'order {number}', number=invoice.po)}" if invoice.po else days
