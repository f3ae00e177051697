"""The history of one entry as a person reads it: what was done when, and which values changed to which."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.entries import CHANGEABLE
from app.errors import NotFound
from app.storage.database import Database
from app.storage.entries import EntryRepository
from app.storage.history import HistoryRepository, HistoryRow, Image
from app.storage.projects import ProjectRepository, TaskRepository

FieldValue = str | int | bool | tuple[str, ...] | None
_NAMED = {"project_id": "project", "task_id": "task"}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after. Projects and tasks by name; instants (`started_at`, `ended_at`) in epoch seconds,
    `seconds` as a duration, the rest as the entry holds it.
    """

    name: str
    before: FieldValue
    after: FieldValue


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One change. `act`: log, start, stop, pause, resume, edit, nudge, move, split, merge, duplicate, delete, restore,
    undo, redo, mend (an overlap or a gap), resolve (a conflict was decided), pull (it came from Clientary). `came`: the
    entry was not there before; `went`: it moved to *Deleted*. `reason`: why a billed entry was changed all the same.
    """

    at: int
    act: str
    came: bool
    went: bool
    fields: tuple[FieldChange, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class EntryHistory:
    """Reads histories; what changed them wrote them in the same transaction."""

    db: Database

    def of_entry(self, entry_id: str) -> list[HistoryStep]:
        """The changes of an entry, deleted or not, newest first; raises `NotFound`.

        What came from Clientary or was logged before histories were kept has only the changes since.
        """
        if EntryRepository(self.db).get(entry_id) is None:
            raise NotFound(f"There is no entry {entry_id}.", what="entry", name=entry_id)
        return [self._step(row) for row in HistoryRepository(self.db).of_entry(entry_id)]

    def _step(self, row: HistoryRow) -> HistoryStep:
        before, after = row.before, row.after
        fields = self._fields(before, after) if before is not None and after is not None else ()
        return HistoryStep(row.at, row.act, before is None, after is None, fields, row.reason)

    def _fields(self, before: Image, after: Image) -> tuple[FieldChange, ...]:
        changed = [name for name in CHANGEABLE if before.get(name) != after.get(name)]
        return tuple(
            FieldChange(_NAMED.get(name, name), self._value(name, before.get(name)), self._value(name, after.get(name)))
            for name in changed
        )

    def _value(self, name: str, value: object) -> FieldValue:
        if isinstance(value, list):
            return tuple(str(one) for one in value)
        if name == "project_id" and isinstance(value, str):
            project = ProjectRepository(self.db).get(value)
            return value if project is None else project.name
        if name == "task_id" and isinstance(value, str):
            task = TaskRepository(self.db).get(value)
            return value if task is None else task.title
        return value if isinstance(value, str | int | bool) else None
