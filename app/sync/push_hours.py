"""Sending hours: a new entry, a change, a deletion, a move to another project."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from app.domain.hours_marks import with_mark
from app.domain.ids import RemoteId
from app.errors import OutcomeUnknown, Rejected
from app.membrane.rest import Echo
from app.membrane.wire import RemoteHours
from app.storage.hours_marks import HoursMarkRepository
from app.storage.links import Link
from app.storage.outbox import DELETE, DROP, ENTRY, Operation
from app.storage.pending import queue_entry
from app.sync.apply import deletion_conflict, merge_now, ours_of, stands_for_another
from app.sync.confirm import confirm_create, confirm_delete, confirm_update, hours_json, kept_nothing
from app.sync.cycle import Begin, Cycle, NotYet
from app.sync.hours import list_hours
from app.sync.merge import Base, Hours, Merged, changed_there, merge, sent_hours, theirs_of
from app.sync.push_records import require_parents

UNSEEN = (
    "Clientary does not let you see this project's hours, so Stint could not make sure that nothing is sent twice. "
    "Nothing was sent: ask for access and retry, or choose another project."
)
BILLED_MEANWHILE = (
    "These hours were billed in Clientary meanwhile, so the change was not sent. Retry to send it all the same."
)
OTHERS_MARK = (
    "Clientary says of these hours that invoice {other} bills them, so they were not marked with yours and may be "
    "billed twice. Look at both invoices; retry when that is settled."
)
FLAGGED = (
    "Clientary counts hours of invoice {number} as billed already, so they were not marked. If another invoice bills "
    "them there too, they are billed twice: look at it."
)
_FIELD_NAMES = {"title": "title", "notes": "description", "date": "date", "seconds": "hours"}


def push_hours(cycle: Cycle, operation: Operation, begin: Begin) -> None:
    """Send one waiting operation of an entry."""
    if operation.action == DROP:
        _drop(cycle, operation, begin)
    elif operation.action == DELETE:
        _delete(cycle, operation, begin)
    else:
        _save(cycle, operation, begin)


def _save(cycle: Cycle, operation: Operation, begin: Begin) -> None:
    entry = cycle.entries.get(operation.record_id)
    if entry is None or entry.running or entry.project_id is None or cycle.entries.is_deleted(entry.id):
        _decide_again(cycle, operation)
        return
    ours = ours_of(cycle, entry)
    require_parents(cycle, (("project", entry.project_id),))
    link = cycle.links.of_local(ENTRY, entry.id)
    if link is None:
        _create(cycle, operation, ours, begin)
    else:
        _update(cycle, operation, link, begin)


def _create(cycle: Cycle, operation: Operation, ours: Hours, begin: Begin) -> None:
    """A new record. The ids that are there already are stored first, from a complete listing of this cycle."""
    if ours.project not in cycle.listings and not list_hours(cycle, ours.project):
        if ours.project in cycle.hours_refused:
            cycle.open_projects.add(ours.project)  # so that the next cycle tries to list it again
            raise Rejected(UNSEEN, status=0, layer="stint")
        cycle.note("The hours of a project could not be listed in full, so nothing new was sent to it.")
        raise NotYet("the project's listing is not complete")
    with cycle.db.write():  # what is sent is what the row says at the instant in which the send is committed
        entry = cycle.entries.get(operation.record_id)
        if entry is None or ours_of(cycle, entry) != ours:
            raise NotYet("the entry changed meanwhile")
        ours = replace(ours_of(cycle, entry), remark=ours.mark is not None)
        if not begin(cycle, operation, "create", hours_json(ours), cycle.listings[ours.project]):
            return
        HoursMarkRepository(cycle.db).sending(entry.id, ours.mark)
    echo = cycle.clientary.create_hours(
        RemoteId(ours.project),
        hours=sent_hours(ours.seconds),
        title=ours.title,
        description=ours.description,
        date=ours.date,
    )
    record = _echoed(cycle, echo)
    known = cycle.kept_listings.ids(cycle.listings[ours.project])
    if record.id in known or cycle.links.of_remote(ENTRY, record.id) is not None:
        raise OutcomeUnknown("the answer names a record that was there before", answered=1)
    current = cycle.outbox.get(operation.id)
    if current is not None:
        confirm_create(cycle, current, record, seen=echo.record is None)


def _update(cycle: Cycle, operation: Operation, link: Link, begin: Begin) -> None:
    """Change a record: read it first, merge, send only what changed here. Another project means a new record."""
    link, record = _as_it_is(cycle, link)
    if record is None or stands_for_another(record, link):
        _gone_there(cycle, operation, link)
        return
    _check_unbilled(cycle, operation, record, marking=_only_marks(cycle, link))
    with cycle.db.write():
        if not cycle.outbox.still_asks(operation):
            return  # it was deleted here while the record was read
        link = (
            cycle.links.of_local(ENTRY, operation.record_id) or link
        )  # a person may have decided a conflict meanwhile
        merged = merge_now(cycle, record, link)
        entry = cycle.entries.get(operation.record_id)
        ours = None if merged is None or entry is None else _marked(ours_of(cycle, entry), record)
        nothing = merged is None or ours is None or not (merged.send or ours.remark)
        if nothing or merged is None or ours is None or (merged.conflicts and "project" in merged.send):
            cycle.outbox.cancel_pending(ENTRY, operation.record_id, cycle.now)
            return
        moved = "project" in merged.send
        begun = not moved and begin(cycle, operation, "update", hours_json(ours))
        if begun:
            HoursMarkRepository(cycle.db).sending(operation.record_id, ours.mark)
    if moved:
        _create(cycle, operation, ours, begin)
    elif begun:
        echo = cycle.clientary.update_hours(RemoteId(link.remote_id), _changes(ours, merged, record))
        _confirm_echo(cycle, operation, merged, ours, echo, record)


def _as_it_is(cycle: Cycle, link: Link, *, surely: bool = False) -> tuple[Link, RemoteHours | None]:
    """The record as it is now. Where the answer to its create may have named another id, its project is listed first,
    which links what was made. `surely`: raises `NotYet` where that list does not come whole, for it may still be there.
    """
    record = cycle.clientary.hours_entry(RemoteId(link.remote_id))
    if record is None and not link.seen and link.parent_id and cycle.gets_work():
        if not list_hours(cycle, link.parent_id) and surely:
            raise NotYet("the answer to its create may have named another id: a whole list shows it")
        now = cycle.links.of_local(ENTRY, link.local_id)
        if now is not None and now.remote_id != link.remote_id:
            return now, cycle.clientary.hours_entry(RemoteId(now.remote_id))
    return link, record


def _marked(ours: Hours, record: RemoteHours) -> Hours:
    """Ours, and whether the save changes the line that marks it as billed."""
    return replace(ours, remark=ours.mark != record.mark)


def _changes(ours: Hours, merged: Merged, record: RemoteHours) -> dict[str, str | Decimal]:
    """What is sent, by Clientary's names. Notes and mark are one text there: each keeps the other as it stands."""
    changes = {_FIELD_NAMES[name]: _wire_value(ours, name) for name in merged.send}
    if ours.remark and "notes" not in merged.send:
        changes["description"] = with_mark(record.description, ours.mark)
    return changes


def _confirm_echo(
    cycle: Cycle, operation: Operation, merged: Merged, ours: Hours, echo: Echo[RemoteHours], before: RemoteHours
) -> None:
    """`before` is the record as it was read before it was changed."""
    record = echo.record
    if record is None or record.id != before.id or _shows_nothing(cycle, merged, ours, before, record):
        record = cycle.read_back(lambda: cycle.clientary.hours_entry(before.id))
    if record is None:
        raise OutcomeUnknown("the changed record could not be read back", answered=1)
    if merged.send and kept_nothing(cycle, merged.send, ours, before, record):
        cycle.clientary.blame_action("update-hours", ", ".join(merged.send))  # if one did this, the proxy is next
        raise OutcomeUnknown("Clientary answered, but kept nothing of the change.", answered=1, status=0)
    confirm_update(cycle, operation, merged.send, ours, record)


def _shows_nothing(cycle: Cycle, merged: Merged, ours: Hours, before: RemoteHours, record: RemoteHours) -> bool:
    return record.mark != ours.mark or kept_nothing(cycle, merged.send, ours, before, record)


def _delete(cycle: Cycle, operation: Operation, begin: Begin) -> None:
    link = cycle.links.of_local(ENTRY, operation.record_id)
    if link is None:
        _decide_again(cycle, operation)
        return
    link, record = _as_it_is(cycle, link, surely=True)
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


def _drop(cycle: Cycle, operation: Operation, begin: Begin) -> None:
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


def _only_marks(cycle: Cycle, link: Link) -> bool:
    """Whether nothing that a person did to the entry is to be sent, but the line that marks it as billed."""
    entry, base = cycle.entries.get(link.local_id), Base.from_json(link.base)
    return entry is not None and not merge(base, ours_of(cycle, entry), base.theirs).send


def _check_unbilled(cycle: Cycle, operation: Operation, record: RemoteHours, *, marking: bool = False) -> None:
    """Hours that Clientary billed after the person acted are not changed, moved or deleted without another word. Where
    only a mark was to be put on (`marking`), Clientary's own flag does what it is for.
    """
    marks = HoursMarkRepository(cycle.db)
    if operation.action == DROP:  # what an entry left behind says nothing about the record that it has now
        foreign = record.mark if marks.is_strangers(operation.record_id, record.mark) else None
    else:
        with cycle.db.write():
            marks.seen(operation.record_id, record.mark, record.billed)
        mark = marks.get(operation.record_id)
        foreign = mark.foreign
        if marking and record.billed and foreign is None:
            if mark.wanted is not None and mark.carried is None:
                cycle.note(FLAGGED.format(number=mark.wanted))
            return
    if (record.billed or foreign is not None) and not operation.billed_known:
        words = OTHERS_MARK.format(other=foreign) if marking else BILLED_MEANWHILE
        raise Rejected(words, status=0, layer="stint")


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


def _gone_there(cycle: Cycle, operation: Operation, link: Link) -> None:
    """Edited here, deleted there; believed only while another get works."""
    if not cycle.gets_work():
        raise NotYet("a record was not found, but nothing else could be read either")
    with cycle.db.write():
        if cycle.outbox.still_asks(operation):
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
    match name:
        case "seconds":
            return sent_hours(ours.seconds)
        case "notes":
            return ours.description
        case _:
            return str(getattr(ours, name))
