"""Sending an edit of an invoice that Clientary has: only over what a person knew of, and believed only when read."""

from __future__ import annotations

import json
from collections.abc import Callable

from app.billing.notices import about_billed_otherwise, about_lost
from app.billing.payload import edit_body
from app.domain.ids import RemoteId
from app.domain.invoices import Invoice, InvoiceStatus
from app.errors import BadReply, OutcomeUnknown, Rejected
from app.membrane.exact_json import decode
from app.membrane.records import read_invoice
from app.membrane.wire import RemoteInvoice, snapshot_json
from app.storage.agreed import AgreedInvoices
from app.storage.invoices import InvoiceRepository, InvoiceRow
from app.storage.ledger import BillingLedger
from app.storage.links import Link
from app.storage.outbox import INVOICE, PARKED, Operation
from app.sync.cycle import Begin, Cycle, NotYet
from app.sync.invoice_differences import edit_differences, line_differences, raw_text
from app.sync.invoices import (
    confirm_invoice,
    has_payments,
    number_taken,
    same_number,
    store_invoice,
)

_CHANGED = (
    "Invoice {number} was changed in Clientary since it was edited here, so the edit was not sent. "
    "Retry to send it all the same."
)


def push_edit(cycle: Cycle, operation: Operation, row: InvoiceRow, link: Link, begin: Begin) -> None:
    """Send the edit of an invoice; what the record shows already is done."""
    remote_id, number = RemoteId(link.remote_id), row.invoice.number
    before = cycle.clientary.invoice(remote_id)
    if before is None or before.items is None:
        raise NotYet("the invoice could not be read, or its lines could not")
    row = _with_status(cycle, row, before)
    if not edit_differences(cycle, row.invoice, before):
        confirm_invoice(cycle, operation, before)
        return
    _check(cycle, row, before)
    if number != before.number:
        _check_number(cycle, number)
    client = None if row.invoice.client_id is None else cycle.links.of_local("client", row.invoice.client_id)
    items = [(item.id, item.section) for item in before.items]
    body = edit_body(row.invoice, None if client is None else client.remote_id, items)
    with cycle.db.write():
        current = InvoiceRepository(cycle.db).get(row.invoice.id)
        if current is None or current.invoice != row.invoice:
            return
        _check_hours(cycle, row)
        if not begin(cycle, operation, "update", json.dumps({"number": number, "before": snapshot_json(before.raw)})):
            return
    echo = cycle.clientary.update_invoice(remote_id, body)
    record = echo.record
    if record is None or record.id != remote_id or edit_differences(cycle, row.invoice, record):
        record = cycle.read_back(lambda: cycle.clientary.invoice(remote_id))
    _take(cycle, operation, row, before, record)


def settle_edit(cycle: Cycle, operation: Operation, may_repeat: Callable[[Cycle, Operation], bool]) -> None:
    """Find out what became of an edit whose answer was lost: the record shows it, or is as it was before."""
    row, link = InvoiceRepository(cycle.db).get(operation.record_id), cycle.links.of_local(INVOICE, operation.record_id)
    record = None if link is None else cycle.clientary.invoice(RemoteId(link.remote_id))
    if row is None or link is None:
        with cycle.db.write():
            cycle.outbox.finish(operation.id)
            cycle.log(operation, "withdrawn", detail="the invoice is no longer in Clientary")
        return
    if record is None or record.items is None:
        return
    row = _with_status(cycle, row, record)
    before = _record_of(str(json.loads(operation.sent or "{}").get("before", "{}")))
    done = not edit_differences(cycle, row.invoice, record)
    if done or (before is not None and _has_arrived(cycle, row.invoice, before, record)):
        confirm_invoice(cycle, operation, record)
    elif may_repeat(cycle, operation):
        with cycle.db.write():
            cycle.outbox.requeue(operation, cycle.now, "the edit is not there")
    elif operation.answered and operation.message:
        with cycle.db.write():
            cycle.outbox.set_state(operation.id, PARKED, operation.message)
            cycle.log(operation, "refused", detail=operation.message)


def _with_status(cycle: Cycle, row: InvoiceRow, record: RemoteInvoice) -> InvoiceRow:
    """The invoice, which counts again from now on where this reading shows first that it is no longer cancelled."""
    if row.invoice.status != InvoiceStatus.CANCELLED:
        return row
    with cycle.db.write():
        store_invoice(cycle, record, row.invoice.id)
        return InvoiceRepository(cycle.db).get(row.invoice.id) or row


def _check_hours(cycle: Cycle, row: InvoiceRow) -> None:
    """Raises `Rejected` where the edit would bill what must not be billed by it."""
    ledger = BillingLedger(cycle.db)
    lost, twice = ledger.lost(row.invoice.id), ledger.billed_otherwise(row.invoice.id)
    if lost or twice:
        words = about_lost(lost) if lost else about_billed_otherwise(twice)
        raise Rejected(words, status=0, layer="stint", key="billed_there")


def _has_arrived(cycle: Cycle, invoice: Invoice, before: RemoteInvoice, record: RemoteInvoice) -> bool:
    """Whether the record shows the edit, or what the server keeps of it, and not only what somebody else did to it."""
    if line_differences(invoice, before):  # what is billed decides
        return not line_differences(invoice, record)
    return bool(_fields(edit_differences(cycle, invoice, before)) - _fields(edit_differences(cycle, invoice, record)))


def _fields(differences: list[str]) -> frozenset[str]:
    """What differs, without the values: the first two words name it."""
    return frozenset(" ".join(words.split()[:2]) for words in differences)


def _check_number(cycle: Cycle, number: str | None) -> None:
    """Raises where another invoice there has the number, or may have it."""
    listing = cycle.clientary.invoices()
    if same_number(cycle, number, listing):
        raise number_taken(number)
    if not listing.complete:
        raise NotYet("the list of invoices came incomplete, so the new number could not be looked for")


def _check(cycle: Cycle, row: InvoiceRow, before: RemoteInvoice) -> None:
    """Raises `Rejected` where the edit would undo what somebody did to the invoice in Clientary."""
    number, agreed = row.invoice.number, AgreedInvoices(cycle.db)
    if InvoiceStatus.CANCELLED in (before.status, row.invoice.status):
        raise Rejected(f"Invoice {number} is cancelled in Clientary.", status=0, layer="stint")
    if has_payments(before):
        raise Rejected(f"Invoice {number} has payments in Clientary, so it was not changed.", status=0, layer="stint")
    kept = agreed.get(row.invoice.id)
    known = None if kept is None else _record_of(kept.snapshot)
    if known is not None and _differ(known, before):
        with cycle.db.write():
            agreed.seen(row.invoice.id, snapshot_json(before.raw))
        raise Rejected(_CHANGED.format(number=number), status=0, layer="stint")


def _take(
    cycle: Cycle, operation: Operation, row: InvoiceRow, before: RemoteInvoice, record: RemoteInvoice | None
) -> None:
    if record is None or record.items is None:
        raise OutcomeUnknown("the edited invoice could not be read back", answered=1)
    if not _differ(before, record) and edit_differences(cycle, row.invoice, record):
        raise Rejected("Clientary kept the invoice as it was.", status=0, layer="clientary")
    current = cycle.outbox.get(operation.id)
    if current is not None:
        confirm_invoice(cycle, current, record)


def _record_of(snapshot: str) -> RemoteInvoice | None:
    """A record that was kept; None for one that was never read."""
    try:
        kept = decode(snapshot)
        return read_invoice(kept) if isinstance(kept, dict) else None
    except (BadReply, ValueError):
        return None


def _differ(one: RemoteInvoice, other: RemoteInvoice) -> bool:
    """Whether two readings of a record say different things; what either leaves out is no difference."""
    pairs = zip(_said(one), _said(other), strict=True)
    return any(a is not None and b is not None and a != b for a, b in pairs)


def _said(record: RemoteInvoice) -> tuple[object, ...]:
    items = None if record.items is None else tuple((one.title, one.quantity, one.price) for one in record.items)
    return (
        record.number, record.date, record.due_date, record.currency, record.taxes, record.compound, items,
        raw_text(record, "note"), raw_text(record, "po"),
    )  # fmt: skip
