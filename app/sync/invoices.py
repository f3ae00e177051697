"""Invoices as they come in: the server's status and totals, and settling creates of unknown outcome by their number."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from app.billing.check import compare
from app.domain.ids import ClientId, InvoiceId
from app.domain.invoices import Invoice, InvoiceLine, InvoiceStatus, Tax
from app.domain.money import exact_minor, line_amount, rounded
from app.membrane.rest import Listing
from app.membrane.wire import RemoteInvoice, snapshot_json
from app.storage.invoices import InvoiceRepository
from app.storage.ledger import BillingLedger
from app.storage.links import Link
from app.storage.outbox import CHECKING, INVOICE, Operation
from app.sync.cycle import Cycle

ROUNDING = "totals_rounding"
"""Fact: how the server rounds totals, where it differs from ours."""

_FALLBACK_CURRENCY = "USD"
"""Only for a record without any currency, which the reference does not know (Clientary reference 5.6)."""


def minor(amount: Decimal | None, currency: str) -> int | None:
    """A server amount in minor units; a server that sends more digits than the currency has is rounded half up."""
    return None if amount is None else rounded(exact_minor(Decimal(1), amount, currency))


def store_invoice(cycle: Cycle, record: RemoteInvoice, local_id: str) -> None:
    """Save a pulled invoice. Of one made here only what the server alone knows is taken."""
    repository = InvoiceRepository(cycle.db)
    known = repository.get(local_id)
    if known is not None and known.made_here:
        repository.update_head(_with_server_facts(known.invoice, record))
        if record.status == InvoiceStatus.CANCELLED:
            BillingLedger(cycle.db).free(local_id, cycle.now)
        return
    repository.save(_imported(cycle, record, local_id), cycle.now, made_here=False)


def invoice_gone(cycle: Cycle, local_id: str) -> None:
    """Deleted in Clientary, and that is confirmed: its hours may be billed again."""
    InvoiceRepository(cycle.db).delete(local_id, cycle.now)
    BillingLedger(cycle.db).free(local_id, cycle.now)


def settle_by_number(cycle: Cycle, listing: Listing[RemoteInvoice]) -> None:
    """Before a listing is stored: what carries the number of an unsettled create may be that invoice."""
    for operation in cycle.outbox.in_state(CHECKING, kind=INVOICE):
        if operation.verb == "create":
            found = find_sent(cycle, operation, listing)
            if found is not None:
                confirm_invoice(cycle, operation, found, event="adopted")


def find_sent(cycle: Cycle, operation: Operation, listing: Listing[RemoteInvoice]) -> RemoteInvoice | None:
    """The unlinked record that is the invoice we sent: same number, client, date, currency and lines."""
    row = InvoiceRepository(cycle.db).get(operation.record_id)
    if row is None:
        return None
    for record in same_number(cycle, row.invoice.number, listing):
        detail = record if record.items is not None else cycle.clientary.invoice(record.id)
        if detail is not None and is_same(cycle, row.invoice, detail):
            return detail
    return None


def same_number(cycle: Cycle, number: str | None, listing: Listing[RemoteInvoice]) -> list[RemoteInvoice]:
    """Records of that number that stand for no invoice here."""
    return [r for r in listing.records if r.number == number and cycle.links.of_remote(INVOICE, r.id) is None]


def is_same(cycle: Cycle, invoice: Invoice, record: RemoteInvoice) -> bool:
    """`sync.md` rule 3.6: the number and client, date, currency, item count and line amounts agree."""
    link = None if invoice.client_id is None else cycle.links.of_local("client", invoice.client_id)
    items = record.items or ()
    return (
        record.number == invoice.number
        and (link is None or record.client_id in (None, link.remote_id))
        and record.date == invoice.date
        and record.currency in (None, invoice.currency)
        and [line_amount(item.quantity, item.price, invoice.currency) for item in items]
        == [line_amount(line.quantity, line.price, invoice.currency) for line in invoice.lines]
    )


def confirm_invoice(cycle: Cycle, operation: Operation, record: RemoteInvoice, *, event: str = "confirmed") -> None:
    """The invoice is there: link it, bill its hours, keep the server's totals beside ours."""
    repository = InvoiceRepository(cycle.db)
    with cycle.db.write():
        row = repository.get(operation.record_id)
        if row is None:
            return
        invoice = _with_server_facts(row.invoice, record)
        if record.number is not None and record.number != invoice.number:
            cycle.note(f"Clientary gave invoice {invoice.number} the number {record.number}.")
            invoice = replace(invoice, number=record.number)
        repository.update_head(invoice)
        cycle.links.save(Link(INVOICE, record.id, invoice.id, "{}", snapshot_json(record.raw)), cycle.now)
        BillingLedger(cycle.db).bill(invoice.id, cycle.now)
        cycle.outbox.finish(operation.id)
        verdict = compare(invoice, record.total, record.subtotal)
        cycle.log(operation, event, remote_id=record.id, detail=str(verdict))
    if verdict.differs:
        cycle.note(str(verdict))
        cycle.facts.put(ROUNDING, verdict.rounding or "unknown", str(verdict))
    if event == "adopted":
        cycle.tally.adopted += 1
    else:
        cycle.tally.pushed["created"] += 1


def _with_server_facts(invoice: Invoice, record: RemoteInvoice) -> Invoice:
    total, balance = minor(record.total, invoice.currency), minor(record.balance, invoice.currency)
    return replace(
        invoice,
        status=invoice.status if record.status is None else record.status,
        server_total_minor=invoice.server_total_minor if total is None else total,
        acknowledged=invoice.acknowledged and total in (None, invoice.server_total_minor),
        balance_minor=invoice.balance_minor if balance is None else balance,
    )


def _imported(cycle: Cycle, record: RemoteInvoice, local_id: str) -> Invoice:
    currency = record.currency or _FALLBACK_CURRENCY
    client = None if record.client_id is None else cycle.links.of_remote("client", record.client_id)
    total = minor(record.total, currency) or 0
    return Invoice(
        id=InvoiceId(local_id),
        client_id=None if client is None else ClientId(client.local_id),
        date=record.date,
        due_date=record.due_date or record.date,
        currency=currency,
        lines=tuple(
            InvoiceLine(
                title=item.title,
                quantity=item.quantity,
                price=item.price,
                amount_minor=line_amount(item.quantity, item.price, currency),
                taxable=bool(item.taxable),
            )
            for item in record.items or ()
        ),
        taxes=tuple(Tax(tax.label, tax.percent) for tax in record.taxes),
        compound=record.compound,
        number=record.number,
        status=InvoiceStatus.DRAFT if record.status is None else record.status,
        total_minor=total,
        balance_minor=minor(record.balance, currency) or 0,
        server_total_minor=minor(record.total, currency),
    )
