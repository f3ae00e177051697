"""Use cases for payments: saying that an invoice was paid, and what became of one of which nobody knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.clock import Clock
from app.domain.clients import RecordSync
from app.domain.ids import new_id
from app.domain.invoices import InvoiceStatus
from app.domain.money import decimal_text, shown, to_major, to_minor
from app.domain.payments import Payment, PaymentId
from app.domain.text import clean_line
from app.errors import NotFound, Refused, UserInputError
from app.services.asked import settle_asked, unclear, withdraw
from app.storage.database import Database
from app.storage.invoices import InvoiceRow
from app.storage.outbox import CHECKING, DROP, IN_FLIGHT, PARKED, PAYMENT, SAVE, Outbox
from app.storage.payments import PaymentRepository, PaymentRow

_UNDER_WAY = (RecordSync.WAITING, RecordSync.IN_FLIGHT, RecordSync.CHECKING)


@dataclass(frozen=True, slots=True)
class PaymentService:
    """Writes here and queues it for Clientary, both or neither."""

    db: Database
    clock: Clock

    def all(self) -> Sequence[PaymentRow]:
        """Every payment, newest first."""
        return PaymentRepository(self.db).all()

    def of_invoice(self, invoice_id: str) -> Sequence[PaymentRow]:
        """Payments of one invoice, newest first."""
        return PaymentRepository(self.db).of_invoice(invoice_id)

    def row(self, payment_id: str) -> PaymentRow:
        """The payment and where it stands; raises `NotFound`."""
        found = PaymentRepository(self.db).row(payment_id)
        if found is None:
            raise NotFound(f"There is no payment {shown(payment_id)}.", what=PAYMENT, name=shown(payment_id))
        return found

    def pay(self, row: InvoiceRow, amount: str, day: str, note: str = "") -> PaymentRow:
        """An amount (major units of the invoice's currency) was received on a day for an invoice in Clientary.

        Raises `UserInputError` for what is no amount, and `Refused` for an invoice that is not there, void or has less
        open, and while a payment of it is unclear.
        """
        invoice, named = row.invoice, f"Invoice {shown(row.invoice.number or row.invoice.id)}"
        if row.remote_id is None:
            raise Refused(f"{named} is not in Clientary yet; send it before it is paid.")
        if invoice.status == InvoiceStatus.CANCELLED:
            raise Refused(f"{named} is void, so nothing can be paid on it.")
        minor = to_minor(amount.strip(), invoice.currency)
        if minor <= 0:
            raise UserInputError("A payment is more than nothing.", field="amount")
        with self.db.write():
            open_minor = invoice.balance_minor - self._under_way(row)
            if minor > open_minor:
                left = decimal_text(max(open_minor, 0), invoice.currency)
                raise Refused(f"{named} has only {left} {invoice.currency} open; enter that or less.")
            value = to_major(minor, invoice.currency)
            payment = Payment(PaymentId(new_id()), invoice.id, value, day, clean_line(note))
            PaymentRepository(self.db).save(payment)
            Outbox(self.db).queue(PAYMENT, payment.id, SAVE, self.clock.now())
        return self.row(payment.id)

    def discard(self, payment_id: str) -> None:
        """Forget a payment that Clientary certainly did not take; joins an open transaction."""
        with self.db.write():
            withdraw(self.db, PAYMENT, payment_id, self.clock.now())
            PaymentRepository(self.db).delete(payment_id)

    def is_unclear(self, text: str) -> bool:
        """Whether this is the id of a payment (or of its operation) that was refused or may not have arrived."""
        return unclear(self.db, PAYMENT, text) is not None

    def resolve(self, text: str, *, done: bool) -> PaymentRow:
        """A person looked: Clientary has the payment, or it does not and is to be asked once more. One that was refused
        is let go (`done`). Returns it as it was or is; raises `NotFound` where nothing is unclear.
        """
        with self.db.write():
            operation = settle_asked(self.db, PAYMENT, text, self.clock.now(), done=done)
            row = self.row(operation.record_id)
            if done and operation.state == PARKED:
                PaymentRepository(self.db).delete(operation.record_id)
                return row
        return self.row(operation.record_id)

    def _under_way(self, row: InvoiceRow) -> int:
        """Minor units that are on their way already; raises `Refused` while it is not known what became of some."""
        outbox, minor = Outbox(self.db), 0
        for other in PaymentRepository(self.db).of_invoice(row.invoice.id):
            if other.sync not in _UNDER_WAY:
                continue
            if any(
                o.state in (CHECKING, IN_FLIGHT) and o.action != DROP
                for o in outbox.of_record(PAYMENT, other.payment.id)
            ):
                raise Refused(
                    f"Whether Clientary has a payment of {other.payment.amount} on this invoice is not known yet; look "
                    f"there, then: stint resolve {other.payment.id} --done or --again."
                )
            minor += to_minor(other.payment.amount, row.invoice.currency)
        return minor
