"""Pull of hours, project by project: what is listed is settled, imported, or set aside as changed or missing."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from app.domain.entries import Entry
from app.domain.ids import EntryId, ProjectId, RemoteId, new_id
from app.errors import BadReply, Offline, Rejected
from app.membrane.rest import Listing
from app.membrane.wire import RemoteHours, snapshot_json
from app.storage.hours_marks import HoursMarkRepository
from app.storage.ledger import BillingLedger
from app.storage.links import Link
from app.storage.outbox import CHECKING, ENTRY, Operation
from app.sync.adoption import Unsettled, adopt
from app.sync.caution import loose_entries, note_billed_before
from app.sync.confirm import confirm_create
from app.sync.cycle import RECORDS_AT_ONCE, Cycle
from app.sync.learning import keeps_of
from app.sync.merge import Base, Hours, changed_there, theirs_of
from app.sync.misnamed import link_misnamed_hours
from app.sync.progress import HOURS
from app.sync.project_figures import NOTHING_TOLD, signature, still_moving, sums_vouch, unseen_hours

log = logging.getLogger(__name__)

READERS = 4
"""Reads under way at once; Membrane limits parallel requests per tenant (Membrane reference 9)."""

FORBIDDEN = 403
LOOKED_AT, JUST_S = "looked:", 120
"""When a project was looked at before its hours were billed, and how long that is believed."""


def pull_hours(cycle: Cycle) -> None:
    """List the hours of every project that changed, has an unsettled create, or all in a full pass."""
    billing = _about_to_bill(cycle)
    wanted: list[str] = [pid for pid in cycle.projects if pid in billing or _wants_listing(cycle, pid)]
    if not wanted:
        return
    asked_at = cycle.now
    for number, (pid, listing) in enumerate(_listings(cycle, wanted)):
        cycle.report(HOURS, number, len(wanted))
        take_listing(cycle, pid, listing, asked_at)
    cycle.report(HOURS, len(wanted), len(wanted))


def list_hours(cycle: Cycle, pid: str) -> bool:
    """List one project's hours now; False when that failed, with a note, or did not bring everything."""
    asked_at, listing = cycle.now, _come(cycle, pid, _read(cycle, pid))
    if listing is None:
        return False
    take_listing(cycle, pid, listing, asked_at)
    return listing.complete


def take_listing(cycle: Cycle, pid: str, listing: Listing[RemoteHours], asked_at: int) -> None:
    """Settle first, set aside what changed or is missing, in one transaction; then import what is left over."""
    link_misnamed_hours(cycle, pid, listing)
    project = cycle.projects.get(RemoteId(pid))
    records = {record.id: record for record in listing.records}
    with cycle.db.write():
        links = cycle.links.of_parent(ENTRY, pid)
        present = set(records)
        cycle.seen_hours |= present
        unlinked = {rid: r for rid, r in records.items() if rid not in links and not cycle.links.knows(ENTRY, rid)}
        local_project = cycle.links.of_remote("project", pid)
        settled = _settle(cycle, pid, list(unlinked.values()))
        if local_project is not None:
            rest = [record for record in unlinked.values() if record.id not in settled]
            settled |= _link_loose(cycle, local_project.local_id, rest)
        for record in records.values():
            if record.id in unlinked:
                continue
            link = links.get(record.id) or cycle.links.of_remote(ENTRY, record.id)  # below another project: moved
            if link is not None:
                _look_again(cycle, record, link)
        if listing.complete:
            missing = [link for rid, link in links.items() if rid not in present]
            vouched = sums_vouch(listing, project, missing)
            cycle.missing_hours += [(link.remote_id, vouched) for link in missing]
            cycle.unseen[pid] = unseen_hours(listing, project)
            cycle.listings[pid] = cycle.kept_listings.keep(ENTRY, pid, present, cycle.now, cycle.unseen[pid])
        if project is not None and listing.complete:
            cycle.signatures[pid] = signature(project)
            if still_moving(project, asked_at):
                cycle.open_projects.add(pid)
    new = [record for record in unlinked.values() if record.id not in settled]
    if local_project is not None:
        _import_all(cycle, new, ProjectId(local_project.local_id))
    log.info("listed %d hours of project %s, %d new", len(listing.records), pid, len(new))


def _import_all(cycle: Cycle, records: list[RemoteHours], project_id: ProjectId) -> None:
    """Import in short transactions: what a person does meanwhile waits for one, not for thousands of records.

    If it ends in between, the project's signature is not known yet, so the next cycle lists and imports the rest.
    """
    for start in range(0, len(records), RECORDS_AT_ONCE):
        batch = records[start : start + RECORDS_AT_ONCE]
        with cycle.db.write():
            for record in batch:
                import_record(cycle, record, project_id)
        cycle.tally.pulled["hours"] += len(batch)


def _about_to_bill(cycle: Cycle) -> set[str]:
    """Projects with hours on an invoice that is to be sent: Clientary may have billed them meanwhile, or another
    computer, and a project does not have to show that. Not those that were looked at just before.
    """
    due = BillingLedger(cycle.db).projects_to_bill()
    return {pid for pid in due if not _was_just_looked_at(cycle, pid)}


def _was_just_looked_at(cycle: Cycle, pid: str) -> bool:
    looked_at = cycle.state.get(cycle.connection_id, f"{LOOKED_AT}{pid}")
    return isinstance(looked_at, int) and 0 <= cycle.now - looked_at <= JUST_S


def _wants_listing(cycle: Cycle, pid: str) -> bool:
    now = signature(cycle.projects[RemoteId(pid)])
    if cycle.full or now == NOTHING_TOLD:
        return True
    return cycle.state.get(cycle.connection_id, f"hours:{pid}") != now or bool(_unsettled_creates(cycle, pid))


def _listings(cycle: Cycle, wanted: list[str]) -> Iterator[tuple[str, Listing[RemoteHours]]]:
    """Listings in the order of `wanted`, read a few at a time and handed over one by one."""
    with ThreadPoolExecutor(READERS, thread_name_prefix="stint-read") as readers:
        for start in range(0, len(wanted), READERS):
            group = wanted[start : start + READERS]
            for pid, answer in zip(group, readers.map(lambda p: _read(cycle, p), group), strict=True):
                listing = _come(cycle, pid, answer)
                if listing is not None:
                    yield pid, listing
                    continue
                cycle.listings_failed = True
                cycle.hours_unread |= pid not in cycle.hours_refused


def _read(cycle: Cycle, pid: str) -> Listing[RemoteHours] | Rejected | BadReply | Offline:
    """On any thread: what came of asking for a project's hours."""
    project = cycle.projects.get(RemoteId(pid))
    try:
        return cycle.clientary.hours(RemoteId(pid), None if project is None else project.worked_hours)
    except (Rejected, BadReply, Offline) as error:
        return error


def _come(
    cycle: Cycle, pid: str, answer: Listing[RemoteHours] | Rejected | BadReply | Offline
) -> Listing[RemoteHours] | None:
    """The listing if there is one, else a note; hours that we may not see are no trouble. On the cycle's thread."""
    if isinstance(answer, Listing):
        return answer
    if isinstance(answer, Offline):
        cycle.bear_lost_read(answer)
    if answer.facts.get("status") == FORBIDDEN:
        cycle.hours_refused.add(pid)
    else:
        cycle.note(f"The hours of a project could not be read: {answer.detail}")
    return None


def _unsettled_creates(cycle: Cycle, pid: str) -> list[Operation]:
    return [
        operation
        for operation in cycle.outbox.in_state(CHECKING, kind=ENTRY)
        if operation.verb == "create" and sent_values(operation).project == pid
    ]


def sent_values(operation: Operation) -> Hours:
    """What a create or update under way carries."""
    return Hours(**json.loads(operation.sent or "{}"))


def _settle(cycle: Cycle, pid: str, unlinked: list[RemoteHours]) -> set[str]:
    """Adopt records for creates of unknown outcome; returns the adopted ids."""
    operations = _unsettled_creates(cycle, pid)
    if not operations:
        return set()
    known = {o.listing_id: cycle.kept_listings.ids(o.listing_id) for o in operations}
    creates = [Unsettled(o.id, sent_values(o), known[o.listing_id]) for o in operations]
    adopted = adopt(
        creates, unlinked, cycle.me, lossy=cycle.clientary.creates_hours_by_action(), keeps=keeps_of(cycle.facts)
    )
    for operation in operations:
        record = adopted.get(operation.id)
        if record is not None:
            confirm_create(cycle, operation, record, event="adopted")
    return {record.id for record in adopted.values()}


def _link_loose(cycle: Cycle, local_project: str, unlinked: list[RemoteHours]) -> set[str]:
    """After a copy or a restore: records that unsent entries already stand for are linked, not imported."""
    loose = loose_entries(cycle, local_project) if unlinked else []
    if not loose:
        return set()
    values = dict(loose)
    adopted = adopt(
        [Unsettled(key, sent, frozenset()) for key, sent in loose], unlinked, cycle.me, keeps=keeps_of(cycle.facts)
    )
    for entry_id, record in adopted.items():
        base = Base(values[entry_id], theirs_of(record))
        link = Link(ENTRY, record.id, entry_id, base.to_json(), snapshot_json(record.raw), record.project_id)
        cycle.links.save(link, cycle.now)
        cycle.tally.adopted += 1
    return {record.id for record in adopted.values()}


def import_record(cycle: Cycle, record: RemoteHours, project_id: ProjectId) -> EntryId:
    """A record that nobody here knows becomes an entry with a date and a duration, no clock times."""
    theirs = theirs_of(record)
    entry = Entry(
        id=EntryId(new_id()),
        title=record.title,
        date=record.date,
        timezone=cycle.zone,
        seconds=theirs.seconds,
        notes=record.description,
        project_id=project_id,
        person=cycle.person_of(record.user_id),
        billed_there=record.billed,
    )
    cycle.entries.save(entry)
    base = Base(theirs.as_hours(), theirs)
    cycle.links.save(
        Link(ENTRY, record.id, entry.id, base.to_json(), snapshot_json(record.raw), record.project_id), cycle.now
    )
    if record.mark is not None:
        HoursMarkRepository(cycle.db).seen(entry.id, record.mark, record.billed)
    note_billed_before(cycle, entry.id, record.id)
    return entry.id


def _look_again(cycle: Cycle, record: RemoteHours, link: Link) -> None:
    """A linked record: set it aside if its values changed; facts that only the server knows are taken at once."""
    snapshot = snapshot_json(record.raw)
    if snapshot == link.snapshot or link.leaving:
        return
    if changed_there(Base.from_json(link.base), theirs_of(record)):
        cycle.changed_hours.append(record)
        return
    take_server_facts(cycle, record, link)


def take_server_facts(cycle: Cycle, record: RemoteHours, link: Link, *, seen: bool = True) -> None:
    """What says that it is billed, and the snapshot; without `seen` the next listing looks at the record again."""
    marks = HoursMarkRepository(cycle.db)
    before = marks.get(link.local_id)
    cycle.tally.pulled["hours"] += marks.seen(link.local_id, record.mark, record.billed)
    if before.flag and record.billed is False and before.carried is None:  # until now it needed no mark
        marks.queue(link.local_id, cycle.now)
    snapshot = snapshot_json(record.raw) if seen else "{}"
    cycle.links.save(
        Link(ENTRY, record.id, link.local_id, link.base, snapshot, record.project_id, link.leaving), cycle.now
    )
