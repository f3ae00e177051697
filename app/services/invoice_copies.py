"""An invoice out of another one: the same once more, or its negative."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from app.domain.ids import InvoiceId, new_id
from app.domain.invoices import Invoice, InvoiceLine, InvoiceStatus, LineKind, credit_remark
from app.domain.money import shown
from app.domain.spans import shift_day
from app.errors import Refused
from app.services.invoices import InvoiceService
from app.storage.invoice_traces import InvoiceTraces
from app.storage.invoices import InvoiceRepository, InvoiceRow
from app.storage.outbox import INVOICE, SAVE, Outbox


@dataclass(frozen=True, slots=True)
class InvoiceCopies:
    """Copies bill no hours: their lines are typed ones, so the billing ledger stays as it is."""

    service: InvoiceService

    def duplicate(self, invoice_id: str) -> InvoiceRow:
        """A draft with the same lines, taxes and texts, dated today and due after as many days."""
        made = _copied(self.service.row(invoice_id).invoice, self.service.today)
        with self.service.db.write():
            InvoiceRepository(self.service.db).save(made, self.service.clock.now())
        return self.service.row(made.id)

    def credit(self, invoice_id: str, number: str | None = None) -> InvoiceRow:
        """A credit note over the whole invoice: the same lines with negative prices, a number of its own, queued.

        The hours stay billed: a credit note takes the money back, not the work. Raises `Refused` for an invoice that
        Clientary does not have, that is cancelled, a credit note itself, or credited already.
        """
        db, now = self.service.db, self.service.clock.now()
        with db.write():
            row = self.service.row(invoice_id)
            _check_creditable(row, InvoiceTraces(db).credited_by(invoice_id))
            made = _negative(_copied(row.invoice, self.service.today), row.invoice.number or "")
            made = replace(made, number=self.service.number_for(number, made))
            InvoiceRepository(db).save(made, now)
            InvoiceTraces(db).set_credits(made.id, invoice_id)
            Outbox(db).queue(INVOICE, made.id, SAVE, now)
        return self.service.row(made.id)


def _copied(invoice: Invoice, today: str) -> Invoice:
    days = _days_between(invoice.date, invoice.due_date)
    return replace(
        invoice,
        id=InvoiceId(new_id()),
        number=None,
        date=today,
        due_date=shift_day(today, days),
        lines=tuple(_typed(line) for line in invoice.lines),
        status=InvoiceStatus.DRAFT,
        balance_minor=invoice.total_minor,
        server_total_minor=None,
        acknowledged=False,
    )


def _typed(line: InvoiceLine) -> InvoiceLine:
    """The line without what it billed."""
    kind = line.kind if line.kind in (LineKind.SECTION, LineKind.DISCOUNT) else LineKind.TYPED
    return InvoiceLine(line.title, line.quantity, line.price, line.amount_minor, line.taxable, kind=kind)


def _negative(invoice: Invoice, number: str) -> Invoice:
    lines = tuple(replace(line, price=-line.price, amount_minor=-line.amount_minor) for line in invoice.lines)
    note = credit_remark(number) + (f"\n\n{invoice.note}" if invoice.note else "")
    total = -invoice.total_minor
    return replace(invoice, lines=lines, note=note, due_date=invoice.date, total_minor=total, balance_minor=total)


def _days_between(first: str, last: str) -> int:
    return max(0, (date.fromisoformat(last) - date.fromisoformat(first)).days)


def _check_creditable(row: InvoiceRow, credited_by: str | None) -> None:
    name = f"Invoice {shown(row.invoice.number or 'without number')}"
    if row.credits is not None:
        raise Refused(f"{name} is a credit note itself; make it void instead.")
    if row.remote_id is None:
        raise Refused(f"{name} is not in Clientary, so there is nothing to credit; discard or void it instead.")
    if row.invoice.status == InvoiceStatus.CANCELLED:
        raise Refused(f"{name} is cancelled already.")
    if credited_by is not None:
        raise Refused(f"{name} is credited already.")
