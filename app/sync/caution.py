"""After a copy or a restore: what this file still wants to send may be there already.

Every unfinished operation becomes *checking*, everything is read before the first write, and records that nothing here
stands for are compared with unsent entries before they are imported.
"""

from __future__ import annotations

import json
import logging
from dataclasses import replace

from app.domain.entries import Entry
from app.domain.hours_marks import split_mark
from app.storage.database import Database
from app.storage.entries import EntryRepository
from app.storage.hours_marks import HoursMarkRepository
from app.storage.invoices import InvoiceRepository
from app.storage.ledger import BillingLedger
from app.storage.links import Link, LinkRepository
from app.storage.messages import MessageRepository
from app.storage.origin import COPIED, WARY, moved, settle_here, why_wary
from app.storage.outbox import (
    CHECKING,
    DELETE,
    DROP,
    ENTRY,
    IN_FLIGHT,
    MESSAGE,
    PARKED,
    PAYMENT,
    WAITING,
    Operation,
    Outbox,
)
from app.storage.payments import PaymentRepository
from app.storage.steady import note_clock
from app.storage.synclog import log_event
from app.storage.syncstate import HERE, SyncState
from app.sync.confirm import hours_json
from app.sync.cycle import Cycle
from app.sync.merge import Base, Hours, Theirs, sent_hours
from app.sync.messages import message_json
from app.sync.payments import payment_json
from app.sync.writing import WRITINGS, told

log = logging.getLogger(__name__)

BILLED_BEFORE = "billed_before_restore"
"""State: remote id -> why, of hours that an invoice bills which this file no longer knows."""

TOLD = {
    "copied": "This data folder was copied, so everything was compared with Clientary before anything was sent.",
    "older": "The data file is older than what was sent from here, so everything was compared with Clientary before "
    "anything was sent.",
    "restored": "A backup was restored, so everything was compared with Clientary before anything was sent.",
}

_RUNS_TWICE = (
    " A timer is running here: if it was running when the folder was copied, it runs in the other one too, and "
    "stopping both sends the work twice, so delete it here if it belongs to the other one."
)


def look_around(db: Database, now: int) -> None:
    """At the start of a cycle, under the sync lock: whether the file was copied or put back since the last one."""
    happened = moved(db)
    with db.write():
        if happened is not None:
            log.warning("the data file was %s since the last sync; everything is checked first", happened)
            be_careful(db, happened, now)
        settle_here(db, now)


def be_careful(db: Database, why: str, now: int) -> None:
    """Doubt every unfinished operation, and let the next cycle read everything first; inside a write."""
    SyncState(db).put(HERE, WARY, why, now)
    note_clock(db, now)
    outbox = Outbox(db)
    for operation in outbox.in_state(IN_FLIGHT, CHECKING, PARKED, WAITING):
        doubted = _as_if_sent(db, operation)
        if doubted is not None:
            verb, sent = doubted
            outbox.doubt(operation, verb, sent, now)
            log_event(db, operation.id, operation.kind, operation.record_id, "checking", now, detail=why)


def everything_was_read(cycle: Cycle) -> bool:
    """Whether the full pull that has to come before the first write was one; lifts the caution if so."""
    why = why_wary(cycle.db)
    if why is None:
        return True
    if cycle.projects_unread or cycle.hours_unread:
        cycle.note("Not everything in Clientary could be read, so nothing was sent yet; the next sync tries again.")
        return False
    with cycle.db.write():
        cycle.state.forget(HERE, WARY)
    cycle.note(TOLD.get(why, TOLD["copied"]) + (_RUNS_TWICE if why == COPIED and cycle.entries.running() else ""))
    return True


def loose_entries(cycle: Cycle, local_project: str) -> list[tuple[str, Hours]]:
    """Finished entries of mine in a project that nothing there stands for and nothing is to be sent of, as they would
    be sent; only while the caution lasts.
    """
    if why_wary(cycle.db) is None:
        return []
    found = []
    for entry in cycle.entries.of_project(local_project):
        linked = cycle.links.of_local(ENTRY, entry.id) is not None
        if entry.person is None and not entry.running and not linked and not cycle.outbox.of_record(ENTRY, entry.id):
            found.append((str(entry.id), values_of(cycle.links, entry)))
    return found


def values_of(links: LinkRepository, entry: Entry) -> Hours:
    """The entry as Clientary could hold it; project "" when Clientary has none for it."""
    link = None if entry.project_id is None else links.of_local("project", entry.project_id)
    notes, typed = split_mark(entry.notes)
    mark = HoursMarkRepository(links.db).get(entry.id).target or typed
    return Hours(entry.title, notes, entry.date, entry.seconds, "" if link is None else link.remote_id, mark)


def link_again(db: Database, known: list[Link], now: int) -> None:
    """Link entries to records that the file before the restore knew to stand for them. Inside a write.

    Where the entry holds what was agreed then, that stays agreed; elsewhere whatever Clientary has is newer.
    """
    repository, links = EntryRepository(db), LinkRepository(db)
    for link in known:
        entry = repository.get(link.local_id)
        if entry is None:
            continue
        then, ours = Base.from_json(link.base), values_of(links, entry)
        ours = replace(ours, project=ours.project or then.ours.project)
        as_sent = Theirs(ours.title, ours.notes, ours.date, sent_hours(ours.seconds), ours.project)
        theirs = replace(
            as_sent,
            title=then.theirs.title if ours.title == then.ours.title else as_sent.title,
            notes=then.theirs.notes if ours.notes == then.ours.notes else as_sent.notes,
            hours=then.theirs.hours if ours.seconds == then.ours.seconds else as_sent.hours,
        )
        links.save(replace(link, base=Base(ours, theirs).to_json()), now)


def remember_billed(db: Database, billed: dict[str, str], now: int) -> None:
    """Hours that an invoice bills and that come in again with the next pull: remote id -> why. Inside a write."""
    if billed:
        SyncState(db).put(HERE, BILLED_BEFORE, billed, now)


def note_billed_before(cycle: Cycle, entry_id: str, remote_id: str) -> None:
    """An entry that came in: billed, if an invoice that this file no longer knows has it. Inside a write."""
    if cycle.billed_before is None:
        stored = cycle.state.get(HERE, BILLED_BEFORE)
        cycle.billed_before = stored if isinstance(stored, dict) else {}
    billed = cycle.billed_before
    if remote_id in billed:
        BillingLedger(cycle.db).mark_elsewhere(entry_id, str(billed.pop(remote_id)), cycle.now)
        cycle.state.put(HERE, BILLED_BEFORE, billed, cycle.now) if billed else cycle.state.forget(HERE, BILLED_BEFORE)


def _as_if_sent(db: Database, operation: Operation) -> tuple[str, str] | None:
    """Verb and JSON of the request that this operation would be; None where the next push looks first anyway."""
    if operation.state in (IN_FLIGHT, CHECKING):
        return operation.verb or "update", operation.sent or "{}"
    if operation.action == DROP:
        return "delete", "{}"
    if Outbox(db).unsettled(operation.kind, operation.record_id) is not None:
        return None  # it follows that one
    if operation.kind == PAYMENT:
        row = PaymentRepository(db).row(operation.record_id)
        return None if row is None else ("create", payment_json(row.payment))
    if operation.kind == MESSAGE:
        mail = MessageRepository(db).row(operation.record_id)
        return None if mail is None else ("create", message_json(mail.message))
    if operation.kind in WRITINGS:
        return _save_of_record(db, operation)
    if operation.action == DELETE:
        linked = LinkRepository(db).of_local(operation.kind, operation.record_id) is not None
        return ("delete", "{}") if linked and operation.kind == ENTRY else None
    return _save_of_entry(db, operation) if operation.kind == ENTRY else _save_of_invoice(db, operation)


def _save_of_record(db: Database, operation: Operation) -> tuple[str, str] | None:
    ours = WRITINGS[operation.kind].ours(db, operation.record_id)
    if ours is None:
        return None
    if LinkRepository(db).of_local(operation.kind, operation.record_id) is not None:
        return None  # a change is compared with the record before it is sent, whoever sent it first
    return "create", json.dumps(told(ours))


def _save_of_entry(db: Database, operation: Operation) -> tuple[str, str] | None:
    repository, links = EntryRepository(db), LinkRepository(db)
    entry = repository.get(operation.record_id)
    if entry is None or entry.running or repository.is_deleted(entry.id):
        return None
    ours, link = values_of(links, entry), links.of_local(ENTRY, entry.id)
    if not ours.project:
        return None
    moved_on = link is not None and Base.from_json(link.base).ours.project != ours.project
    return ("create" if link is None or moved_on else "update"), hours_json(ours)


def _save_of_invoice(db: Database, operation: Operation) -> tuple[str, str] | None:
    row = InvoiceRepository(db).get(operation.record_id)
    if row is None or row.invoice.number is None or row.remote_id is not None:
        return None
    InvoiceRepository(db).doubt(row.invoice.id, row.invoice.number)
    return "create", json.dumps({"number": row.invoice.number})
