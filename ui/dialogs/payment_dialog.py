"""Say that an invoice was paid, or a part of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from app.domain.money import decimal_text, exponent
from app.storage.invoices import InvoiceRow
from ui.bridge import Bridge
from ui.dialogs.record_dialog import RecordDialog
from ui.format import money
from ui.i18n import tr
from ui.invoice_words import localised, typed_number
from ui.session import Session
from ui.widgets.day_edit import DayEdit
from ui.widgets.field import Field

_CONTEXT = "PaymentDialog"


class PaymentDialog(RecordDialog):
    """The amount begins with what is open, the day with today. What stays open is said below the amount."""

    def __init__(self, session: Session, bridge: Bridge, row: InvoiceRow, parent: QWidget | None = None) -> None:
        self._row = row
        invoice = row.invoice
        self._amount, self._note = QLineEdit(), QLineEdit()
        self._amount.setText(localised(decimal_text(max(invoice.balance_minor, 0), invoice.currency)))
        self.day = DayEdit(session.today)
        self._amount_field = Field(tr(_CONTEXT, "Amount in {currency}", currency=invoice.currency), self._amount)
        fields = {
            "amount": self._amount_field,
            "on": Field(tr(_CONTEXT, "Received on"), self.day),
            "note": Field(tr(_CONTEXT, "Note"), self._note, tr(_CONTEXT, "Optional, such as how it was paid.")),
        }
        hint = tr(
            _CONTEXT,
            "It is kept here at once and goes to Clientary with the next sync. From there it can only be taken back in "
            "Clientary.",
        )
        title = tr(_CONTEXT, "Payment of invoice {number}", number=invoice.number or "")
        super().__init__(title, hint, fields, self._act, bridge, parent, add_text=tr(_CONTEXT, "Record payment"))
        self._amount.textChanged.connect(self._tell_rest)
        self._tell_rest()
        self._amount.selectAll()
        self._amount.setFocus()

    def _act(self) -> Callable[[Session], str]:
        invoice_id, amount = self._row.invoice.id, typed_number(self._amount.text())
        day, note = self.day.day, self._note.text()

        def act(on: Session) -> str:
            row = on.invoices.row(invoice_id)  # it may have been paid meanwhile
            return on.payments.pay(row, amount, day, note).payment.id

        return act

    @Slot()
    def _tell_rest(self) -> None:
        invoice = self._row.invoice
        try:
            minor = int(Decimal(typed_number(self._amount.text())).scaleb(exponent(invoice.currency)))
        except (InvalidOperation, OverflowError):
            self._amount_field.set_hint(tr(_CONTEXT, "An amount such as {amount}.", amount=localised("120.50")))
            return
        rest = invoice.balance_minor - minor
        if rest > 0:
            text = tr(_CONTEXT, "{amount} stays open.", amount=money(rest, invoice.currency))
        elif rest == 0:
            text = tr(_CONTEXT, "The invoice is paid then.")
        else:
            open_amount = money(invoice.balance_minor, invoice.currency)
            text = tr(_CONTEXT, "More than is open: {amount}.", amount=open_amount)
        self._amount_field.set_hint(text)
