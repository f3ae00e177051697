"""E-mails with an invoice: sent once and never again by themselves, because Clientary keeps nothing that could be read
back (`README.md`, *E-mails*). An unknown outcome stays *checking* until a person says what became of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable

from app.domain.ids import RemoteId
from app.domain.invoices import InvoiceStatus
from app.domain.messages import InvoiceMessage
from app.errors import BadReply, Rejected
from app.storage.links import Link
from app.storage.messages import MessageRepository
from app.storage.outbox import INVOICE, MESSAGE, PAYMENT, Operation
from app.storage.papers import PaperRepository
from app.sync.cycle import Begin, Cycle, NotYet
from app.sync.papers import store_contact
from app.sync.payments import invoice_of_payment, read_again, read_invoice
from app.sync.push_records import require_parents


def push_message(cycle: Cycle, operation: Operation, begin: Begin) -> None:
    """Have one e-mail sent, unless the invoice is void there or somebody's address is another one meanwhile."""
    row = MessageRepository(cycle.db).row(operation.record_id)
    if row is None or row.message.sent_at is not None:
        with cycle.db.write():
            cycle.outbox.cancel_pending(MESSAGE, operation.record_id, cycle.now)
        return
    message = row.message
    require_parents(cycle, ((INVOICE, message.invoice_id),))
    link = cycle.links.of_local(INVOICE, message.invoice_id)
    if link is None:
        raise NotYet("the invoice is not in Clientary")
    remote_id = RemoteId(link.remote_id)
    record = read_invoice(cycle, remote_id, message.invoice_id, "its e-mail was not sent")
    if record.status == InvoiceStatus.CANCELLED:
        raise Rejected("The invoice is void in Clientary, so its e-mail was not sent.", status=0, layer="stint")
    _check_addresses(cycle, message)
    send = cycle.clientary.prepare_invoice_message(remote_id, message_fields(message))
    if not begin(cycle, operation, "create", message_json(message)):
        return
    if not _sent(cycle, operation, send):
        return
    with cycle.db.write():
        MessageRepository(cycle.db).mark_sent(message, cycle.now)
        cycle.outbox.finish(operation.id)
        cycle.log(operation, "confirmed")
    cycle.tally.pushed["created"] += 1
    read_again(cycle, remote_id, message.invoice_id)  # a draft counts as sent there now


def _sent(cycle: Cycle, operation: Operation, send: Callable[[], None]) -> bool:
    """False where the action was gone: nothing ran, and the operation waits for another attempt."""
    try:
        send()
    except Rejected as error:
        if error.facts.get("key") != "not_found" or cycle.sends[operation.id] > 1:
            raise
    else:
        return True
    with cycle.db.write():
        cycle.outbox.requeue(operation, cycle.now, "the action was not found")
    return False


def message_fields(message: InvoiceMessage) -> dict[str, object]:
    """What the request says (Clientary reference 3: a flat body)."""
    return {
        "recipients": list(message.recipients),
        "subject": message.subject,
        "message": message.body,
        "send_copy": message.send_copy,
        "attach_pdf": message.attach_pdf,
    }


def message_json(message: InvoiceMessage) -> str:
    """What an operation carries, for a person who has to say what became of it."""
    return json.dumps({"recipients": message.recipients, "subject": message.subject})


def _check_addresses(cycle: Cycle, message: InvoiceMessage) -> None:
    """Look up every contact that is written to: an address that changed meanwhile is for the person to see. Sent again
    on purpose, the mail goes to the address that it names.
    """
    named = {address.casefold() for address in message.recipients}
    for row in PaperRepository(cycle.db).contacts():
        if row.remote_id is None or row.paper.email.casefold() not in named:
            continue
        try:
            record = cycle.clientary.contact(RemoteId(row.remote_id))
        except (Rejected, BadReply):
            continue  # not being allowed to see contacts stops no mail
        if record is None:
            continue  # no longer a contact there; the address was shown and chosen
        with cycle.db.write():
            store_contact(cycle, record, row.paper.id)
        if record.email.casefold() not in named:
            raise Rejected(
                f"In Clientary the address of {record.name} is {record.email or 'empty'} now, not {row.paper.email}, "
                "so nothing was sent. Send it again if that address is meant all the same.",
                status=0, layer="stint",
            )  # fmt: skip


def invoice_is_gone(cycle: Cycle, operation: Operation) -> bool:
    """Whether the invoice of a payment or an e-mail that met a 404 no longer exists."""
    link = invoice_of_payment(cycle, operation) if operation.kind == PAYMENT else _invoice_of_mail(cycle, operation)
    return link is None or (cycle.clientary.invoice(RemoteId(link.remote_id)) is None and cycle.gets_work())


def _invoice_of_mail(cycle: Cycle, operation: Operation) -> Link | None:
    row = MessageRepository(cycle.db).row(operation.record_id)
    return None if row is None else cycle.links.of_local(INVOICE, row.message.invoice_id)
