"""The open question of the deletions guard, with what each answer would do to which record."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.versions import FIELDS, Side, project_name
from app.storage.conflicts import ConflictRepository
from app.storage.database import Database
from app.storage.entries import EntryRepository, EntryRow
from app.storage.links import LinkRepository
from app.storage.outbox import ENTRY
from app.storage.synclog import record_titles

DELETIONS = "deletions"
"""The name of the question, the same that answers it."""
PREVIEWED = 100


@dataclass(frozen=True, slots=True)
class AtRisk:
    """One record that would vanish here, or whose `sides` would be overwritten. Entries have `date`, `seconds` and
    `project` (its name).
    """

    kind: str
    record_id: str
    title: str
    sides: tuple[Side, ...] = ()
    date: str = ""
    seconds: int | None = None
    project: str = ""

    @property
    def overwritten(self) -> bool:
        return bool(self.sides)


@dataclass(frozen=True, slots=True)
class MassChange:
    """Records that would vanish or be overwritten all at once; nothing of it was applied. `kinds` counts them by kind,
    `preview` has the first of them.
    """

    vanished: int
    overwritten: int
    kinds: tuple[tuple[str, int], ...]
    preview: tuple[AtRisk, ...]


def open_mass_change(db: Database) -> MassChange | None:
    """The question as it is open now, None while there is none."""
    question = ConflictRepository(db).questions().get(DELETIONS)
    if question is None:
        return None
    listed, kinds, changes = question.get("remote_ids"), question.get("kinds"), question.get("changes")
    keys = [str(one) for one in listed] if isinstance(listed, list) else []
    found = (_at_risk(db, key, changes if isinstance(changes, dict) else {}) for key in keys[:PREVIEWED])
    return MassChange(
        vanished=_count(question.get("vanished")),
        overwritten=_count(question.get("overwritten")),
        kinds=tuple((str(kind), _count(count)) for kind, count in kinds.items()) if isinstance(kinds, dict) else (),
        preview=tuple(one for one in found if one is not None),
    )


def _at_risk(db: Database, key: str, changes: dict[str, dict[str, object]]) -> AtRisk | None:
    """`key` is the remote id of hours, or `KIND:REMOTE_ID`."""
    kind, _, remote_id = key.rpartition(":")
    link = LinkRepository(db).of_remote(kind or ENTRY, remote_id)
    if link is None:
        return None
    if kind and kind != ENTRY:
        return AtRisk(kind, link.local_id, record_titles(db, [link.local_id]).get(link.local_id, ""))
    row = EntryRepository(db).row(link.local_id)
    if row is None:
        return None
    entry, sides = row.entry, _sides(db, row, changes.get(remote_id, {}))
    return AtRisk(ENTRY, entry.id, entry.title, sides, entry.date, entry.seconds, row.project_name or "")


def _sides(db: Database, row: EntryRow, take: dict[str, object]) -> tuple[Side, ...]:
    """What is here beside what would take its place."""
    here: dict[str, object] = {name: getattr(row.entry, name) for name in FIELDS if name != "project"}
    here["project"] = row.project_name or ""
    there = take | ({"project": project_name(db, str(take["project"]))} if "project" in take else {})
    return tuple(Side(name, here[name], there[name]) for name in FIELDS if name in there)


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
