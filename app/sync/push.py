"""Push: one operation at a time, each on its own; what an answer means is decided here (`README.md`, *Operations*)."""

from __future__ import annotations

import logging
from collections.abc import Callable

from app.domain.ids import RemoteId
from app.domain.refusals import NUMBER_TAKEN, refusal_of
from app.errors import AuthRequired, BadReply, NotConnected, Offline, OutcomeUnknown, Rejected
from app.storage.invoices import InvoiceRepository
from app.storage.outbox import (
    ASKED,
    CHECKING,
    DROP,
    ENTRY,
    IN_FLIGHT,
    INVOICE,
    MESSAGE,
    PARKED,
    PAYMENT,
    WAITING,
    Operation,
)
from app.storage.steady import follow_clock, note_clock
from app.sync.apply import ours_of
from app.sync.cycle import Cycle, NotYet
from app.sync.hours import sent_values
from app.sync.messages import invoice_is_gone, push_message
from app.sync.payments import push_payment
from app.sync.progress import SENDING
from app.sync.push_hours import UNSEEN, push_hours
from app.sync.push_invoices import push_invoice
from app.sync.push_marks import give_up_refused, marks_last
from app.sync.push_records import awaits_parent, push_record
from app.sync.writing import WRITINGS

log = logging.getLogger(__name__)

MAX_SENDS = 2
"""An operation leaves at most that often in one cycle: a server that keeps answering nonsense is asked again later."""

NOT_FOUND = 404
_ORDER = {kind: place for place, kind in enumerate((*WRITINGS, ENTRY, INVOICE, PAYMENT, MESSAGE))}


def push_all(cycle: Cycle) -> int:
    """Send every waiting operation that may go; returns how many were sent. A record goes after what it needs."""
    sent = 0
    _send_what_may_be_seen_again(cycle)
    waiting = marks_last(
        cycle,
        sorted(cycle.outbox.in_state(WAITING), key=lambda o: (_ORDER[o.kind], o.action == DROP, o.created_at, o.id)),
    )
    for number, operation in enumerate(waiting):
        cycle.cancel.check()
        cycle.report(SENDING, number, len(waiting))
        if cycle.sends[operation.id] < MAX_SENDS:
            sent += attempt(cycle, operation, lambda o=operation: _push(cycle, o))  # type: ignore[misc]  # default binds
    return sent


def _send_what_may_be_seen_again(cycle: Cycle) -> None:
    """Queue what was parked only because its project could not be listed, once that could be done."""
    for operation in cycle.outbox.in_state(PARKED, kind=ENTRY):
        entry = cycle.entries.get(operation.record_id) if operation.message == UNSEEN else None
        if entry is not None and ours_of(cycle, entry).project in cycle.listings:
            with cycle.db.write():
                cycle.outbox.retry(operation, cycle.now)


def attempt(cycle: Cycle, operation: Operation, act: Callable[[], None]) -> bool:
    """Run one operation and note what came of it; True when something was sent. Offline and 401 end the queue."""
    before = cycle.sends[operation.id]
    try:
        act()
    except NotYet as reason:
        log.info("operation %s waits: %s", operation.id, reason)
    except (Offline, AuthRequired, NotConnected) as error:
        _nothing_done(cycle, operation, error)
        raise
    except OutcomeUnknown as error:
        _unknown(cycle, operation, error)
    except Rejected as error:
        _refused(cycle, operation, error)
    except BadReply as error:
        current = cycle.outbox.get(operation.id)
        if current is not None and current.state == IN_FLIGHT:
            _unknown(cycle, operation, OutcomeUnknown(error.detail, answered=1))
        cycle.note(f"A record could not be read before it was changed: {error.detail}")
    return cycle.sends[operation.id] > before


def begin(cycle: Cycle, operation: Operation, verb: str, sent: str, listing_id: str | None = None) -> bool:
    """Commit what is about to be sent; False when somebody withdrew or refolded the operation meanwhile."""
    with cycle.db.write():
        if not cycle.outbox.still_asks(operation):
            return False
        follow_clock(cycle.db, cycle.now)  # before the note that what is under way stands on goes
        cycle.outbox.send(operation.id, verb, sent, listing_id, cycle.now)
        note_clock(cycle.db, cycle.now)
        cycle.log(operation, "sent", remote_id=operation.remote_id, detail=verb)
    cycle.sends[operation.id] += 1
    cycle.tally.sends += 1
    return True


def _push(cycle: Cycle, operation: Operation) -> None:
    if cycle.outbox.unsettled(operation.kind, operation.record_id) is not None and operation.action != DROP:
        raise NotYet("an earlier change of the record is unsettled")
    cycle.clientary.take_turn()  # before anything is read: the settle time counts from the commit of the send
    if operation.kind in WRITINGS:
        push_record(cycle, operation, begin)
    elif operation.kind == INVOICE:
        push_invoice(cycle, operation, begin)
    elif operation.kind == PAYMENT:
        push_payment(cycle, operation, begin)
    elif operation.kind == MESSAGE:
        push_message(cycle, operation, begin)
    else:
        push_hours(cycle, operation, begin)


def _nothing_done(cycle: Cycle, operation: Operation, error: Offline | AuthRequired | NotConnected) -> None:
    current = cycle.outbox.get(operation.id)
    if current is not None and current.state == IN_FLIGHT:
        with cycle.db.write():
            cycle.outbox.requeue(current, cycle.now, error.detail or error.code)


def _unknown(cycle: Cycle, operation: Operation, error: OutcomeUnknown) -> None:
    answered = bool(error.facts.get("answered"))
    # Words without a status (the command hides it) may be a refusal, and so may a trouble that Membrane names as its
    # own; they are kept to be shown if it comes to that.
    telling = error.facts.get("status") == 0 or error.facts.get("key") not in (None, "lock_timeout")
    words = error.detail if answered and telling else ""
    with cycle.db.write():
        cycle.outbox.set_state(operation.id, CHECKING, words, answered=answered)
        if error.facts.get("late"):
            cycle.outbox.left_by(operation.id, cycle.now)
        cycle.log(operation, "checking", detail=error.detail)
    log.info("operation %s: outcome unknown (%s)", operation.id, error.detail)


def _refused(cycle: Cycle, operation: Operation, error: Rejected) -> None:
    """Park it with why. A 404 is a refusal only if a get shows that the parent is gone; else reading back tells."""
    current = cycle.outbox.get(operation.id)
    if current is None:
        return
    if current.state == CHECKING and error.facts.get("key") != NUMBER_TAKEN:
        cycle.note(f"A change could not be checked: {error.detail}")  # the outcome is as unknown as before
        return
    if current.state == IN_FLIGHT and awaits_parent(cycle, current):
        with cycle.db.write():
            cycle.outbox.requeue(current, cycle.now, "what it belongs to was not found")
        return
    if error.facts.get("status") == NOT_FOUND and current.state == IN_FLIGHT and not _parent_gone(cycle, current):
        with cycle.db.write():
            if current.verb == "create" or not give_up_refused(cycle, current, error):
                _unknown(cycle, operation, OutcomeUnknown(error.detail, answered=1, status=0))
        return
    with cycle.db.write():
        if give_up_refused(cycle, current, error):
            return
        # Sent before, it may be there after all: then its hours must not be free again.
        refusal = refusal_of(error)
        first = current.attempts == int(current.state == IN_FLIGHT)
        if operation.record_id in cycle.awaited and cycle.undo_refused is not None and first:
            cycle.tally.refused[operation.record_id] = refusal
            cycle.undo_refused(operation.record_id)
        else:
            cycle.outbox.refuse(operation.id, refusal)
        cycle.log(operation, "refused", detail=error.detail)
    log.info("operation %s was refused: %s", operation.id, error.detail)


def _parent_gone(cycle: Cycle, operation: Operation) -> bool:
    """Whether what refused things belong to is gone: hours their project, an invoice its client, a payment and an
    e-mail their invoice.
    """
    if operation.verb != "create":
        return False
    if operation.kind in ASKED:
        return invoice_is_gone(cycle, operation)
    if operation.kind == ENTRY:
        return cycle.clientary.project(RemoteId(sent_values(operation).project)) is None
    row = InvoiceRepository(cycle.db).get(operation.record_id)
    client_id = None if row is None else row.invoice.client_id
    link = None if client_id is None else cycle.links.of_local("client", client_id)
    return link is not None and cycle.clientary.client(RemoteId(link.remote_id)) is None and cycle.gets_work()
