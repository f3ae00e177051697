"""Confirmations: an operation's outcome is known, so row, link, ledger and log say so, in one transaction."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, replace

from app.membrane.wire import RemoteHours, snapshot_json
from app.storage.ledger import BillingLedger
from app.storage.links import Link
from app.storage.outbox import DROP, ENTRY, Operation
from app.storage.pending import queue_entry
from app.sync.adoption import same_text
from app.sync.cycle import ME, Cycle
from app.sync.learning import hours_off, learn_decimals, learn_title_length
from app.sync.marks import take_mark
from app.sync.merge import FIELDS, Base, Hours, accepted, agree, agreed_on, sent_hours, theirs_of

_TEXTS = ("title", "notes")

_BILLED_AND_DELETED = "was billed in Clientary before it was deleted there"
_BILLED_AND_MOVED = "was billed in Clientary before it was moved to another project"


def hours_json(hours: Hours) -> str:
    """What an operation carries, for settling it later."""
    return json.dumps(asdict(hours))


def confirm_create(
    cycle: Cycle, operation: Operation, record: RemoteHours, *, event: str = "confirmed", seen: bool = True
) -> None:
    """The record is ours: link it. An older link of the entry (it moved) leaves, and its record is to be dropped.
    Without `seen` only an answer named it.
    """
    sent = Hours(**json.loads(operation.sent or "{}"))
    base, again = _without_lost(cycle, "create-hours", agree(sent, theirs_of(record)), FIELDS)
    with cycle.db.write():
        stays = _keep_billed(cycle, operation.record_id, record)
        base, once_more = take_mark(cycle, "create-hours", operation.record_id, sent, record, base)
        older = cycle.links.of_local(ENTRY, operation.record_id)
        if older is not None:
            cycle.links.leave(ENTRY, older.remote_id)
            cycle.outbox.queue_drop(ENTRY, operation.record_id, older.remote_id, cycle.now)
        link = Link(ENTRY, record.id, operation.record_id, base.to_json(), snapshot_json(record.raw), record.project_id)
        cycle.links.save(replace(link, seen=seen), cycle.now)
        cycle.entries.found_there(operation.record_id)
        details = [text for text in (stays, _differences(cycle, sent, record, FIELDS)) if text]
        cycle.log(operation, event, remote_id=record.id, detail="; ".join(details))
        _end(cycle, operation, again=again, once_more=once_more)
        learn_me(cycle, record.user_id)
    if event == "adopted":
        cycle.tally.adopted += 1
    else:
        cycle.tally.pushed["created"] += 1
    cycle.written_projects.add(record.project_id)


def _end(cycle: Cycle, operation: Operation, *, again: bool, once_more: bool) -> None:
    """It is done, unless something of it has to be sent once more; of a colleague's entry that is only the mark."""
    if once_more:
        cycle.outbox.requeue(operation, cycle.now, "the mark on it was lost")
    else:
        cycle.outbox.finish(operation.id)
    if again:
        queue_entry(cycle.db, operation.record_id, cycle.now)


def _keep_billed(cycle: Cycle, entry_id: str, record: RemoteHours) -> str:
    """Hours whose earlier record was billed there stay billed by the ledger: the new record knows nothing of it, and
    they would be offered to be billed again. Returns what was done, "" for nothing. Inside the write, before the row
    takes over the new record's flag.
    """
    entry = cycle.entries.get(entry_id)
    if entry is None or entry.billed_there is not True or record.billed is True or record.mark is not None:
        return ""
    moved = cycle.links.of_local(ENTRY, entry_id) is not None
    ledger = BillingLedger(cycle.db)
    if ledger.state_of(entry_id) is not None:
        return ""
    ledger.mark_elsewhere(entry_id, _BILLED_AND_MOVED if moved else _BILLED_AND_DELETED, cycle.now)
    return "billed there before, stays billed here"


def confirm_update(
    cycle: Cycle, operation: Operation, names: tuple[str, ...], sent: Hours, record: RemoteHours
) -> None:
    """The record shows what we sent; the fields that were sent (`names`) are agreed."""
    with cycle.db.write():
        link = cycle.links.of_local(ENTRY, operation.record_id)
        theirs = theirs_of(record)
        # as it now is: a person may have decided a conflict meanwhile
        base = agree(sent, theirs) if link is None else Base.from_json(link.base)
        base = agreed_on(base, sent, theirs, frozenset(names))
        base, again = _without_lost(cycle, "update-hours", base, names)
        base, once_more = take_mark(cycle, "update-hours", operation.record_id, sent, record, base)
        snapshot = snapshot_json(record.raw)
        if base.theirs != theirs:  # something else changed between our read and our write: for the next pull
            snapshot = "{}"
            cycle.open_projects.add(record.project_id)
        cycle.links.save(
            Link(ENTRY, record.id, operation.record_id, base.to_json(), snapshot, record.project_id), cycle.now
        )
        cycle.log(operation, "confirmed", remote_id=record.id, detail=_differences(cycle, sent, record, names))
        _end(cycle, operation, again=again, once_more=once_more)
    cycle.tally.pushed["updated"] += 1
    cycle.written_projects.add(record.project_id)


def kept_nothing(cycle: Cycle, names: Iterable[str], sent: Hours, before: RemoteHours, after: RemoteHours) -> bool:
    """Whether every field that was sent is as it was before, and not what was sent either."""
    then, now = theirs_of(before), theirs_of(after)
    return all(
        now.hours == then.hours and abs(now.hours - sent_hours(sent.seconds)) > hours_off(cycle.facts)
        if name == "seconds"
        else getattr(now, name) == getattr(then, name) and not _begins(getattr(sent, name), getattr(now, name))
        for name in names
    )


def _begins(sent: str, kept: str) -> bool:
    """Whether what is kept is what was sent, or its beginning: some servers cut."""
    return same_text(sent, kept) or bool(kept.strip() and sent.strip().startswith(kept.strip()))


def confirm_delete(cycle: Cycle, operation: Operation, remote_id: str, detail: str = "") -> None:
    """The record is gone there: the link goes too."""
    with cycle.db.write():
        link = cycle.links.of_remote(ENTRY, remote_id)
        cycle.links.remove(ENTRY, remote_id)
        if operation.action != DROP:
            cycle.conflicts.remove(ENTRY, operation.record_id)
        cycle.outbox.finish(operation.id)
        cycle.log(operation, "confirmed", remote_id=remote_id, detail=detail or "deleted")
    cycle.tally.pushed["deleted"] += 1
    if link is not None and link.parent_id is not None:
        cycle.written_projects.add(link.parent_id)


def learn_me(cycle: Cycle, user_id: str | None, evidence: str = "user_id of the first hours created here") -> None:
    """Who we are there; entries that came in under that id are ours."""
    if user_id is not None and cycle.me is None:
        cycle.facts.put(ME, user_id, evidence)
        cycle.entries.claim(user_id)


def _differences(cycle: Cycle, sent: Hours, record: RemoteHours, names: tuple[str, ...]) -> str:
    """What the server keeps otherwise than it was sent: recorded, not fought."""
    theirs = theirs_of(record)
    different = [name for name in names if name != "seconds" and getattr(sent, name) != getattr(theirs, name)]
    wanted = sent_hours(sent.seconds)
    if "seconds" in names and record.hours != wanted:
        different.append("hours")
    if "seconds" in names:
        learn_decimals(cycle.facts, wanted, record.hours)
    if "title" in names:
        learn_title_length(cycle.facts, sent.title, theirs.title)
    return f"the server keeps {', '.join(different)} differently" if different else ""


def _without_lost(cycle: Cycle, key: str, base: Base, names: Iterable[str]) -> tuple[Base, bool]:
    """The agreement, and whether something of it has to be sent once more: a text of which the answer shows nothing was
    lost by the action that carried it, and the proxy may do better. Where no action is to blame it is only said."""
    lost = [name for name in _TEXTS if name in names and getattr(base.ours, name) and not getattr(base.theirs, name)]
    if not lost:
        return base, False
    if cycle.clientary.blame_action(key, ", ".join(lost)):
        return accepted(base, base.theirs, frozenset(lost)), True
    cycle.note(f"Clientary kept nothing of the {' and '.join(lost)} of an entry.")
    return base, False
