"""Payments: sent once and never again by themselves, because nothing in a list says which payment is which.

An unknown outcome stays *checking* until a person says what became of it (`README.md`, *Payments*).
"""

from __future__ import annotations

import json
from dataclasses import replace

from app.domain.ids import InvoiceId, RemoteId
from app.domain.payments import Payment, PaymentId
from app.errors import BadReply, Offline, OutcomeUnknown, Rejected
from app.membrane.rest import Echo, Listing
from app.membrane.wire import RemoteInvoice, RemotePayment, snapshot_json
from app.storage.invoices import InvoiceRepository
from app.storage.links import Link
from app.storage.outbox import INVOICE, PAYMENT, WAITING, Operation
from app.storage.payments import PaymentRepository
from app.sync.cycle import Begin, Cycle, NotYet
from app.sync.invoices import store_invoice
from app.sync.misnamed import link_instead, unseen_beside
from app.sync.push_records import require_parents
from app.sync.records import local_of


def push_payment(cycle: Cycle, operation: Operation, begin: Begin) -> None:
    """Send one payment, unless the invoice has less open there than it comes to."""
    row = PaymentRepository(cycle.db).row(operation.record_id)
    if row is None or row.payment.invoice_id is None:
        with cycle.db.write():
            cycle.outbox.cancel_pending(PAYMENT, operation.record_id, cycle.now)
        return
    payment, invoice_id = row.payment, row.payment.invoice_id
    require_parents(cycle, ((INVOICE, invoice_id),))
    link = cycle.links.of_local(INVOICE, invoice_id)
    remote_id = RemoteId("" if link is None else link.remote_id)
    record = read_invoice(cycle, remote_id, invoice_id, "its payment was not sent")
    if record.balance is not None and payment.amount > record.balance:
        raise Rejected(
            f"Invoice {record.number} has only {record.balance} open in Clientary, so the payment of {payment.amount} "
            "was not sent.",
            status=0, layer="stint",
        )  # fmt: skip
    if not begin(cycle, operation, "create", payment_json(payment)):
        return
    echo = cycle.clientary.create_payment(
        remote_id, amount=payment.amount, received_on=payment.received_on, note=payment.note
    )
    if echo.id is None and _shows_no_less_open(cycle, remote_id, record):
        raise OutcomeUnknown("the answer names no payment, and as much of the invoice is open as before", answered=1)
    _confirm(cycle, operation, payment, echo)
    read_again(cycle, remote_id, invoice_id)


def payment_json(payment: Payment) -> str:
    """What an operation carries, for a person who has to say what became of it."""
    return json.dumps({"amount": str(payment.amount), "received_on": payment.received_on, "note": payment.note})


def invoice_of_payment(cycle: Cycle, operation: Operation) -> Link | None:
    """The invoice of a payment, as it is known there."""
    row = PaymentRepository(cycle.db).row(operation.record_id)
    invoice_id = None if row is None else row.payment.invoice_id
    return None if invoice_id is None else cycle.links.of_local(INVOICE, invoice_id)


def store_payment(cycle: Cycle, record: RemotePayment, local_id: str) -> None:
    invoice_id = local_of(cycle, INVOICE, record.invoice_id)
    PaymentRepository(cycle.db).save(
        Payment(
            PaymentId(local_id),
            None if invoice_id is None else InvoiceId(invoice_id),
            record.amount,
            record.received_on,
            record.note,
        )
    )


def payment_gone(cycle: Cycle, local_id: str) -> None:
    PaymentRepository(cycle.db).mark_gone(local_id, cycle.now)


def settle_payments(cycle: Cycle, listing: Listing[RemotePayment]) -> frozenset[str]:
    """Before a list is stored: find the records of payments that are known to be there, but not under which id.

    Returns records that must not be imported, because they may be a payment of which a person has yet to say what
    became of it.
    """
    _link_misnamed(cycle, listing)
    withheld: set[str] = set()
    taken: set[str] = set()
    for payment in PaymentRepository(cycle.db).unlinked():
        states = {operation.state for operation in cycle.outbox.of_record(PAYMENT, payment.id)}
        if WAITING in states:  # whatever is there by now is another one
            continue
        record = next((r for r in listing.records if r.id not in taken and _is_like(cycle, r, payment)), None)
        if record is None:
            if listing.complete and not states:  # a person was mistaken, or it was taken back meanwhile
                payment_gone(cycle, payment.id)
            continue
        taken.add(record.id)
        if states:
            withheld.add(record.id)
            continue
        with cycle.db.write():
            cycle.links.save(Link(PAYMENT, record.id, payment.id, "{}", snapshot_json(record.raw)), cycle.now)
    return frozenset(withheld)


def _link_misnamed(cycle: Cycle, listing: Listing[RemotePayment]) -> None:
    """Link what is there in place of ids that answers named and that a whole list lacks. No payment has its own get."""
    for link in unseen_beside(cycle, PAYMENT, {record.id for record in listing.records}):
        row = PaymentRepository(cycle.db).row(link.local_id)
        if row is None or not listing.complete:
            continue
        record = next((r for r in listing.records if _is_like(cycle, r, row.payment)), None)
        if record is not None:
            with cycle.db.write():
                link_instead(cycle, link, record.id)
                cycle.links.save(Link(PAYMENT, record.id, link.local_id, "{}", snapshot_json(record.raw)), cycle.now)


def _is_like(cycle: Cycle, record: RemotePayment, payment: Payment) -> bool:
    """Whether an unlinked record has the invoice, amount and date of the payment."""
    return (
        not cycle.links.knows(PAYMENT, record.id)
        and local_of(cycle, INVOICE, record.invoice_id) == payment.invoice_id
        and record.amount == payment.amount
        and record.received_on in (None, payment.received_on)
    )


def read_invoice(cycle: Cycle, remote_id: RemoteId, invoice_id: str, then: str) -> RemoteInvoice:
    """The invoice as it is there now, kept here too; `then`: what a refusal says that follows where it is gone."""
    record, link = cycle.clientary.invoice(remote_id), cycle.links.of_remote(INVOICE, remote_id)
    if record is None and not cycle.gets_work():
        raise NotYet("the invoice was not found, but nothing else could be read either")
    if record is None and link is not None and not link.seen:
        raise NotYet("the answer to its create may have named another id: the next list shows it")
    if record is None:
        raise Rejected(f"The invoice was deleted in Clientary, so {then}.", status=0, layer="stint")
    with cycle.db.write():
        store_invoice(cycle, record, invoice_id)
    return record


def _shows_no_less_open(cycle: Cycle, remote_id: RemoteId, before: RemoteInvoice) -> bool:
    """Whether the invoice shows nothing of a payment: what is open, and the payments in it, are as before."""
    after = cycle.read_back(lambda: cycle.clientary.invoice(remote_id))
    return (
        after is not None
        and after.balance is not None
        and after.balance == before.balance
        and after.raw.get("payments") == before.raw.get("payments")
    )


def _confirm(cycle: Cycle, operation: Operation, payment: Payment, echo: Echo[RemotePayment]) -> None:
    """It is there. An answer that names nothing new is believed all the same: the next list shows which one it is."""
    record, remote_id = echo.record, echo.id
    if remote_id is not None and cycle.links.knows(PAYMENT, remote_id):
        raise OutcomeUnknown("the answer names a payment that was there before", answered=1)
    other = _differences(payment, record)
    with cycle.db.write():
        if record is not None:
            kept = replace(payment, amount=record.amount, received_on=record.received_on or payment.received_on)
            PaymentRepository(cycle.db).save(kept)
        if remote_id is not None:
            snapshot = "{}" if record is None else snapshot_json(record.raw)
            cycle.links.save(Link(PAYMENT, remote_id, operation.record_id, "{}", snapshot, seen=False), cycle.now)
        cycle.outbox.finish(operation.id)
        cycle.log(operation, "confirmed", remote_id=remote_id, detail=other)
        if other and payment.invoice_id is not None:  # a person has to look: it is never sent again
            words = f"a payment otherwise than it was sent: {other}"
            InvoiceRepository(cycle.db).add_difference(payment.invoice_id, words)
    if other:
        cycle.note(f"Clientary keeps a payment of {payment.amount} otherwise than it was sent: {other}.")
    cycle.tally.pushed["created"] += 1


def _differences(payment: Payment, record: RemotePayment | None) -> str:
    if record is None:
        return ""
    found = [] if record.amount == payment.amount else [f"amount {record.amount}, not {payment.amount}"]
    if record.received_on not in (None, payment.received_on):
        found.append(f"date {record.received_on}, not {payment.received_on}")
    return ", ".join(found)


def read_again(cycle: Cycle, remote_id: RemoteId, invoice_id: str) -> None:
    """What is open now; where that cannot be read, the next pull brings it."""
    try:
        record = cycle.clientary.invoice(remote_id)
    except (Rejected, BadReply, Offline):
        return
    if record is not None:
        with cycle.db.write():
            store_invoice(cycle, record, invoice_id)
