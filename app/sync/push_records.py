"""Sending clients, projects and the like, and finding out what became of what was sent."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from typing import Any

from app.domain.ids import RemoteId
from app.errors import OutcomeUnknown, Rejected
from app.membrane.exact_json import decode
from app.membrane.rest import Echo, Listing
from app.membrane.wire import snapshot_json
from app.storage.links import Link
from app.storage.outbox import CHECKING, PARKED, SAVE, WAITING, Operation
from app.sync.cycle import Begin, Cycle, NotYet
from app.sync.misnamed import is_nowhere, link_instead, unseen_beside
from app.sync.result import PULLED
from app.sync.writing import WRITINGS, Fields, Writing, may_stand_for, same, told, wire

log = logging.getLogger(__name__)

MayRepeat = Callable[[Cycle, Operation], bool]


def push_record(cycle: Cycle, operation: Operation, begin: Begin) -> None:
    """Send one waiting operation of a kind in `WRITINGS`."""
    writing = WRITINGS[operation.kind]
    ours = writing.ours(cycle.db, operation.record_id)
    if ours is None:
        _withdraw(cycle, operation)
        return
    require_parents(cycle, writing.parents(cycle.db, operation.record_id))
    link = cycle.links.of_local(writing.kind, operation.record_id)
    if link is None:
        _create(cycle, writing, operation, ours, begin)
    else:
        _update(cycle, writing, operation, link, begin)


def require_parents(cycle: Cycle, parents: tuple[tuple[str, str], ...]) -> None:
    """Raises `NotYet` while a record that must be there first is on its way, `Rejected` when it will not come."""
    for kind, local_id in parents:
        if cycle.links.of_local(kind, local_id) is not None:
            continue
        if cycle.outbox.of_record(kind, local_id):
            raise NotYet(f"its {kind} is not in Clientary yet")
        raise Rejected(f"Its {kind} is not in Clientary, so it was not sent.", status=0, layer="stint")


def awaits_parent(cycle: Cycle, operation: Operation) -> bool:
    """Whether what was sent names a record by an id that is nowhere: a list shows which one is meant."""
    writing = WRITINGS.get(operation.kind)
    for kind, local_id in () if writing is None else writing.parents(cycle.db, operation.record_id):
        link = cycle.links.of_local(kind, local_id)
        if link is not None and not link.seen:
            remote_id, parent = RemoteId(link.remote_id), WRITINGS[kind]
            if is_nowhere(cycle, lambda p=parent, r=remote_id: p.get(cycle.clientary, r)):  # type: ignore[misc]  # default binds
                return True
    return False


def settle_record(cycle: Cycle, operation: Operation, may_repeat: MayRepeat) -> None:
    """Find out what became of a create or an update of unknown outcome; what was not done is queued again."""
    writing = WRITINGS[operation.kind]
    if operation.verb == "create":
        listing = writing.listing(cycle.clientary, _sent_fields(operation))
        settle_by_listing(writing.kind, cycle, listing)
        current = cycle.outbox.get(operation.id)
        if current is not None and current.state == CHECKING and listing.complete:
            _repeat(cycle, current, may_repeat, "not found there")
        return
    link = cycle.links.of_local(writing.kind, operation.record_id)
    record = None if link is None else writing.get(cycle.clientary, RemoteId(link.remote_id))
    if record is not None and link is not None and _became(writing, record, _sent_fields(operation), link):
        _confirm(cycle, writing, operation, record)
    else:
        _repeat(cycle, operation, may_repeat, "the change is not there")


def settle_by_listing(kind: str, cycle: Cycle, listing: Listing[Any]) -> frozenset[str]:
    """Before a list is stored: adopt records for creates of unknown outcome.

    Returns the remote ids of records that must not be stored, because what was changed of them here is still to be
    sent, and is compared with them then.
    """
    writing, taken = WRITINGS[kind], set[str]()
    _link_misnamed(cycle, writing, listing)
    for operation in cycle.outbox.in_state(CHECKING, kind=kind):
        if operation.verb != "create":
            continue
        known, sent = cycle.kept_listings.ids(operation.listing_id), _sent_fields(operation)
        found = [
            record
            for record in listing.records
            if record.id not in known | taken
            and not cycle.links.knows(kind, record.id)
            and _may_be(writing, record, sent)
        ]
        if found:
            first = min(found, key=lambda record: (len(record.id), record.id))
            _confirm(cycle, writing, operation, first, event="adopted")
            taken.add(first.id)
    pending = {o.record_id for o in cycle.outbox.in_state(WAITING, CHECKING, PARKED, kind=kind)}
    links = (cycle.links.of_local(kind, record_id) for record_id in pending)
    return frozenset(link.remote_id for link in links if link is not None)


def _link_misnamed(cycle: Cycle, writing: Writing[Any], listing: Listing[Any]) -> None:
    """Link what is there in place of ids that answers to creates named and that are nowhere."""
    for link in unseen_beside(cycle, writing.kind, {record.id for record in listing.records}):
        agreed = _agreed(link) or _seen(writing, link)
        found = [
            record
            for record in listing.records
            if not cycle.links.knows(writing.kind, record.id) and _may_be(writing, record, told(agreed))
        ]
        if not found or not is_nowhere(cycle, lambda o=link: writing.get(cycle.clientary, RemoteId(o.remote_id))):  # type: ignore[misc]  # default binds
            continue
        newest = max(found, key=lambda record: (len(record.id), record.id))
        with cycle.db.write():
            link_instead(cycle, link, newest.id)
            if cycle.outbox.of_record(writing.kind, link.local_id):
                _see(cycle, writing, newest, link.local_id, agreed)
            else:
                _keep(cycle, writing, newest, link.local_id)


def _create(cycle: Cycle, writing: Writing[Any], operation: Operation, ours: Fields, begin: Begin) -> None:
    """A new record. The ids that are there already are stored with the send, from a complete listing made before."""
    if writing.is_gone(cycle.db, operation.record_id):
        raise Rejected("It was deleted in Clientary, so the change was not sent.", status=0, layer="stint")
    listing = writing.listing(cycle.clientary, ours)
    if not listing.complete:
        cycle.note(f"The list of {PULLED[writing.kind]} came incomplete, so nothing new was added to it.")
        raise NotYet("the list is not complete")
    known = {record.id for record in listing.records}
    create = writing.prepare(cycle.clientary, wire(told(ours)))
    with cycle.db.write():
        if writing.ours(cycle.db, operation.record_id) != ours:
            raise NotYet("the record changed meanwhile")
        listing_id = cycle.kept_listings.keep(writing.kind, "", known, cycle.now)
        if not begin(cycle, operation, "create", json.dumps(told(ours)), listing_id):
            return
    echo = _answer(cycle, operation, create)
    if echo is None:
        return
    record = _echoed(cycle, writing, echo)
    if record.id in known or cycle.links.knows(writing.kind, record.id):
        raise OutcomeUnknown("the answer names a record that was there before", answered=1)
    current = cycle.outbox.get(operation.id)
    if current is not None:
        _confirm(cycle, writing, current, record, seen=echo.record is None)


def _update(cycle: Cycle, writing: Writing[Any], operation: Operation, link: Link, begin: Begin) -> None:
    """Change a record: read it first, compare three sides, send only what changed here."""
    record = writing.get(cycle.clientary, RemoteId(link.remote_id))
    if record is None:
        if not cycle.gets_work():
            raise NotYet("a record was not found, but nothing else could be read either")
        raise Rejected("It was deleted in Clientary, so the change was not sent.", status=0, layer="stint")
    seen, there = _seen(writing, link), writing.theirs(record)
    agreed = _agreed(link) or seen
    with cycle.db.write():
        ours = writing.ours(cycle.db, operation.record_id) or agreed
        changed = [name for name in ours if not same(name, ours[name], agreed.get(name, ""))]
        send = {name: ours[name] for name in changed if not same(name, ours[name], there.get(name, ""))}
        clash = [name for name in send if not same(name, seen.get(name, ""), there.get(name, ""))]
        if clash:
            _see(cycle, writing, record, operation.record_id, agreed)
        elif not send:
            cycle.outbox.cancel_pending(writing.kind, operation.record_id, cycle.now)
            _keep(cycle, writing, record, operation.record_id)
        begun = bool(send) and not clash and begin(cycle, operation, "update", json.dumps(send))
    if clash:
        raise Rejected(_both_changed(clash, there), status=0, layer="stint")
    if not begun:
        return
    echo = writing.update(cycle.clientary, RemoteId(link.remote_id), wire(send))
    shown = echo.record
    if shown is None or shown.id != record.id or not _shows(writing, shown, send):
        shown = cycle.read_back(lambda: writing.get(cycle.clientary, RemoteId(link.remote_id)))
    if shown is None:
        raise OutcomeUnknown("the changed record could not be read back", answered=1)
    if all(same(name, there.get(name, ""), writing.theirs(shown).get(name, "")) for name in send):
        raise Rejected("Clientary answered, but kept nothing of the change.", status=0, layer="clientary")
    current = cycle.outbox.get(operation.id)
    if current is not None:
        _confirm(cycle, writing, current, shown)


def _answer(cycle: Cycle, operation: Operation, create: Callable[[], Echo[Any]]) -> Echo[Any] | None:
    """The answer to a create; None where the action was gone, and the operation waits for another attempt."""
    try:
        return create()
    except Rejected as error:
        if error.facts.get("key") != "not_found" or cycle.sends[operation.id] > 1:
            raise
    with cycle.db.write():
        current = cycle.outbox.get(operation.id)
        if current is not None:
            cycle.outbox.requeue(current, cycle.now, "the action was not found")
    return None


def _echoed(cycle: Cycle, writing: Writing[Any], echo: Echo[Any]) -> Any:
    """The new record, read back where the answer holds only its id."""
    remote_id = echo.id
    record = echo.record
    if record is None and remote_id is not None:
        record = cycle.read_back(lambda: writing.get(cycle.clientary, remote_id))
    if record is None:
        raise OutcomeUnknown("the answer does not name the new record", answered=1)
    return record


def _confirm(
    cycle: Cycle,
    writing: Writing[Any],
    operation: Operation,
    record: Any,
    *,
    event: str = "confirmed",
    seen: bool = True,
) -> None:
    """It is there: link it and keep it as the server does, unless it was changed here meanwhile.

    What an action lost of a new record on its way is sent once more, by the proxy.
    """
    sent, there = _sent_fields(operation), writing.theirs(record)
    other = [name for name in sent if not same(name, sent[name], there.get(name, ""))]
    lost = [name for name in other if not there.get(name)]
    created = operation.verb == "create"
    again = bool(lost) and created and _blames_action(cycle, writing, lost)
    with cycle.db.write():
        link = cycle.links.of_remote(writing.kind, record.id)
        agreed = {} if link is None else _agreed(link) or _seen(writing, link)
        agreed |= {name: "" if again and name in lost else value for name, value in sent.items()}
        cycle.outbox.finish(operation.id)
        if again:
            cycle.outbox.queue(writing.kind, operation.record_id, SAVE, cycle.now)
        if cycle.outbox.of_record(writing.kind, operation.record_id):
            _see(cycle, writing, record, operation.record_id, agreed, seen=seen)
        else:
            _keep(cycle, writing, record, operation.record_id, seen=seen)
        detail = f"the server keeps {', '.join(other)} differently" if other else ""
        cycle.log(operation, event, remote_id=record.id, detail=detail)
    if event == "adopted":
        cycle.tally.adopted += 1
    else:
        cycle.tally.pushed["created" if created else "updated"] += 1
    if writing.kind == "project":
        cycle.projects[record.id] = record


def _blames_action(cycle: Cycle, writing: Writing[Any], lost: list[str]) -> bool:
    return writing.action is not None and cycle.clientary.blame_action(writing.action, ", ".join(lost))


def _keep(cycle: Cycle, writing: Writing[Any], record: Any, record_id: str, *, seen: bool = True) -> None:
    """Row and link as the server has it now: both sides agree on that."""
    writing.store(cycle, record, record_id)
    cycle.links.save(Link(writing.kind, record.id, record_id, "{}", snapshot_json(record.raw), seen=seen), cycle.now)


def _see(
    cycle: Cycle, writing: Writing[Any], record: Any, record_id: str, agreed: Fields, *, seen: bool = True
) -> None:
    """The server's side as it is now, beside a row that holds something still to be sent; `agreed` in our terms."""
    base = json.dumps({"ours": agreed})
    cycle.links.save(Link(writing.kind, record.id, record_id, base, snapshot_json(record.raw), seen=seen), cycle.now)


def _agreed(link: Link) -> Fields:
    """What both sides last agreed on in our terms, where that is not simply what the server had."""
    ours = json.loads(link.base).get("ours", {})
    return {str(name): str(value) for name, value in ours.items()}


def _seen(writing: Writing[Any], link: Link) -> Fields:
    """The server's side as it last came."""
    value = decode(link.snapshot)
    return writing.theirs(writing.read(value)) if isinstance(value, dict) and value else {}


def _shows(writing: Writing[Any], record: Any, sent: Fields) -> bool:
    there = writing.theirs(record)
    return all(same(name, value, there.get(name, "")) for name, value in sent.items())


def _became(writing: Writing[Any], record: Any, sent: Fields, link: Link) -> bool:
    """Whether the record shows what was sent, or became since it last came what this server may keep of that."""
    seen, there = _seen(writing, link), writing.theirs(record)
    return all(
        same(name, value, kept := there.get(name, ""))
        or (kept != seen.get(name, "") and may_stand_for(name, value, kept))
        for name, value in sent.items()
    )


def _may_be(writing: Writing[Any], record: Any, sent: Fields) -> bool:
    """Whether an unlinked record can be the one that we sent. What it lacks, an action may have lost on the way; to
    send it again would double the record."""
    there = writing.theirs(record)
    lossy = {name for name in sent if not there.get(name)} - {writing.name, "client_id", "project_id"}
    return all(name in lossy or may_stand_for(name, value, there.get(name, "")) for name, value in sent.items())


def _both_changed(names: list[str], there: Fields) -> str:
    values = ", ".join(f"{name.removesuffix('_code').removesuffix('_id')} {there.get(name)!r}" for name in names)
    return f"It was changed in Clientary too ({values} there), so yours was not sent. Edit it, or retry to send yours."


def _sent_fields(operation: Operation) -> Fields:
    value = json.loads(operation.sent or "{}")
    return {str(name): str(text) for name, text in value.items()}


def _withdraw(cycle: Cycle, operation: Operation) -> None:
    with cycle.db.write():
        cycle.outbox.cancel_pending(operation.kind, operation.record_id, cycle.now)


def _repeat(cycle: Cycle, operation: Operation, may_repeat: MayRepeat, why: str) -> None:
    """Send it again where the first request can no longer arrive; answered twice with words, it was refused."""
    with cycle.db.write():
        if may_repeat(cycle, operation):
            cycle.outbox.requeue(operation, cycle.now, why)
        elif operation.answered and operation.message:
            cycle.outbox.set_state(operation.id, PARKED, operation.message)
            cycle.log(operation, "refused", detail=operation.message)
