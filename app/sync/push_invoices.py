"""Sending invoices: their number is ours before they leave, and it is looked for before every first send."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from app.billing.payload import create_body
from app.domain.ids import RemoteId
from app.domain.invoices import Invoice, InvoiceStatus
from app.errors import OutcomeUnknown, Rejected
from app.membrane.rest import Echo, Listing
from app.membrane.wire import RemoteInvoice
from app.storage.invoices import InvoiceRepository
from app.storage.ledger import BillingLedger
from app.storage.outbox import DELETE, INVOICE, Operation
from app.sync.cycle import Cycle
from app.sync.invoices import confirm_invoice, find_sent, same_number


class Begin(Protocol):
    """Commits what is about to be sent; False when the operation was withdrawn meanwhile."""

    def __call__(
        self, cycle: Cycle, operation: Operation, verb: str, sent: str, listing_id: str | None = None
    ) -> bool: ...


def push_invoice(cycle: Cycle, operation: Operation, begin: Begin) -> None:
    """Send one waiting invoice operation."""
    row = InvoiceRepository(cycle.db).get(operation.record_id)
    link = cycle.links.of_local(INVOICE, operation.record_id)
    if operation.action == DELETE:
        _void(cycle, operation, None if link is None else RemoteId(link.remote_id), begin)
    elif row is None or link is not None:
        with cycle.db.write():
            cycle.outbox.cancel_pending(INVOICE, operation.record_id, cycle.now)
    else:
        _create(cycle, operation, row.invoice, begin)


def settle_invoice(cycle: Cycle, operation: Operation, may_repeat: Callable[[Cycle, Operation], bool]) -> None:
    """Find out what became of a create or a delete of unknown outcome."""
    if operation.verb == "create":
        listing = recent_invoices(cycle, operation.sent_at)
        found = find_sent(cycle, operation, listing)
        if found is not None:
            confirm_invoice(cycle, operation, found, event="adopted")
            return
        row = InvoiceRepository(cycle.db).get(operation.record_id)
        if row is not None and same_number(cycle, row.invoice.number, listing):
            raise _taken(row.invoice.number)
    else:
        link = cycle.links.of_local(INVOICE, operation.record_id)
        if link is None or _is_void(cycle, cycle.clientary.invoice(RemoteId(link.remote_id))):
            _confirm_void(cycle, operation, None if link is None else link.remote_id)
            return
    if may_repeat(cycle, operation):
        with cycle.db.write():
            cycle.outbox.requeue(operation, cycle.now, "not found there")


def recent_invoices(cycle: Cycle, since: int | None = None) -> Listing[RemoteInvoice]:
    """Invoices changed since the day before that instant (default: now)."""
    day = (datetime.fromtimestamp(since or cycle.now, UTC) - timedelta(days=1)).date().isoformat()
    return cycle.clientary.invoices(day)


def _create(cycle: Cycle, operation: Operation, invoice: Invoice, begin: Begin) -> None:
    listing = recent_invoices(cycle, operation.created_at)
    if operation.attempts > 0 and (found := find_sent(cycle, operation, listing)) is not None:
        confirm_invoice(cycle, operation, found, event="adopted")
        return
    if same_number(cycle, invoice.number, listing) or _number_used_here(cycle, invoice):
        raise _taken(invoice.number)
    client = None if invoice.client_id is None else cycle.links.of_local("client", invoice.client_id)
    if client is None and invoice.client_id is not None:
        raise Rejected("The client of this invoice is not in Clientary.", status=0, layer="stint")
    body = create_body(invoice, None if client is None else client.remote_id)
    if not begin(cycle, operation, "create", json.dumps({"number": invoice.number})):
        return
    record = _echoed(cycle, cycle.clientary.create_invoice(body))
    if cycle.links.of_remote(INVOICE, record.id) is not None or record.id in {r.id for r in listing.records}:
        raise OutcomeUnknown("the answer names an invoice that was there before", answered=1)
    current = cycle.outbox.get(operation.id)
    if current is not None:
        confirm_invoice(cycle, current, record)


def _number_used_here(cycle: Cycle, invoice: Invoice) -> bool:
    rows = InvoiceRepository(cycle.db).by_number(invoice.number or "")
    return any(row.invoice.id != invoice.id and row.remote_id is not None for row in rows)


def _taken(number: str | None) -> Rejected:
    return Rejected(
        f"Invoice number {number} is already taken in Clientary. Choose another one with --number.",
        status=0, layer="stint", key="number_taken",
    )  # fmt: skip


def _echoed(cycle: Cycle, echo: Echo[RemoteInvoice]) -> RemoteInvoice:
    """The created invoice with its totals, read back where the answer leaves them out."""
    record = echo.record
    remote_id = echo.id if record is None else record.id
    if record is None or record.total is None or record.number is None:
        read = None if remote_id is None else cycle.read_back(lambda: cycle.clientary.invoice(remote_id))
        record = read or record
    if record is None:
        raise OutcomeUnknown("the answer does not name the new invoice", answered=1)
    return record


def _void(cycle: Cycle, operation: Operation, remote_id: RemoteId | None, begin: Begin) -> None:
    """Delete the invoice in Clientary, or cancel it where that is refused; its hours are free once that is read."""
    if remote_id is None or _is_void(cycle, cycle.clientary.invoice(remote_id)):
        _confirm_void(cycle, operation, remote_id)
        return
    if not begin(cycle, operation, "delete", "{}"):
        return
    try:
        cycle.clientary.delete_invoice(remote_id)
    except Rejected:
        cycle.clientary.update_invoice(remote_id, {"status": int(InvoiceStatus.CANCELLED)})
    if not _is_void(cycle, cycle.read_back(lambda: cycle.clientary.invoice(remote_id))):
        raise Rejected("Clientary kept the invoice as it was.", status=0, layer="clientary")
    _confirm_void(cycle, operation, remote_id)


def _is_void(cycle: Cycle, record: RemoteInvoice | None) -> bool:
    """Cancelled, or deleted; a 404 is believed only where something else can be read."""
    if record is None:
        return not cycle.projects or cycle.gets_work()
    return record.status == InvoiceStatus.CANCELLED


def _confirm_void(cycle: Cycle, operation: Operation, remote_id: str | None) -> None:
    repository = InvoiceRepository(cycle.db)
    with cycle.db.write():
        row = repository.get(operation.record_id)
        if row is not None:
            repository.update_head(replace(row.invoice, status=InvoiceStatus.CANCELLED))
        BillingLedger(cycle.db).free(operation.record_id, cycle.now)
        cycle.outbox.finish(operation.id)
        cycle.log(operation, "confirmed", remote_id=remote_id, detail="void")
    cycle.tally.pushed["deleted"] += 1
