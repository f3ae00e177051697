"""Applying what the pull found changed or missing, behind the guard (`README.md`, *Deletions*)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace

from app.domain.entries import Entry
from app.domain.ids import ProjectId, RemoteId
from app.membrane.wire import RemoteHours
from app.storage.conflicts import Conflict
from app.storage.history import HistoryRepository
from app.storage.ledger import BillingLedger
from app.storage.links import Link
from app.storage.outbox import DELETE, ENTRY
from app.storage.pending import queue_entry
from app.sync.caution import values_of
from app.sync.cycle import Cycle
from app.sync.guard import ACCEPTED, GUARD_RECORDS, KEPT, answers, ask, forget_question, too_many
from app.sync.hours import import_record, take_server_facts
from app.sync.merge import Base, Hours, Merged, accepted, is_stranger, merge, theirs_of


@dataclass(slots=True)
class Plan:
    """What a cycle would change here because it changed there."""

    changed: list[tuple[RemoteHours, Link]] = field(default_factory=list)
    overwrites: dict[str, dict[str, object]] = field(default_factory=dict)
    """By remote id, the values that would take the place of ours."""
    vanished: list[Link] = field(default_factory=list)
    strangers: list[tuple[RemoteHours, Link]] = field(default_factory=list)
    vanishing: list[str] = field(default_factory=list)
    """Remote ids whose entry would move to *Deleted*: alive here and without an unsent edit."""

    @property
    def losses(self) -> list[str]:
        """Remote ids of entries that would vanish or be overwritten."""
        return [*self.overwrites, *self.vanishing]


def apply_hours(cycle: Cycle) -> None:
    """Merge changed records, move vanished ones to *Deleted*, or leave one question open and apply nothing."""
    accepted_ids, kept_ids = answers(cycle, ACCEPTED), answers(cycle, KEPT)
    if cycle.full or cycle.projects_gone or accepted_ids or kept_ids or cycle.conflicts.questions():
        _look_for_orphans(cycle)
    plan = _plan(cycle)
    if too_many(cycle, [rid for rid in plan.losses if rid not in accepted_ids | kept_ids]):
        ask(cycle, plan.vanishing, plan.overwrites)
        return  # what was set aside stays so: its projects are listed again in the next cycle
    for record, known in plan.changed:
        with cycle.db.write():
            link = cycle.links.of_remote(ENTRY, record.id) or known  # a person may have decided a conflict meanwhile
            _merge_record(cycle, record, link, keep_ours=record.id in kept_ids and _is_ours(cycle, link))
    for link in plan.vanished:
        with cycle.db.write():
            _vanish(cycle, link, keep_ours=link.remote_id in kept_ids and _is_ours(cycle, link))
    for record, link in plan.strangers:
        with cycle.db.write():
            _vanish(cycle, link, keep_ours=link.remote_id in kept_ids and _is_ours(cycle, link))
            local = cycle.links.of_remote("project", record.project_id)
            if local is not None:
                import_record(cycle, record, ProjectId(local.local_id))
    cycle.changed_hours.clear()
    cycle.missing_hours.clear()
    forget_question(cycle)
    with cycle.db.write():
        for pid, seen in cycle.signatures.items():
            if pid not in cycle.open_projects:
                cycle.state.put(cycle.connection_id, f"hours:{pid}", seen, cycle.now)


def _is_ours(cycle: Cycle, link: Link) -> bool:
    """Whether the entry can be sent from here; of a colleague's the server is the truth, whatever was answered."""
    entry = cycle.entries.get(link.local_id)
    return entry is None or entry.person is None


def _look_for_orphans(cycle: Cycle) -> None:
    """A project that is gone there has no listing that could lack its hours."""
    if cycle.projects:
        cycle.missing_hours += [(rid, False) for rid in cycle.links.orphans(ENTRY, "project")]


def merge_now(cycle: Cycle, record: RemoteHours, link: Link) -> Merged | None:
    """Merge one record that was just read, before a write to it; None when it became a conflict about deletion."""
    return _merge_record(cycle, record, link)


def ours_of(cycle: Cycle, entry: Entry) -> Hours:
    """The entry as Clientary could hold it; project "" when Clientary has none for it."""
    return values_of(cycle.links, entry)


def deletion_conflict(cycle: Cycle, link: Link, *, ours: bool, theirs: dict[str, object]) -> None:
    """One side deleted what the other changed: a person decides. The pending operation goes, the intent stays."""
    fields: dict[str, dict[str, object]] = {"deleted": {"ours": ours, "theirs": not ours}}
    cycle.conflicts.save(Conflict(ENTRY, link.local_id, link.remote_id, fields, theirs, cycle.now))
    cycle.outbox.cancel_pending(ENTRY, link.local_id, cycle.now)


def _plan(cycle: Cycle) -> Plan:
    plan = Plan(vanished=_vanished(cycle))
    for record in cycle.changed_hours:
        link = cycle.links.of_remote(ENTRY, record.id)
        if link is None or link.leaving:
            continue
        if not _is_settled(cycle, link):
            continue
        base, theirs = Base.from_json(link.base), theirs_of(record)
        if stands_for_another(record, link):
            plan.strangers.append((record, link))
            continue
        plan.changed.append((record, link))
        entry = cycle.entries.get(link.local_id)
        alive = entry is not None and not cycle.entries.is_deleted(entry.id)
        take = merge(base, ours_of(cycle, entry), theirs).take if entry is not None and alive else {}
        if take:
            plan.overwrites[record.id] = take
    gone = plan.vanished + [link for _record, link in plan.strangers]
    plan.vanishing = [link.remote_id for link in gone if _would_vanish(cycle, link)]
    return plan


def _is_settled(cycle: Cycle, link: Link) -> bool:
    """What is under way is settled before anything is believed of the record; the next listing shows the rest."""
    if cycle.outbox.unsettled(ENTRY, link.local_id) is None:
        return True
    cycle.open_projects.add(link.parent_id or "")
    return False


def _would_vanish(cycle: Cycle, link: Link) -> bool:
    entry = cycle.entries.get(link.local_id)
    if entry is None or _wanted_gone(cycle, entry) or cycle.conflicts.get(ENTRY, entry.id) is not None:
        return False
    return _unchanged_here(cycle, entry, Base.from_json(link.base))


def _unchanged_here(cycle: Cycle, entry: Entry, base: Base) -> bool:
    """Whether nothing unsent is in the entry. That its project is gone there too is no edit of ours."""
    ours = ours_of(cycle, entry)
    return replace(ours, project=ours.project or base.ours.project) == base.ours


def _vanished(cycle: Cycle) -> list[Link]:
    """Links whose record is believed deleted; one that turned up in another project was moved."""
    links = [
        (link, vouched)
        for remote_id, vouched in dict(cycle.missing_hours).items()
        if remote_id not in cycle.seen_hours and (link := cycle.links.of_remote(ENTRY, remote_id)) is not None
    ]
    links = [(link, v) for link, v in links if not link.leaving and _is_settled(cycle, link)]
    answered = answers(cycle, ACCEPTED) | answers(cycle, KEPT)
    unasked = [link for link, _v in links if link.remote_id not in answered and _would_vanish(cycle, link)]
    if len(unasked) > GUARD_RECORDS * 2:
        return unasked  # the guard asks a person; no need to ask the server so often
    found: list[Link] = []
    for link, vouched in links:
        if vouched and not cycle.listings_failed:
            found.append(link)
            continue
        record = cycle.clientary.hours_entry(RemoteId(link.remote_id))
        if record is not None:
            cycle.changed_hours.append(record)
        elif cycle.gets_work():
            found.append(link)
    return found


def _merge_record(cycle: Cycle, record: RemoteHours, link: Link, *, keep_ours: bool = False) -> Merged | None:
    """Bring one changed record and its entry together, field by field."""
    entry = cycle.entries.get(link.local_id)
    base, theirs = Base.from_json(link.base), theirs_of(record)
    if entry is None:
        return None
    unknown_project = cycle.links.of_remote("project", theirs.project) is None
    if unknown_project:  # not pulled yet, or not ours to see: a later cycle moves the entry
        theirs = replace(theirs, project=base.theirs.project)
    if _wanted_gone(cycle, entry):
        deletion_conflict(cycle, link, ours=True, theirs=_conflict_values(record))
        return None
    ours = ours_of(cycle, entry)
    if keep_ours:
        base = accepted(base, theirs, frozenset(merge(base, ours, theirs).take))
    merged = merge(base, ours, theirs)
    if merged.take:
        taken = _taken(cycle, entry, merged.take)
        cycle.entries.save(taken)
        HistoryRepository(cycle.db).record("pull", entry, taken, cycle.now)
        cycle.tally.pulled["hours"] += 1
    take_server_facts(cycle, record, replace(link, base=merged.base.to_json()), seen=not unknown_project)
    if merged.conflicts:
        cycle.conflicts.save(
            Conflict(ENTRY, entry.id, record.id, _shown(cycle, merged.conflicts), _conflict_values(record), cycle.now)
        )
    else:
        cycle.conflicts.remove(ENTRY, entry.id)
    if keep_ours or (merged.take and merged.send):
        queue_entry(cycle.db, entry.id, cycle.now)
    return merged


def _wanted_gone(cycle: Cycle, entry: Entry) -> bool:
    """Whether our side wants the record deleted: the entry is deleted, or no longer in any project."""
    pending = any(o.action == DELETE for o in cycle.outbox.of_record(ENTRY, entry.id))
    conflict = cycle.conflicts.get(ENTRY, entry.id)
    deleted_here = conflict is not None and conflict.fields.get("deleted", {}).get("ours") is True
    taken_out = deleted_here and entry.project_id is None
    return pending or taken_out or cycle.entries.is_deleted(entry.id)


def _shown(cycle: Cycle, conflicts: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """Conflicting values as a person knows them: projects by name."""
    sides = conflicts.get("project")
    if sides is None:
        return conflicts
    names: dict[str, object] = {}
    for side, remote_id in sides.items():
        project = cycle.projects.get(RemoteId(str(remote_id)))
        names[side] = None if not remote_id else project.name if project is not None else remote_id
    return conflicts | {"project": names}


def _taken(cycle: Cycle, entry: Entry, take: dict[str, object]) -> Entry:
    """The entry with the server's values. Clock times are never overwritten: changed hours set the seconds."""
    if "project" in take:
        local = cycle.links.of_remote("project", str(take["project"]))
        if local is not None:
            entry = entry._replace(project_id=ProjectId(local.local_id), task_id=None)
    seconds = take.get("seconds", entry.seconds)
    return entry._replace(
        title=str(take.get("title", entry.title)),
        notes=str(take.get("notes", entry.notes)),
        date=str(take.get("date", entry.date)),
        seconds=seconds if isinstance(seconds, int) else entry.seconds,
    )


def _vanish(cycle: Cycle, link: Link, *, keep_ours: bool) -> None:
    """The record is gone there. An unsent edit of ours makes it a conflict; a live invoice keeps the entry here."""
    entry = cycle.entries.get(link.local_id)
    if entry is None or keep_ours or _wanted_gone(cycle, entry):
        cycle.links.remove(ENTRY, link.remote_id)
        cycle.outbox.cancel_pending(ENTRY, link.local_id, cycle.now)
        cycle.conflicts.remove(ENTRY, link.local_id)
        if keep_ours and entry is not None:
            queue_entry(cycle.db, entry.id, cycle.now)
        return
    edited = not _unchanged_here(cycle, entry, Base.from_json(link.base))
    if edited or cycle.conflicts.get(ENTRY, entry.id) is not None:
        deletion_conflict(cycle, link, ours=False, theirs={})
        return
    cycle.links.remove(ENTRY, link.remote_id)
    cycle.outbox.cancel_pending(ENTRY, entry.id, cycle.now)
    if BillingLedger(cycle.db).state_of(entry.id) in ("reserved", "billed"):
        cycle.entries.mark_missing_there(entry.id)
    else:
        cycle.entries.mark_deleted(entry.id, cycle.now, there=True)
        HistoryRepository(cycle.db).record("pull", entry, None, cycle.now)
    cycle.tally.pulled["hours"] += 1


def _conflict_values(record: RemoteHours) -> dict[str, object]:
    theirs = theirs_of(record)
    return {
        "title": theirs.title, "notes": theirs.notes, "date": theirs.date, "hours": str(theirs.hours),
        "project": theirs.project,
    }  # fmt: skip


def stands_for_another(record: RemoteHours, link: Link) -> bool:
    """Whether the id was given out again, for something else than what the link remembers."""
    created = json.loads(link.snapshot).get("created_at")
    created_then = created if isinstance(created, str) else None
    return is_stranger(Base.from_json(link.base), theirs_of(record), created_then, record.created_at)
