"""Pull: what is there now, kind by kind, and which linked records are believed deleted."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from app.domain.ids import RemoteId, new_id
from app.errors import BadReply, NotConnected, Offline, Rejected
from app.membrane.rest import Listing
from app.membrane.wire import RemotePerson, RemoteProject, snapshot_json
from app.storage.links import Link
from app.storage.syncstate import HERE
from app.sync import guard
from app.sync.confirm import learn_me
from app.sync.cycle import RECORDS_AT_ONCE, Cycle
from app.sync.progress import RECORDS
from app.sync.resources import PEOPLE, PROJECTS, RESOURCES, Resource
from app.sync.result import PULLED

log = logging.getLogger(__name__)

_SAFE = "What you recorded is kept, and the next sync asks again."

FULL_EVERY_S = 24 * 3600
FULL_AGAIN_S = 3600
"""After a full pass in which something could not be read: it may stay so for days."""
FORBIDDEN, NOT_FOUND = 403, 404


def pull_records(cycle: Cycle) -> None:
    """Every kind that is due. A list that fails or is refused blocks only itself; offline and 401 end the cycle."""
    guard.take_answers(cycle)
    cycle.report(RECORDS, 0, len(RESOURCES))
    projects = _attempt(cycle, PROJECTS, lambda: PROJECTS.fetch(cycle.clientary, None))
    cycle.listings_failed = cycle.projects_unread = projects is None
    people = _attempt(cycle, PEOPLE, lambda: PEOPLE.fetch(cycle.clientary, None)) if _due(cycle, PEOPLE) else None
    check_same_account(cycle, projects, people)  # before anything is applied
    if people is not None:
        _apply(cycle, PEOPLE, people, cycle.now, complete=True)
        know_me(cycle, people)
    if projects is not None:
        cycle.projects = {record.id: record for record in projects.records}
    needed = [resource for resource in RESOURCES if not resource.optional]
    for number, resource in enumerate(needed):
        cycle.report(RECORDS, number, len(needed))
        if resource is PROJECTS and projects is not None:
            _apply(cycle, PROJECTS, projects, cycle.now, complete=True)
        elif resource not in (PEOPLE, PROJECTS) and _due(cycle, resource):
            _pull(cycle, resource)


def pull_optional(cycle: Cycle) -> None:
    """The lists that nothing else needs and that are due, once everything else is done: what is slow or broken about
    them keeps nothing from being sent.
    """
    for resource in RESOURCES:
        if not resource.optional or not _due(cycle, resource):
            continue
        try:
            _pull(cycle, resource)
        except Offline as error:
            if not error.facts.get("sent"):
                raise
            cycle.note(f"Not every list could be read: {error.detail}")
            return


def _pull(cycle: Cycle, resource: Resource[Any]) -> None:
    whole = cycle.full or not resource.delta or guard.was_answered(cycle, resource.kind)
    since = None if whole else _since(cycle, resource)
    began = cycle.now
    listing = _attempt(cycle, resource, partial(resource.fetch, cycle.clientary, since))
    if listing is not None:
        _apply(cycle, resource, listing, began, complete=since is None)


def _attempt(cycle: Cycle, resource: Resource[Any], fetch: Callable[[], Listing[Any]]) -> Listing[Any] | None:
    """The listing, or None with a note when it was refused or unreadable; a known 403 is no error."""
    what = PULLED[resource.kind]
    try:
        return fetch()
    except Rejected as error:
        status = error.facts.get("status")
        if status != FORBIDDEN and not (resource.optional and status == NOT_FOUND):
            cycle.note(f"The list of {what} was refused: {error.detail}")
    except BadReply as error:
        cycle.note(f"The list of {what} could not be read: {error.detail.rstrip('.')}. {_SAFE}")
    except Offline as error:
        cycle.bear_lost_read(error)
        cycle.note(f"The list of {what} was cut off: {error.detail.rstrip('.')}. {_SAFE}")
    if resource.optional:
        cycle.state.put(cycle.connection_id, f"pulled:{resource.kind}", cycle.now, cycle.now)
    return None


def full_pass_due(cycle: Cycle) -> bool:
    """Whether the slow pass over everything is due."""
    last, tried = (cycle.state.get(cycle.connection_id, name) for name in ("last_full", "full_tried"))
    if isinstance(tried, int) and 0 <= cycle.now - tried < FULL_AGAIN_S:
        return False
    return not isinstance(last, int) or not 0 <= cycle.now - last < FULL_EVERY_S


def _due(cycle: Cycle, resource: Resource[Any]) -> bool:
    if cycle.full or resource.every_s == 0 or guard.was_answered(cycle, resource.kind):
        return True
    last = cycle.state.get(cycle.connection_id, f"pulled:{resource.kind}")
    return not isinstance(last, int) or not 0 <= cycle.now - last < resource.every_s


def _apply(cycle: Cycle, resource: Resource[Any], listing: Listing[Any], began: int, *, complete: bool) -> None:
    withheld = frozenset[str]() if resource.settle is None else resource.settle(cycle, listing)
    changed = store_records(cycle, resource, listing, withheld)
    if complete:
        _find_gone(cycle, resource, listing)
    cycle.state.put(cycle.connection_id, f"pulled:{resource.kind}", began, began)
    cycle.tally.pulled[resource.kind] += changed
    log.info("pulled %d %ss, %d new or changed", len(listing.records), resource.kind, changed)


def _since(cycle: Cycle, resource: Resource[Any]) -> str | None:
    """The day before the last pull: whether the server means "since" inclusively, and in which zone, is unknown."""
    last = cycle.state.get(cycle.connection_id, f"pulled:{resource.kind}")
    if not isinstance(last, int):
        return None
    return (datetime.fromtimestamp(min(last, cycle.now), UTC) - timedelta(days=1)).date().isoformat()


def store_records(
    cycle: Cycle, resource: Resource[Any], listing: Listing[Any], withheld: frozenset[str] = frozenset()
) -> int:
    """Save new and changed records with their links, but none that is withheld; returns how many.

    In short transactions: each record stands for itself, and what a person does meanwhile waits for one of them.
    """
    known = cycle.links.all(resource.kind)
    fresh: list[tuple[Any, str]] = []
    for record in listing.records:
        snapshot = snapshot_json(record.raw)
        link = known.get(record.id)
        if record.id not in withheld and (link is None or link.snapshot != snapshot):
            fresh.append((record, snapshot))
    for start in range(0, len(fresh), RECORDS_AT_ONCE):
        with cycle.db.write():
            for record, snapshot in fresh[start : start + RECORDS_AT_ONCE]:
                _store(cycle, resource, record, snapshot, known.get(record.id))
    return len(fresh)


def _store(cycle: Cycle, resource: Resource[Any], record: Any, snapshot: str, link: Link | None) -> None:
    local_id = new_id() if link is None else link.local_id
    resource.store(cycle, record, local_id)
    base = "{}" if link is None else link.base
    cycle.links.save(Link(resource.kind, record.id, local_id, base, snapshot), cycle.now)


def know_me(cycle: Cycle, people: Listing[RemotePerson]) -> None:
    """A staff of one is the person whose program this is."""
    if len(people.records) == 1 and cycle.me is None:
        with cycle.db.write():
            learn_me(cycle, people.records[0].id, "the only member of staff")


def _find_gone(cycle: Cycle, resource: Resource[Any], listing: Listing[Any]) -> None:
    """Linked records that a whole listing lacks. Where no count vouches for it, each is asked by its own get."""
    if resource.gone is None or not listing.complete:
        return
    present = {record.id for record in listing.records}
    missing = [link for rid, link in cycle.links.all(resource.kind).items() if rid not in present and not link.leaving]
    vouched = listing.total_count is not None and listing.total_count == len(present) > 0
    for link in _believed_gone(cycle, resource, missing, vouched=vouched):
        with cycle.db.write():
            resource.gone(cycle, link.local_id)
            cycle.links.remove(resource.kind, link.remote_id)
        cycle.tally.pulled[resource.kind] += 1


def _believed_gone(cycle: Cycle, resource: Resource[Any], missing: list[Link], *, vouched: bool) -> list[Link]:
    """Those of the missing records that are gone. Very many at once are a question first, as with hours."""
    accepted, kept = guard.record_answers(cycle, resource.kind, {link.remote_id for link in missing})
    missing = [link for link in missing if link.remote_id not in kept]
    gone, unasked = missing, [link.remote_id for link in missing if link.remote_id not in accepted]
    if len(unasked) <= guard.GUARD_RECORDS * 2:  # more: a person is asked; no need to ask the server so often
        gone = [link for link in missing if _is_gone(cycle, resource, link, vouched=vouched)]
        unasked = [link.remote_id for link in gone if link.remote_id not in accepted]
    if guard.too_many(cycle, unasked, resource.kind):
        guard.ask_about_records(cycle, resource.kind, unasked)
        return []
    guard.forget_records(cycle, resource.kind)
    return gone


def _is_gone(cycle: Cycle, resource: Resource[Any], link: Link, *, vouched: bool) -> bool:
    if vouched and not resource.precious(cycle, link.local_id):
        return True
    return _confirmed_gone(cycle, resource, RemoteId(link.remote_id))


def _confirmed_gone(cycle: Cycle, resource: Resource[Any], remote_id: RemoteId) -> bool:
    return resource.get is not None and resource.get(cycle.clientary, remote_id) is None and cycle.gets_work()


def check_same_account(
    cycle: Cycle, projects: Listing[RemoteProject] | None, people: Listing[RemotePerson] | None
) -> None:
    """Stop before anything is applied if nothing that we know is there, neither projects nor staff.

    An empty list of projects proves nothing by itself; then the staff tells, asked for where it was not due.
    """
    known = {rid for rid, link in cycle.links.all("project").items() if link.seen and not link.leaving}
    if not known and not cycle.links.count("person"):
        return
    if projects is not None and any(record.id in known for record in projects.records):
        return
    strange = bool(known) and projects is not None and projects.complete and bool(projects.records)
    if strange or not _staff_is_known(cycle, people, ask=bool(known)):
        log.warning("nothing of what is known here is in the account behind this connection")
        raise NotConnected(
            "This connection leads to another Clientary account than the one this data belongs to. "
            "Nothing was read or sent. Use another data folder for the other account (--data-dir).",
            reason="another_account",
        )


def _staff_is_known(cycle: Cycle, people: Listing[RemotePerson] | None, *, ask: bool) -> bool:
    """Whether one of the staff is known here; also where that cannot be told."""
    known = set(cycle.links.all("person"))
    if known and people is None and ask:
        people = _attempt(cycle, PEOPLE, lambda: PEOPLE.fetch(cycle.clientary, None))
    if not known or people is None or not people.records:
        return True
    return any(record.id in known for record in people.records)


def remember_full_pass(cycle: Cycle, *, whole: bool) -> None:
    """Note that everything was looked at; not `whole`: that was tried, and something could not be read."""
    if not whole:
        cycle.state.put(cycle.connection_id, "full_tried", cycle.now, cycle.now)
        return
    cycle.state.put(cycle.connection_id, "last_full", cycle.now, cycle.now)
    cycle.state.put(HERE, "last_full", cycle.now, cycle.now)
