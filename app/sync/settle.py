"""Settling operations of unknown outcome by reading back: creates, changes and deletions of hours here."""

from __future__ import annotations

import logging
from decimal import Decimal

from app.domain.ids import RemoteId
from app.errors import BadReply, Rejected
from app.membrane.wire import RemoteHours
from app.storage.outbox import ASKED, CHECKING, DROP, ENTRY, PARKED, Operation
from app.storage.steady import follow_clock
from app.sync.adoption import HOURS_TOLERANCE, may_be, same_text
from app.sync.confirm import confirm_delete, confirm_update
from app.sync.cycle import Cycle
from app.sync.hours import list_hours, sent_values
from app.sync.learning import keeps_of
from app.sync.merge import Base, Hours, merge, sent_hours, theirs_of
from app.sync.progress import SETTLING
from app.sync.project_figures import SUM_TOLERANCE
from app.sync.push import MAX_SENDS, attempt
from app.sync.push_invoices import settle_invoice
from app.sync.push_records import settle_record
from app.sync.writing import WRITINGS

log = logging.getLogger(__name__)

NO_HOURS = Decimal(0)


def settle_all(cycle: Cycle) -> bool:
    """Read back what is unsettled; what is not there and can no longer arrive is queued again. True if any settled."""
    progress = False
    follow_clock(cycle.db, cycle.now)
    cycle.settling_since = cycle.now
    cycle.settled_projects = set()
    for pid in {sent_values(operation).project for operation in _creates(cycle)}:
        _refresh(cycle, RemoteId(pid))
        if list_hours(cycle, pid):  # adopts what it finds
            cycle.settled_projects.add(pid)
    unsettled = cycle.outbox.in_state(CHECKING)
    for number, operation in enumerate(unsettled):
        cycle.cancel.check()
        cycle.report(SETTLING, number, len(unsettled))
        current = cycle.outbox.get(operation.id)
        if current is None or current.state != CHECKING:
            progress = True
            continue
        attempt(cycle, operation, lambda o=current: _settle(cycle, o))  # type: ignore[misc]  # default binds
        after = cycle.outbox.get(operation.id)
        progress |= after is None or after.state != CHECKING
    return progress


def may_repeat(cycle: Cycle, operation: Operation) -> bool:
    """Whether the first request can no longer arrive: Membrane answered it, or this reading began after its time."""
    if cycle.sends[operation.id] >= MAX_SENDS:
        return False
    return operation.answered or cycle.settling_since > arrives_until(cycle, operation)


def arrives_until(cycle: Cycle, operation: Operation) -> float:
    """The instant after which an unanswered request can no longer take effect."""
    return (operation.sent_at or 0) + cycle.settle_s


def _creates(cycle: Cycle) -> list[Operation]:
    return [o for o in cycle.outbox.in_state(CHECKING, kind=ENTRY) if o.verb == "create"]


def _settle(cycle: Cycle, operation: Operation) -> None:
    """One operation that the listings did not settle."""
    if operation.kind in ASKED:
        return  # nothing there says which payment is which, or shows an e-mail: a person is asked
    if operation.kind in WRITINGS:
        settle_record(cycle, operation, may_repeat)
    elif operation.kind != ENTRY:
        settle_invoice(cycle, operation, may_repeat)
    elif operation.verb == "create":
        project = sent_values(operation).project
        if project in cycle.settled_projects:
            unseen_before = cycle.kept_listings.unseen_hours(operation.listing_id)
            if cycle.unseen.get(project, NO_HOURS) - unseen_before > SUM_TOLERANCE:
                cycle.note(
                    "A project's total shows hours that its list does not; an unsettled entry may be among them."
                )
                return
            _repeat(cycle, operation, "not found there")
        elif _is_gone(cycle, RemoteId(project)):
            _repeat(cycle, operation, "its project is gone")
    elif operation.verb == "update":
        _settle_update(cycle, operation)
    else:
        _settle_delete(cycle, operation)


def _refresh(cycle: Cycle, pid: RemoteId) -> None:
    """What the project's total is now, so that a list that shows less is not taken for all there is."""
    try:
        project = cycle.clientary.project(pid)
    except (Rejected, BadReply):
        return
    if project is not None and pid in cycle.projects:
        cycle.projects[pid] = project


def _is_gone(cycle: Cycle, project: RemoteId) -> bool:
    """Whether a project that cannot be listed no longer exists, and nothing in it."""
    return project not in cycle.projects and cycle.clientary.project(project) is None and cycle.gets_work()


def _settle_update(cycle: Cycle, operation: Operation) -> None:
    link = cycle.links.of_local(ENTRY, operation.record_id)
    record = None if link is None else cycle.clientary.hours_entry(RemoteId(link.remote_id))
    if link is None or record is None:
        _repeat(cycle, operation, "the record is gone")  # the next attempt meets the 404 and decides
        return
    sent, base = sent_values(operation), Base.from_json(link.base)
    merged = merge(base, sent, base.theirs)
    if (not sent.remark or record.mark == sent.mark) and all(
        _shows(cycle, record, sent, base, name) for name in merged.send
    ):
        confirm_update(cycle, operation, merged.send, sent, record)
    else:
        _repeat(cycle, operation, "the change is not there")


def _settle_delete(cycle: Cycle, operation: Operation) -> None:
    link = cycle.links.of_local(ENTRY, operation.record_id)
    remote_id = operation.remote_id if operation.action == DROP else None if link is None else link.remote_id
    if remote_id is None:
        _repeat(cycle, operation, "nothing is linked")
    elif cycle.clientary.hours_entry(RemoteId(remote_id)) is None and cycle.gets_work():
        confirm_delete(cycle, operation, remote_id)
    else:
        _repeat(cycle, operation, "it is still there")


def _repeat(cycle: Cycle, operation: Operation, why: str) -> None:
    if may_repeat(cycle, operation):
        with cycle.db.write():
            cycle.outbox.requeue(operation, cycle.now, why)
    elif operation.answered and operation.message:
        with cycle.db.write():  # answered twice with words, and reading shows twice that nothing was done
            cycle.outbox.set_state(operation.id, PARKED, operation.message)
            cycle.log(operation, "refused", detail=operation.message)


def _shows(cycle: Cycle, record: RemoteHours, sent: Hours, base: Base, name: str) -> bool:
    """Whether a field is what was sent, or became, since both sides agreed, what this server may keep of it."""
    theirs, keeps = theirs_of(record), keeps_of(cycle.facts)
    if name == "seconds":
        off = HOURS_TOLERANCE if theirs.hours == base.theirs.hours else keeps.hours
        return abs(record.hours - sent_hours(sent.seconds)) <= off
    ours, kept = str(getattr(sent, name)), str(getattr(theirs, name))
    if same_text(ours, kept):
        return True
    return kept != getattr(base.theirs, name) and may_be(ours, kept, keeps.title if name == "title" else None)
