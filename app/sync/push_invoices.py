"""Sending invoices: their number is ours before they leave, and it is looked for before every first send."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import NoReturn

from app.billing.notices import about_changed, about_lost
from app.billing.payload import create_body
from app.domain.ids import RemoteId
from app.domain.invoices import Invoice, InvoiceStatus
from app.domain.refusals import Refusal
from app.errors import AuthRequired, BadReply, NotConnected, Offline, OutcomeUnknown, Rejected
from app.membrane.rest import Echo, Listing
from app.membrane.wire import RemoteInvoice, snapshot_json
from app.storage.agreed import AgreedInvoices
from app.storage.invoice_traces import InvoiceTraces
from app.storage.invoices import InvoiceRepository, InvoiceRow
from app.storage.ledger import BillingLedger
from app.storage.links import Link
from app.storage.outbox import DELETE, ENTRY, IN_FLIGHT, INVOICE, PARKED, Operation
from app.sync.cycle import Begin, Cycle, NotYet
from app.sync.invoice_differences import differences
from app.sync.invoice_edits import push_edit, settle_edit
from app.sync.invoices import (
    confirm_invoice,
    find_sent,
    has_payments,
    number_taken,
    same_number,
    with_server_facts,
)
from app.sync.refresh import refresh_expenses

NOT_FOUND = 404
_INVALID = (400, 422)
_TAKEN = re.compile(r"\b(taken|exists|duplicated?|unique|already|in use)\b")


def push_invoice(cycle: Cycle, operation: Operation, begin: Begin) -> None:
    """Send one waiting invoice operation."""
    row = InvoiceRepository(cycle.db).get(operation.record_id)
    link = cycle.links.of_local(INVOICE, operation.record_id)
    if operation.action == DELETE:
        _void(cycle, operation, row, begin)
    elif row is not None and link is not None and row.edited:
        push_edit(cycle, operation, row, link, begin)
    elif row is None or link is not None:
        with cycle.db.write():
            if cycle.outbox.still_asks(operation):  # else a person cancelled the invoice a moment ago
                cycle.outbox.cancel_pending(INVOICE, operation.record_id, cycle.now)
    else:
        _create(cycle, operation, row, begin)


def settle_invoice(cycle: Cycle, operation: Operation, may_repeat: Callable[[Cycle, Operation], bool]) -> None:
    """Find out what became of a create, an edit or a delete of unknown outcome."""
    if operation.action == DELETE:
        link = cycle.links.of_local(INVOICE, operation.record_id)
        if link is None or _is_void(cycle, cycle.clientary.invoice(RemoteId(link.remote_id))):
            _confirm_void(cycle, operation, None if link is None else link.remote_id)
        elif may_repeat(cycle, operation):
            _again(cycle, operation, "it is still there")
        else:
            _give_up(cycle, operation)
        return
    if operation.verb == "update":
        settle_edit(cycle, operation, may_repeat)
        return
    row = InvoiceRepository(cycle.db).get(operation.record_id)
    listing = recent_invoices(cycle, operation.created_at)
    if row is not None and not _is_absent(cycle, operation, row, listing):
        return
    if not may_repeat(cycle, operation):
        _give_up(cycle, operation)
        return
    if row is not None and same_number(cycle, row.invoice.number, listing):
        raise number_taken(row.invoice.number)
    _again(cycle, operation, "not found there")


def recent_invoices(cycle: Cycle, since: int) -> Listing[RemoteInvoice]:
    """Invoices changed since the day before that instant."""
    day = (datetime.fromtimestamp(since, UTC) - timedelta(days=1)).date().isoformat()
    return cycle.clientary.invoices(day)


def _again(cycle: Cycle, operation: Operation, why: str) -> None:
    with cycle.db.write():
        cycle.outbox.requeue(operation, cycle.now, why)


def _give_up(cycle: Cycle, operation: Operation) -> None:
    """Answered twice with the same kind of words, and reading shows twice that nothing was done: a refusal."""
    if operation.answered and operation.message:
        with cycle.db.write():
            cycle.outbox.set_state(operation.id, PARKED, operation.message)
            cycle.log(operation, "refused", detail=operation.message)


def _is_absent(cycle: Cycle, operation: Operation, row: InvoiceRow, listing: Listing[RemoteInvoice]) -> bool:
    """Whether the listing shows that no invoice of ours is there. One that is found is adopted."""
    search = find_sent(cycle, row, listing)
    if search.found is not None:
        confirm_invoice(cycle, operation, search.found, event="adopted")
        return False
    if search.unclear:
        cycle.note(f"Invoice {row.invoice.number} may be in Clientary already; its lines there could not be read.")
    elif not listing.complete:
        cycle.note(f"The list of invoices came incomplete, so invoice {row.invoice.number} could not be looked for.")
    return listing.complete and not search.unclear


def _create(cycle: Cycle, operation: Operation, row: InvoiceRow, begin: Begin) -> None:
    invoice, listing = row.invoice, recent_invoices(cycle, operation.created_at)
    if row.doubted and not _is_absent(cycle, operation, row, listing):
        return
    if same_number(cycle, invoice.number, listing) or _number_used_here(cycle, invoice):
        raise number_taken(invoice.number)
    if not listing.complete:
        cycle.note(f"The list of invoices came incomplete, so invoice {invoice.number} was not sent.")
        return
    client = None if invoice.client_id is None else cycle.links.of_local("client", invoice.client_id)
    if client is None and invoice.client_id is not None and cycle.outbox.of_record("client", invoice.client_id):
        raise NotYet("its client is not in Clientary yet")
    if client is None and invoice.client_id is not None:
        raise Rejected("The client of this invoice is not in Clientary.", status=0, layer="stint")
    _say_what_changed(cycle, invoice)
    _look_at_expenses(cycle, invoice)
    create = cycle.clientary.prepare_invoice(create_body(invoice, None if client is None else client.remote_id))
    if not _begin_create(cycle, operation, row, begin):
        return
    try:
        echo = _sent(cycle, operation, row, create)
    except Rejected as error:
        if row.credits is None or error.facts.get("status") not in _INVALID:
            raise
        _keep_local(cycle, operation, row, error.detail)
        return
    if echo is None:
        return
    record = _echoed(cycle, invoice, echo)
    if cycle.links.of_remote(INVOICE, record.id) is not None or record.id in {r.id for r in listing.records}:
        raise OutcomeUnknown("the answer names an invoice that was there before", answered=1)
    current = cycle.outbox.get(operation.id)
    if current is not None:
        confirm_invoice(cycle, current, record, seen=record is not echo.record)


def _say_what_changed(cycle: Cycle, invoice: Invoice) -> None:
    """It bills what was worked when it was made, also where that is another time by now: a person should know."""
    changed = BillingLedger(cycle.db).changed(invoice.id)
    if changed:
        cycle.note(about_changed(invoice.number, changed))


def _look_at_expenses(cycle: Cycle, invoice: Invoice) -> None:
    """What was billed in Clientary meanwhile; what cannot be read there is taken for what it was."""
    for expense_id in (expense_id for line in invoice.lines for expense_id in line.expenses):
        try:
            refresh_expenses(cycle, (expense_id,))
        except (Rejected, BadReply) as error:
            cycle.note(f"Whether an expense is billed in Clientary could not be read: {error.detail}")


def _begin_create(cycle: Cycle, operation: Operation, row: InvoiceRow, begin: Begin) -> bool:
    """Commit the send, unless the invoice is no longer what was read or one of its hours must not be billed."""
    repository, invoice = InvoiceRepository(cycle.db), row.invoice
    with cycle.db.write():
        current = repository.get(invoice.id)
        if current is None or current.invoice != invoice:
            return False
        lost = BillingLedger(cycle.db).lost(invoice.id) or _missing_there(cycle, invoice)
        if lost:
            raise Rejected(about_lost(lost), status=0, layer="stint", key="billed_there")
        if not begin(cycle, operation, "create", json.dumps({"number": invoice.number})):
            return False
        repository.doubt(invoice.id, invoice.number or "")
    return True


def _missing_there(cycle: Cycle, invoice: Invoice) -> list[str]:
    """Titles of hours that the listings of this cycle lacked, or whose deletion is in conflict."""
    missing, titles = {remote_id for remote_id, _vouched in cycle.missing_hours}, []
    for entry_id in (entry_id for line in invoice.lines for entry_id in line.entries):
        link = cycle.links.of_local(ENTRY, entry_id)
        conflict = cycle.conflicts.get(ENTRY, entry_id)
        deleted = conflict is not None and "deleted" in conflict.fields
        if deleted or (link is not None and link.remote_id in missing):
            entry = cycle.entries.get(entry_id)
            titles.append("" if entry is None else entry.title)
    return titles


def _sent(
    cycle: Cycle, operation: Operation, row: InvoiceRow, create: Callable[[], Echo[RemoteInvoice]]
) -> Echo[RemoteInvoice] | None:
    """The answer. Where it is certain that nothing was done, nothing is in doubt that was not so before; None: the
    action was gone, and the operation waits for another attempt, or the invoice was found there.
    """
    try:
        return create()
    except (Rejected, Offline, AuthRequired, NotConnected) as error:
        taken = error.facts.get("status") in _INVALID and _says_taken(error.detail)
        if taken and _took_it(cycle, operation, row):
            return None
        action_gone = error.facts.get("key") == "not_found"
        if action_gone or error.facts.get("status") != NOT_FOUND:
            with cycle.db.write():
                InvoiceRepository(cycle.db).set_doubted(row.invoice.id, row.doubted)
        if taken:
            raise number_taken(row.invoice.number, error.detail) from error
        if not action_gone or cycle.sends[operation.id] > 1:
            raise
    _again(cycle, operation, "the action was not found")
    return None


def _took_it(cycle: Cycle, operation: Operation, row: InvoiceRow) -> bool:
    """Whether the number, which was free a moment ago, was taken by this very request: somebody on its way may have
    sent it twice, and answered with what became of the second one.
    """
    listing = cycle.read_back(lambda: recent_invoices(cycle, operation.created_at))
    if not _is_absent(cycle, operation, row, listing):
        current = cycle.outbox.get(operation.id)
        if current is not None and current.state == IN_FLIGHT:
            raise OutcomeUnknown("its number is taken, maybe by itself", answered=1)
        return True
    return False


def _says_taken(words: str) -> bool:
    """Whether a refusal is about a duplicate number, whose words are not documented (Clientary reference 6)."""
    said = words.lower()
    return "number" in said and _TAKEN.search(said) is not None


def _keep_local(cycle: Cycle, operation: Operation, row: InvoiceRow, words: str) -> None:
    """A credit note that Clientary refuses: whether it takes negative lines is not documented (Clientary reference 7).
    It stays here under its number, and nobody is asked about it again and again.
    """
    with cycle.db.write():
        InvoiceTraces(cycle.db).keep_local(row.invoice.id, words or "it gave no reason")
        cycle.outbox.finish(operation.id)
        cycle.log(operation, "refused", detail=words)
    cycle.note(f"Clientary refuses credit note {row.invoice.number} ({words}). It stays on this computer only.")


def _number_used_here(cycle: Cycle, invoice: Invoice) -> bool:
    rows = InvoiceRepository(cycle.db).by_number(invoice.number or "")
    return any(row.invoice.id != invoice.id and row.remote_id is not None for row in rows)


def _echoed(cycle: Cycle, invoice: Invoice, echo: Echo[RemoteInvoice]) -> RemoteInvoice:
    """The created invoice with its totals, read back where the answer leaves something out or says something else."""
    record = echo.record
    remote_id = echo.id if record is None else record.id
    if record is None or record.total is None or _is_other(cycle, invoice, record):
        read = None if remote_id is None else cycle.read_back(lambda: cycle.clientary.invoice(remote_id))
        record = read or (None if record is None or _is_other(cycle, invoice, record) else record)
    if record is None:
        raise OutcomeUnknown("the answer does not name the new invoice", answered=1)
    return record


def _is_other(cycle: Cycle, invoice: Invoice, record: RemoteInvoice) -> bool:
    return record.number != invoice.number or bool(differences(cycle, invoice, record))


def _void(cycle: Cycle, operation: Operation, row: InvoiceRow | None, begin: Begin) -> None:
    """Delete the invoice in Clientary, or cancel it where that is refused; its hours are free once that is read."""
    if row is not None and row.may_be_there and not _look_for_it(cycle, operation, row):
        return
    link = cycle.links.of_local(INVOICE, operation.record_id)
    if link is None:
        _confirm_void(cycle, operation, None)
        return
    remote_id = RemoteId(link.remote_id)
    record = cycle.clientary.invoice(remote_id)
    if _is_void(cycle, record):
        _confirm_void(cycle, operation, remote_id)
        return
    if record is None:
        cycle.note("An invoice was not found in Clientary, but nothing else could be read either.")
        return
    if row is not None and has_payments(record):
        _leave_paid(cycle, operation, row, record)
    if not begin(cycle, operation, "delete", "{}"):
        return
    try:
        cycle.clientary.delete_invoice(remote_id)
    except Rejected:
        cycle.clientary.update_invoice(remote_id, {"status": int(InvoiceStatus.CANCELLED)})
    if not _is_void(cycle, cycle.read_back(lambda: cycle.clientary.invoice(remote_id))):
        raise Rejected("Clientary kept the invoice as it was.", status=0, layer="clientary")
    _confirm_void(cycle, operation, remote_id)


def _look_for_it(cycle: Cycle, operation: Operation, row: InvoiceRow) -> bool:
    """Link the record of an invoice that may be there, so that it is deleted; False where that cannot be known now."""
    listing = cycle.clientary.invoices()
    search = find_sent(cycle, row, listing)
    if search.found is not None:
        with cycle.db.write():
            snapshot = snapshot_json(search.found.raw)
            cycle.links.save(Link(INVOICE, search.found.id, row.invoice.id, "{}", snapshot), cycle.now)
            cycle.log(operation, "adopted", remote_id=search.found.id)
        return True
    if search.unclear or not listing.complete:
        cycle.note(f"Whether invoice {row.invoice.number} is in Clientary could not be read; it is made void later.")
        return False
    return True


def _leave_paid(cycle: Cycle, operation: Operation, row: InvoiceRow, record: RemoteInvoice) -> NoReturn:
    """Withdraw the wish: deleting the invoice would delete its payments too."""
    words = f"Invoice {row.invoice.number} has payments in Clientary, so it was not made void; remove them there first."
    with cycle.db.write():
        InvoiceRepository(cycle.db).update_head(with_server_facts(row.invoice, record))
        cycle.outbox.finish(operation.id)
        cycle.log(operation, "withdrawn", remote_id=record.id, detail=words)
    cycle.tally.refused[operation.record_id] = Refusal(words, "stint", "paid")
    if operation.record_id not in cycle.awaited:
        cycle.note(words)
    raise Rejected(words, status=0, layer="stint", key="paid")


def _is_void(cycle: Cycle, record: RemoteInvoice | None) -> bool:
    """Cancelled, or deleted; a 404 is believed only where something else can be read."""
    if record is None:
        return cycle.gets_work()
    return record.status == InvoiceStatus.CANCELLED


def _confirm_void(cycle: Cycle, operation: Operation, remote_id: str | None) -> None:
    repository = InvoiceRepository(cycle.db)
    with cycle.db.write():
        row = repository.get(operation.record_id)
        if row is not None:
            repository.update_head(replace(row.invoice, status=InvoiceStatus.CANCELLED))
        BillingLedger(cycle.db).free(operation.record_id, cycle.now)
        AgreedInvoices(cycle.db).forget(operation.record_id)
        cycle.outbox.finish(operation.id)
        cycle.outbox.cancel_pending(INVOICE, operation.record_id, cycle.now)  # an edit that was refused before
        cycle.log(operation, "confirmed", remote_id=remote_id, detail="void")
    cycle.tally.pushed["deleted"] += 1
