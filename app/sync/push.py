"""Push: one operation at a time, each on its own; what an answer means is decided here (`sync.md` sections 1 and 2)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from decimal import Decimal

from app.domain.ids import RemoteId
from app.errors import AuthRequired, BadReply, NotConnected, Offline, OutcomeUnknown, Rejected
from app.membrane.rest import Echo
from app.membrane.wire import RemoteHours
from app.storage.invoices import InvoiceRepository
from app.storage.links import Link
from app.storage.outbox import (
    ASKED,
    CHECKING,
    DELETE,
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
from app.storage.pending import queue_entry
from app.storage.steady import note_clock
from app.sync.apply import deletion_conflict, merge_now, ours_of, stands_for_another
from app.sync.confirm import confirm_create, confirm_delete, confirm_update, hours_json, kept_nothing
from app.sync.cycle import Cycle, NotYet
from app.sync.hours import list_hours, sent_values
from app.sync.merge import Base, Hours, Merged, changed_there, sent_hours, theirs_of
from app.sync.messages import invoice_is_gone, push_message
from app.sync.payments import push_payment
from app.sync.progress import SENDING
from app.sync.push_invoices import push_invoice
from app.sync.push_records import push_record, require_parents
from app.sync.writing import WRITINGS

log = logging.getLogger(__name__)

MAX_SENDS = 2
"""An operation leaves at most that often in one cycle: a server that keeps answering nonsense is asked again later."""

NOT_FOUND = 404
_UNSEEN = (
    "Clientary does not let you see this project's hours, so Stint could not make sure that nothing is sent twice. "
    "Nothing was sent: ask for access and retry, or choose another project."
)
_ORDER = {kind: place for place, kind in enumerate((*WRITINGS, ENTRY, INVOICE, PAYMENT, MESSAGE))}
_FIELD_NAMES = {"title": "title", "notes": "description", "date": "date", "seconds": "hours"}


def push_all(cycle: Cycle) -> int:
    """Send every waiting operation that may go; returns how many were sent. A record goes after what it needs."""
    sent = 0
    _send_what_may_be_seen_again(cycle)
    waiting = sorted(
        cycle.outbox.in_state(WAITING), key=lambda o: (_ORDER[o.kind], o.action == DROP, o.created_at, o.id)
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
        entry = cycle.entries.get(operation.record_id) if operation.message == _UNSEEN else None
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
        current = cycle.outbox.get(operation.id)
        if current is None or current.state != WAITING or current.action != operation.action:
            return False
        cycle.outbox.send(operation.id, verb, sent, listing_id, cycle.now)
        note_clock(cycle.db, cycle.now)
        cycle.log(operation, "sent", remote_id=operation.remote_id, detail=verb)
    cycle.sends[operation.id] += 1
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
    elif operation.action == DROP:
        _drop(cycle, operation)
    elif operation.action == DELETE:
        _delete(cycle, operation)
    else:
        _save(cycle, operation)


def _save(cycle: Cycle, operation: Operation) -> None:
    entry = cycle.entries.get(operation.record_id)
    if entry is None or entry.running or entry.project_id is None or cycle.entries.is_deleted(entry.id):
        _decide_again(cycle, operation)
        return
    ours = ours_of(cycle, entry)
    require_parents(cycle, (("project", entry.project_id),))
    link = cycle.links.of_local(ENTRY, entry.id)
    if link is None:
        _create(cycle, operation, ours)
    else:
        _update(cycle, operation, link)


def _create(cycle: Cycle, operation: Operation, ours: Hours) -> None:
    """A new record. The ids that are there already are stored first, from a complete listing of this cycle."""
    if ours.project not in cycle.listings and not list_hours(cycle, ours.project):
        if ours.project in cycle.hours_refused:
            cycle.open_projects.add(ours.project)  # so that the next cycle tries to list it again
            raise Rejected(_UNSEEN, status=0, layer="stint")
        raise NotYet("the project's hours could not be listed")
    if ours.project not in cycle.listings:
        cycle.note("The hours of a project came incomplete, so nothing new was sent to it.")
        raise NotYet("the project's listing is not complete")
    with cycle.db.write():  # what is sent is what the row says at the instant in which the send is committed
        entry = cycle.entries.get(operation.record_id)
        if entry is None or ours_of(cycle, entry) != ours:
            raise NotYet("the entry changed meanwhile")
        if not begin(cycle, operation, "create", hours_json(ours), cycle.listings[ours.project]):
            return
    echo = cycle.clientary.create_hours(
        RemoteId(ours.project), hours=sent_hours(ours.seconds), title=ours.title, description=ours.notes, date=ours.date
    )
    record = _echoed(cycle, echo)
    known = cycle.outbox.listed_ids(cycle.listings[ours.project])
    if record.id in known or cycle.links.of_remote(ENTRY, record.id) is not None:
        raise OutcomeUnknown("the answer names a record that was there before", answered=1)
    current = cycle.outbox.get(operation.id)
    if current is not None:
        confirm_create(cycle, current, record)


def _update(cycle: Cycle, operation: Operation, link: Link) -> None:
    """Change a record: read it first, merge, send only what changed here. Another project means a new record."""
    record = cycle.clientary.hours_entry(RemoteId(link.remote_id))
    if record is None or stands_for_another(record, link):
        _gone_there(cycle, link)
        return
    _check_unbilled(cycle, operation, record)
    with cycle.db.write():
        link = (
            cycle.links.of_local(ENTRY, operation.record_id) or link
        )  # a person may have decided a conflict meanwhile
        merged = merge_now(cycle, record, link)
        entry = cycle.entries.get(operation.record_id)
        if merged is None or entry is None or not merged.send or (merged.conflicts and "project" in merged.send):
            cycle.outbox.cancel_pending(ENTRY, operation.record_id, cycle.now)
            return
        ours, moved = ours_of(cycle, entry), "project" in merged.send
        begun = not moved and begin(cycle, operation, "update", hours_json(ours))
    if moved:
        _create(cycle, operation, ours)
    elif begun:
        changes = {_FIELD_NAMES[name]: _wire_value(ours, name) for name in merged.send}
        echo = cycle.clientary.update_hours(RemoteId(link.remote_id), changes)
        _confirm_echo(cycle, operation, merged, ours, echo, record)


def _confirm_echo(
    cycle: Cycle, operation: Operation, merged: Merged, ours: Hours, echo: Echo[RemoteHours], before: RemoteHours
) -> None:
    """`before` is the record as it was read before it was changed."""
    record = echo.record
    if record is None or record.id != before.id or kept_nothing(cycle, merged.send, ours, before, record):
        record = cycle.read_back(lambda: cycle.clientary.hours_entry(before.id))
    if record is None:
        raise OutcomeUnknown("the changed record could not be read back", answered=1)
    if kept_nothing(cycle, merged.send, ours, before, record):
        cycle.clientary.blame_action("update-hours", ", ".join(merged.send))  # if one did this, the proxy is next
        raise OutcomeUnknown("Clientary answered, but kept nothing of the change.", answered=1, status=0)
    confirm_update(cycle, operation, merged, ours, record)


def _delete(cycle: Cycle, operation: Operation) -> None:
    link = cycle.links.of_local(ENTRY, operation.record_id)
    if link is None:
        _decide_again(cycle, operation)
        return
    record = cycle.clientary.hours_entry(RemoteId(link.remote_id))
    if record is None or stands_for_another(record, link):
        _already_gone(cycle, operation, link.remote_id)
        return
    _check_unbilled(cycle, operation, record)
    if changed_there(Base.from_json(link.base), theirs_of(record)):
        with cycle.db.write():
            merge_now(cycle, record, link)
    elif begin(cycle, operation, "delete", "{}"):
        _delete_there(cycle, RemoteId(link.remote_id))
        confirm_delete(cycle, operation, link.remote_id)


def _drop(cycle: Cycle, operation: Operation) -> None:
    """Delete the record that a moved entry left behind, unless somebody changed it there since."""
    remote_id = RemoteId(operation.remote_id or "")
    link = cycle.links.of_remote(ENTRY, remote_id)
    record = cycle.clientary.hours_entry(remote_id)
    if record is None or link is None or stands_for_another(record, link):
        _already_gone(cycle, operation, remote_id)
        return
    _check_unbilled(cycle, operation, record)
    base = Base.from_json(link.base)
    if changed_there(base, theirs_of(record)):
        with cycle.db.write():  # seen now, so that sending it again on purpose deletes it
            seen = Base(base.ours, theirs_of(record)).to_json()
            cycle.links.save(
                Link(ENTRY, remote_id, link.local_id, seen, link.snapshot, link.parent_id, True), cycle.now
            )
        raise Rejected(
            "The entry was moved to another project here, and its old record was changed in Clientary meanwhile. "
            "Look at both; retry to delete the old one.",
            status=0,
            layer="stint",
        )
    if begin(cycle, operation, "delete", "{}"):
        _delete_there(cycle, remote_id)
        confirm_delete(cycle, operation, remote_id)


def _delete_there(cycle: Cycle, remote_id: RemoteId) -> None:
    """Delete and see that it is gone: the answer shows nothing that could be compared, and a 404 may be about the path
    or the method as well."""
    cycle.clientary.delete_hours(remote_id)
    if cycle.read_back(lambda: cycle.clientary.hours_entry(remote_id)) is not None:
        raise OutcomeUnknown("Clientary answered, but the record is still there.", answered=1, status=0)


def _check_unbilled(cycle: Cycle, operation: Operation, record: RemoteHours) -> None:
    """Hours that Clientary billed after the person acted are not changed, moved or deleted without another word."""
    if record.billed and not operation.billed_known:
        with cycle.db.write():
            cycle.entries.set_billed_there(operation.record_id, True)
        raise Rejected(
            "These hours were billed in Clientary meanwhile, so the change was not sent. "
            "Retry to send it all the same.",
            status=0,
            layer="stint",
        )


def _decide_again(cycle: Cycle, operation: Operation) -> None:
    """The row no longer wants what the operation says; a person may be changing it at this very moment."""
    with cycle.db.write():
        queue_entry(cycle.db, operation.record_id, cycle.now)


def _already_gone(cycle: Cycle, operation: Operation, remote_id: str) -> None:
    """A record to be deleted is not there. Where nothing else can be read, that means little."""
    if not cycle.gets_work():
        raise NotYet("a record was not found, but nothing else could be read either")
    with cycle.db.write():
        confirm_delete(cycle, operation, remote_id, "was already gone")
        if operation.action == DELETE:
            queue_entry(cycle.db, operation.record_id, cycle.now)  # unless somebody took the deletion back meanwhile


def _gone_there(cycle: Cycle, link: Link) -> None:
    """Edited here, deleted there; believed only while another get works."""
    if not cycle.gets_work():
        raise NotYet("a record was not found, but nothing else could be read either")
    with cycle.db.write():
        deletion_conflict(cycle, link, ours=False, theirs={})


def _echoed(cycle: Cycle, echo: Echo[RemoteHours]) -> RemoteHours:
    """The record that a create answered with, read back where the answer holds only its id."""
    if echo.record is not None:
        return echo.record
    remote_id = echo.id
    record = None if remote_id is None else cycle.read_back(lambda: cycle.clientary.hours_entry(remote_id))
    if record is None:
        raise OutcomeUnknown("the answer does not name the new record", answered=1)
    return record


def _wire_value(ours: Hours, name: str) -> str | Decimal:
    return sent_hours(ours.seconds) if name == "seconds" else str(getattr(ours, name))


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
    """Park it with the server's words. A 404 is a refusal only if a get shows that the parent is gone."""
    current = cycle.outbox.get(operation.id)
    if current is None:
        return
    if (
        current.state == CHECKING and error.facts.get("key") != "number_taken"
    ):  # reading back was refused: the outcome is as unknown as before
        cycle.note(f"A change could not be checked: {error.detail}")
        return
    if error.facts.get("status") == NOT_FOUND and current.state == IN_FLIGHT and not _parent_gone(cycle, current):
        if current.verb == "create":
            _unknown(cycle, operation, OutcomeUnknown(error.detail, answered=1, status=0))
        else:
            with cycle.db.write():
                cycle.outbox.requeue(current, cycle.now, "the record was not found")
        return
    with cycle.db.write():
        # Sent before, it may be there after all: then its hours must not be free again.
        first = current.attempts == int(current.state == IN_FLIGHT)
        if operation.record_id in cycle.awaited and cycle.undo_refused is not None and first:
            cycle.tally.refused[operation.record_id] = error.detail
            cycle.undo_refused(operation.record_id)
        else:
            cycle.outbox.set_state(operation.id, PARKED, error.detail)
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
