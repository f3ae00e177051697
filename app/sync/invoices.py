"""Invoices as they come in: the server's status and totals, and settling creates of unknown outcome by their number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from app.billing.check import compare
from app.billing.notices import differs_otherwise
from app.domain.ids import ClientId, InvoiceId, RemoteId
from app.domain.invoices import Invoice, InvoiceLine, InvoiceStatus, LineKind, Tax
from app.domain.money import exact_minor, line_amount, rounded
from app.domain.refusals import NUMBER_TAKEN
from app.errors import BadReply, Rejected
from app.membrane.fields import canonical
from app.membrane.rest import Listing
from app.membrane.wire import RemoteInvoice, snapshot_json
from app.storage.agreed import AgreedInvoices
from app.storage.hours_marks import HoursMarkRepository
from app.storage.invoices import InvoiceRepository, InvoiceRow
from app.storage.ledger import BillingLedger
from app.storage.links import Link
from app.storage.outbox import CHECKING, INVOICE, PARKED, SAVE, WAITING, Operation
from app.sync.cycle import Cycle
from app.sync.invoice_differences import (
    differences,
    edit_differences,
    head_differences,
    line_differences,
    lost_texts,
    number_differences,
)
from app.sync.learning import learn_rounding
from app.sync.misnamed import is_nowhere, link_instead, unseen_beside
from app.sync.quantities import correct_quantities

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
        facts, before = with_server_facts(known.invoice, record), AgreedInvoices(cycle.db).get(local_id)
        if before is not None:  # the total is that of before the edit
            AgreedInvoices(cycle.db).update(with_server_facts(before.invoice, record))
            facts = replace(known.invoice, status=facts.status)
        repository.update_head(facts)
        if record.status == InvoiceStatus.CANCELLED:
            BillingLedger(cycle.db).free(local_id, cycle.now)
        elif InvoiceStatus.CANCELLED == known.invoice.status != facts.status:
            _count_again(cycle, facts)
        return
    invoice = _imported(cycle, record, local_id)
    invoice = replace(invoice, acknowledged=known is not None and known.invoice.acknowledged)
    repository.save(invoice, cycle.now, made_here=False)


def _count_again(cycle: Cycle, invoice: Invoice) -> None:
    """It is no longer cancelled there, so it bills its hours again; what was billed otherwise since is a person's to
    settle.
    """
    BillingLedger(cycle.db).bill_again(invoice.id, cycle.now)
    if cycle.mark_hours:
        HoursMarkRepository(cycle.db).want(invoice.id, invoice.number, cycle.now)
    for differs in _billed_otherwise(cycle, invoice):
        InvoiceRepository(cycle.db).add_difference(invoice.id, differs)
        cycle.note(f"Clientary keeps invoice {invoice.number} with {differs}.")


def _billed_otherwise(cycle: Cycle, invoice: Invoice) -> list[str]:
    """As a difference, at most one."""
    twice = BillingLedger(cycle.db).billed_otherwise(invoice.id)
    return [differs_otherwise(twice)] if twice else []


def has_hours(cycle: Cycle, local_id: str) -> bool:
    """Whether hours would be free again if the invoice were gone."""
    return bool(BillingLedger(cycle.db).entries_of(local_id))


def invoice_gone(cycle: Cycle, local_id: str) -> None:
    """Deleted in Clientary, and that is confirmed: its hours may be billed again."""
    InvoiceRepository(cycle.db).delete(local_id, cycle.now)
    BillingLedger(cycle.db).free(local_id, cycle.now)
    cycle.outbox.cancel_pending(INVOICE, local_id, cycle.now)


@dataclass(frozen=True, slots=True)
class Search:
    """What a listing holds of an invoice that may be there. `unclear`: records that may be it or not, because their
    lines cannot be read now.
    """

    found: RemoteInvoice | None = None
    unclear: frozenset[str] = frozenset()


def settle_by_number(cycle: Cycle, listing: Listing[RemoteInvoice]) -> frozenset[str]:
    """Before a listing is stored: what carries the number of a create that may have been done may be that invoice.

    Returns the ids of records that must not be imported as somebody else's, because they may be ours.
    """
    withheld = _link_misnamed(cycle, listing)
    for operation in cycle.outbox.in_state(CHECKING, WAITING, PARKED, kind=INVOICE):
        row = InvoiceRepository(cycle.db).get(operation.record_id)
        if row is None or not row.may_be_there:
            continue
        search = find_sent(cycle, row, listing)
        withheld |= search.unclear
        if search.found is not None and operation.action == SAVE:
            confirm_invoice(cycle, operation, search.found, event="adopted")
        elif search.found is not None:
            withheld.add(search.found.id)
    return frozenset(withheld)


def _link_misnamed(cycle: Cycle, listing: Listing[RemoteInvoice]) -> set[str]:
    """Link what is there in place of ids that answers to creates named and that are nowhere. Returns the ids of records
    that may be meant, but cannot be read now.
    """
    unclear: set[str] = set()
    for link in unseen_beside(cycle, INVOICE, {record.id for record in listing.records}):
        row, before = InvoiceRepository(cycle.db).get(link.local_id), AgreedInvoices(cycle.db).get(link.local_id)
        if row is None:
            continue
        search = find_sent(cycle, row if before is None else replace(row, invoice=before.invoice), listing)
        unclear |= search.unclear
        found, remote_id = search.found, RemoteId(link.remote_id)
        if found is not None and is_nowhere(cycle, lambda o=remote_id: cycle.clientary.invoice(o)):  # type: ignore[misc]  # default binds
            with cycle.db.write():
                link_instead(cycle, link, found.id)
                cycle.links.save(
                    replace(link, remote_id=found.id, snapshot=snapshot_json(found.raw), seen=True), cycle.now
                )
                store_invoice(cycle, found, link.local_id)
    return unclear


def find_sent(cycle: Cycle, row: InvoiceRow, listing: Listing[RemoteInvoice]) -> Search:
    """The unlinked record that is the invoice as we sent it, under any number that we sent it by."""
    unclear: set[str] = set()
    for number in dict.fromkeys((row.invoice.number, *row.doubted)):
        for record in same_number(cycle, number, listing):
            detail = record if record.items is not None else _detail(cycle, record)
            if head_differences(cycle, row.invoice, detail):
                continue
            if detail.items is None:
                unclear.add(record.id)
            elif not line_differences(row.invoice, detail):
                return Search(detail)
    return Search(None, frozenset(unclear))


def _detail(cycle: Cycle, record: RemoteInvoice) -> RemoteInvoice:
    """The record with its lines where they can be had; a get that fails or disagrees with the list tells nothing."""
    try:
        return cycle.clientary.invoice(record.id) or record
    except (Rejected, BadReply):
        return record


def same_number(cycle: Cycle, number: str | None, listing: Listing[RemoteInvoice]) -> list[RemoteInvoice]:
    """Records of that number that stand for no invoice here."""
    return [r for r in listing.records if r.number == number and cycle.links.of_remote(INVOICE, r.id) is None]


def has_payments(record: RemoteInvoice) -> bool:
    """Whether something was paid on it: by its status, by its balance, or by the payments that it lists."""
    listed = any(value for key, value in record.raw.items() if canonical(key) == "payments")
    part_paid = record.balance is not None and record.total is not None and record.balance < record.total
    return record.status == InvoiceStatus.PAID or part_paid or listed


def number_taken(number: str | None, words: str = "") -> Rejected:
    """The refusal of a number that something else in Clientary has; `words` are the server's."""
    said = f"Invoice number {number} is already taken in Clientary" + (f" ({words})." if words else ".")
    return Rejected(said, status=0, layer="clientary" if words else "stint", key=NUMBER_TAKEN)


def confirm_invoice(
    cycle: Cycle, operation: Operation, record: RemoteInvoice, *, event: str = "confirmed", seen: bool = True
) -> None:
    """The invoice is there: link it, bill its hours, keep the server's totals beside ours. Without `seen` only an
    answer named it.
    """
    repository = InvoiceRepository(cycle.db)
    with cycle.db.write():
        row = repository.get(operation.record_id)
        if row is None:
            return
        invoice = with_server_facts(row.invoice, record)
        differs = _confirmed_differences(cycle, invoice, record, edited=row.edited)
        twice = _billed_otherwise(cycle, invoice)
        kept = ", ".join(differs + twice)
        repository.set_differs(invoice.id, kept or None)
        lost = lost_texts(invoice, record)
        if lost:
            cycle.clientary.blame_action("create-invoice", ", ".join(lost).replace("no ", ""))
        if kept:
            cycle.note(f"Clientary keeps invoice {invoice.number} with {kept}.")
        acknowledged = invoice.acknowledged or _acknowledged_before(cycle, invoice, kept)
        invoice = replace(invoice, number=record.number or invoice.number, acknowledged=acknowledged)
        repository.update_head(invoice)
        cycle.links.save(Link(INVOICE, record.id, invoice.id, "{}", snapshot_json(record.raw), seen=seen), cycle.now)
        BillingLedger(cycle.db).bill(invoice.id, cycle.now)
        if not line_differences(invoice, record):  # else it may still bill there what was taken off it here
            BillingLedger(cycle.db).free_loose(invoice.id, cycle.now)
        if invoice.status == InvoiceStatus.CANCELLED:  # no list says so again: its record is kept as it is
            BillingLedger(cycle.db).free(invoice.id, cycle.now)
        AgreedInvoices(cycle.db).forget(invoice.id)
        if cycle.mark_hours:
            HoursMarkRepository(cycle.db).want(invoice.id, invoice.number, cycle.now)
        cycle.outbox.finish(operation.id)
        verdict = compare(invoice, record.total, record.subtotal)
        cycle.log(operation, event, remote_id=record.id, detail=str(verdict))
        corrected = not twice and correct_quantities(cycle, invoice, verdict, differs)
    if not corrected:
        learn_rounding(cycle.facts, invoice, verdict)
    if verdict.differs and not corrected:
        cycle.note(str(verdict))
    if event == "adopted":
        cycle.tally.adopted += 1
    else:
        cycle.tally.pushed["updated" if row.edited else "created"] += 1


def _acknowledged_before(cycle: Cycle, invoice: Invoice, differs: str) -> bool:
    """Whether a person acknowledged just this difference before the edit that is being confirmed."""
    before = AgreedInvoices(cycle.db).get(invoice.id)
    if before is None or not before.invoice.acknowledged or (before.differs or "") != differs:
        return False
    was, totals = before.invoice, (invoice.total_minor, invoice.server_total_minor)
    return (was.total_minor, was.server_total_minor) == totals


def _confirmed_differences(cycle: Cycle, invoice: Invoice, record: RemoteInvoice, *, edited: bool) -> list[str]:
    if edited:
        return edit_differences(cycle, invoice, record)
    return number_differences(invoice, record) + differences(cycle, invoice, record)


def with_server_facts(invoice: Invoice, record: RemoteInvoice) -> Invoice:
    """The invoice with what the server alone knows: status, total and balance. Without a balance as much is paid as
    before.
    """
    total, balance = minor(record.total, invoice.currency), minor(record.balance, invoice.currency)
    known = invoice.total_minor if invoice.server_total_minor is None else invoice.server_total_minor
    if balance is None:
        balance = invoice.balance_minor + (0 if total is None else total - known)
    return replace(
        invoice,
        status=invoice.status if record.status is None else record.status,
        server_total_minor=invoice.server_total_minor if total is None else total,
        acknowledged=invoice.acknowledged and total in (None, invoice.server_total_minor),
        balance_minor=balance,
    )


def _imported(cycle: Cycle, record: RemoteInvoice, local_id: str) -> Invoice:
    currency = record.currency or _FALLBACK_CURRENCY
    client = None if record.client_id is None else cycle.links.of_remote("client", record.client_id)
    total, balance = minor(record.total, currency) or 0, minor(record.balance, currency)
    if balance is None:
        balance = 0 if record.status == InvoiceStatus.PAID else total
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
                kind=LineKind.SECTION if item.section else LineKind.TYPED,
            )
            for item in record.items or ()
        ),
        taxes=tuple(Tax(tax.label, tax.percent) for tax in record.taxes),
        compound=record.compound,
        number=record.number,
        status=InvoiceStatus.DRAFT if record.status is None else record.status,
        total_minor=total,
        balance_minor=balance,
        server_total_minor=minor(record.total, currency),
    )
