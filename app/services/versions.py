"""Both versions of an entry that sync could not bring together, field by field."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from app.domain.entries import Entry
from app.storage.conflicts import Conflict
from app.storage.database import Database
from app.storage.entries import EntryRepository
from app.storage.links import LinkRepository
from app.storage.outbox import ENTRY
from app.storage.projects import ProjectRepository

FIELDS = ("title", "notes", "date", "seconds", "project")


@dataclass(frozen=True, slots=True)
class Side:
    """One field that both sides changed. `name`: title | notes | date | seconds | project | deleted; values as stored,
    projects by name.
    """

    name: str
    ours: object
    theirs: object


@dataclass(frozen=True, slots=True)
class Version:
    """An entry as one side has it. `project` by name, "" for none; instants are UTC epoch seconds in the zone
    `timezone`, and only our side has them; `hours` are decimal hours as Clientary wrote them, None on our side.
    """

    title: str
    notes: str
    date: str
    seconds: int
    project: str
    started_at: int | None = None
    ended_at: int | None = None
    timezone: str = ""
    hours: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Versions:
    """Both sides; None where a side no longer has it. `differing` names the fields (of `FIELDS`) that a person decides
    about: those changed on both sides, or after a deletion those that the other side changed.
    """

    ours: Version | None
    theirs: Version | None
    differing: frozenset[str]


def versions_of(db: Database, conflict: Conflict) -> Versions | None:
    """Both versions of an entry in conflict; None for another kind, or an entry that is gone for good."""
    entry = EntryRepository(db).get(conflict.record_id) if conflict.kind == ENTRY else None
    if entry is None:
        return None
    ours, theirs = _ours(db, entry), _theirs(db, conflict.theirs)
    deletion = conflict.fields.get("deleted")
    if deletion is None:
        return Versions(ours, theirs, frozenset(conflict.fields))
    kept, base = (theirs, "theirs") if deletion.get("ours") is True else (ours, "ours")
    changed = frozenset() if kept is None else _changed_since(db, conflict, kept, base)
    return Versions(None, theirs, changed) if deletion.get("ours") is True else Versions(ours, None, changed)


def remote_version(db: Database, values: dict[str, object]) -> Version:
    """Clientary's record from its stored values: `title`, `notes`, `date`, `hours` (decimal), `project` (its id)."""
    hours = _decimal(values.get("hours"))
    return Version(
        title=str(values.get("title") or ""),
        notes=str(values.get("notes") or ""),
        date=str(values.get("date") or ""),
        seconds=int((hours * 3600).to_integral_value()),
        project=project_name(db, str(values.get("project") or "")),
        hours=hours,
    )


def project_name(db: Database, remote_id: str) -> str:
    """What Clientary's project of that id is called here; the id itself where it is not known."""
    link = LinkRepository(db).of_remote("project", remote_id) if remote_id else None
    project = None if link is None else ProjectRepository(db).get(link.local_id)
    return remote_id if project is None else project.name


def _ours(db: Database, entry: Entry) -> Version:
    row = EntryRepository(db).row(entry.id)
    return Version(
        title=entry.title,
        notes=entry.notes,
        date=entry.date,
        seconds=entry.seconds,
        project="" if row is None else row.project_name or "",
        started_at=entry.started_at,
        ended_at=entry.ended_at,
        timezone=entry.timezone,
    )


def _theirs(db: Database, values: dict[str, object]) -> Version | None:
    return remote_version(db, values) if values else None


def _changed_since(db: Database, conflict: Conflict, kept: Version, side: str) -> frozenset[str]:
    """Fields in which the side that still has the entry differs from what both last agreed on."""
    link = LinkRepository(db).of_local(ENTRY, conflict.record_id)
    base = {} if link is None else json.loads(link.base)
    agreed = base.get(side)
    if not isinstance(agreed, dict):
        return frozenset()
    now = {"title": kept.title, "notes": kept.notes, "date": kept.date, "project": kept.project}
    then = {name: str(agreed.get(name) or "") for name in now}
    changed = {name for name in now if now[name] != (project_name(db, then[name]) if name == "project" else then[name])}
    worked = kept.seconds != agreed.get("seconds") if side == "ours" else kept.hours != _decimal(agreed.get("hours"))
    return frozenset(changed | ({"seconds"} if worked else set()))


def _decimal(value: object) -> Decimal:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)
    return found if found.is_finite() else Decimal(0)
