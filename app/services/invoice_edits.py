"""Editing an invoice in place: a draft at once, one that Clientary has by an update that is read back afterwards."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from app.billing.arranging import typed_key
from app.billing.manual import parse_line
from app.billing.notices import about_billed_otherwise
from app.billing.totals import totals
from app.domain.invoices import Invoice, InvoiceLine, InvoiceStatus, InvoiceSync, LineKind
from app.domain.money import MAX_MINOR, Money, shown
from app.errors import Refused
from app.services.invoice_numbering import check_given_out
from app.services.invoice_plan import InvoicePlanner
from app.services.invoice_request import InvoiceRequest, checked_head
from app.services.invoice_request_json import request_json
from app.services.invoices import InvoiceService
from app.storage.agreed import AgreedInvoices
from app.storage.invoices import InvoiceRepository, InvoiceRow
from app.storage.ledger import BillingLedger
from app.storage.outbox import DELETE, INVOICE, SAVE, Outbox


class Kept(StrEnum):
    """Which lines of the invoice an edit leaves as they are: `ALL`, all but the typed ones, or none."""

    ALL = "all"
    UNTYPED = "untyped"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class InvoiceEdits:
    """Changes of an invoice that was made here, wherever it stands; `service` is what it is read and numbered by."""

    service: InvoiceService

    def amend(self, invoice_id: str, request: InvoiceRequest, kept: Kept = Kept.NONE) -> InvoiceRow:
        """Make the invoice what the request says, under its id; queue it where Clientary has it or is to get it.

        Hours that the edit takes off an invoice in Clientary stay spoken for until Clientary confirms it. With lines
        kept, only head, taxes and (`Kept.UNTYPED`) typed lines of the request count. Raises `Refused` for an invoice
        that was made elsewhere, is under way, cancelled or paid, or bills what is billed otherwise too, and for another
        number where a PDF left with the present one before Clientary had it; else as `InvoiceService.preview`.
        """
        now, db = self.service.clock.now(), self.service.db
        with db.write():
            row = self.service.row(invoice_id)
            _check_editable(row, Outbox(db))
            if twice := BillingLedger(db).billed_otherwise(invoice_id):  # new lines would not know of them any more
                raise Refused(about_billed_otherwise(twice))
            wanted = self._planned(row, request, kept)
            if row.remote_id is not None:
                AgreedInvoices(db).keep(row.invoice)
                wanted = replace(wanted, server_total_minor=None)
            InvoiceRepository(db).save(wanted, now)
            InvoiceRepository(db).keep_request(invoice_id, request_json(request))
            InvoiceRepository(db).set_differs(invoice_id, None)
            BillingLedger(db).tie_again(wanted, now)
            if row.remote_id is None:
                BillingLedger(db).free_loose(invoice_id, now)
            if row.remote_id is not None or row.sync is not InvoiceSync.DRAFT:
                Outbox(db).queue(INVOICE, invoice_id, SAVE, now)
        return self.service.row(invoice_id)

    def request_of(self, invoice_id: str) -> InvoiceRequest:
        """What the invoice says now as a request, for a form or for flags that change parts of it."""
        invoice = self.service.row(invoice_id).invoice
        return replace(
            self.service.request_of(invoice_id),
            number=invoice.number, date=invoice.date, due=invoice.due_date, taxes=invoice.taxes,
            compound=invoice.compound, note=invoice.note, terms=invoice.terms, po=invoice.po,
        )  # fmt: skip

    def hours_as_they_are(self, invoice_id: str, request: InvoiceRequest) -> InvoiceRequest:
        """The request without hours that are not on the invoice by now: work since then is no part of an edit."""
        on_it = set(BillingLedger(self.service.db).entries_of(invoice_id))
        offered = self.service.offered(request, invoice_id)
        left_out = dict.fromkeys((*request.left_out, *(one.id for one in offered if one.id not in on_it)))
        return replace(request, left_out=tuple(left_out))

    def _planned(self, row: InvoiceRow, request: InvoiceRequest, kept: Kept) -> Invoice:
        invoice = row.invoice
        if kept is Kept.NONE:
            made = self._planner(invoice.id).plan(request).invoice
        else:
            made = self._rewritten(invoice, request, kept)
        number = invoice.number
        if request.number not in (None, number):
            if row.remote_id is None:  # `send` takes another number with the person's consent
                check_given_out(row, request.number, seen=False)
            number = self.service.number_for(request.number, invoice)
        return replace(
            made, id=invoice.id, number=number, status=invoice.status, server_total_minor=invoice.server_total_minor,
            acknowledged=False,
        )  # fmt: skip

    def _rewritten(self, invoice: Invoice, request: InvoiceRequest, kept: Kept) -> Invoice:
        """The invoice with another head, and with other typed lines where those are not kept."""
        taxes = invoice.taxes if request.taxes is None else request.taxes
        head = checked_head(replace(request, taxes=taxes), self.service.today, self.service.settings.billing_due_days)
        lines = invoice.lines if kept is Kept.ALL else _with_typed(invoice, request)
        if not lines:
            raise Refused("An invoice needs at least one line.")
        total = totals(lines, head.taxes, request.compound).total_minor
        if abs(total) > MAX_MINOR:
            raise Refused(f"The invoice comes to more than {Money(MAX_MINOR, invoice.currency)}.")
        return replace(
            invoice, date=head.date, due_date=head.due_date, taxes=head.taxes, compound=request.compound,
            note=head.note, terms=head.terms, po=head.po, lines=lines, total_minor=total, balance_minor=total,
        )  # fmt: skip

    def _planner(self, replacing: str) -> InvoicePlanner:
        return InvoicePlanner(self.service.db, self.service.settings, self.service.today, replacing)


def _with_typed(invoice: Invoice, request: InvoiceRequest) -> tuple[InvoiceLine, ...]:
    typed = [parse_line(text, invoice.currency).line for text in request.manual]
    titles = dict(request.titles)
    named = [replace(line, title=titles.get(typed_key(n), line.title)) for n, line in enumerate(typed)]
    return (*(line for line in invoice.lines if line.kind is not LineKind.TYPED), *named)


def _check_editable(row: InvoiceRow, outbox: Outbox) -> None:
    invoice = row.invoice
    name = "This draft" if invoice.number is None else f"Invoice {shown(invoice.number)}"
    if not row.made_here:
        raise Refused(f"{name} was made in Clientary; edit it there.")
    if invoice.status == InvoiceStatus.CANCELLED:
        raise Refused(f"{name} is cancelled.")
    if outbox.unsettled(INVOICE, invoice.id) is not None or row.may_be_there:
        raise Refused(f"{name} is being sent; edit it once it is known what became of it.")
    if any(operation.action == DELETE for operation in outbox.of_record(INVOICE, invoice.id)):
        raise Refused(f"{name} is to be made void.")
    total = invoice.total_minor if invoice.server_total_minor is None else invoice.server_total_minor
    if invoice.status == InvoiceStatus.PAID or (row.remote_id is not None and invoice.balance_minor < total):
        raise Refused(f"{name} has payments; what was paid for is not changed. Credit it and make a new one.")
