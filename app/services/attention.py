"""What sync could not settle by itself: conflicts, refused operations, and those of unknown outcome."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.clock import Clock
from app.errors import Refused
from app.storage.conflicts import Conflict, ConflictRepository
from app.storage.database import Database
from app.storage.entries import EntryRepository
from app.storage.links import LinkRepository
from app.storage.outbox import CHECKING, ENTRY, IN_FLIGHT, PARKED, Operation, Outbox
from app.storage.synclog import record_titles

_NAMED = 5
"""Entries that the question names, of however many."""

MatterState = Literal["conflict", "parked", "checking"]


@dataclass(frozen=True, slots=True)
class Side:
    """One field that both sides changed. `name`: title | notes | date | seconds | project | deleted; values as stored,
    projects by name.
    """

    name: str
    ours: object
    theirs: object


@dataclass(frozen=True, slots=True)
class Matter:
    """One record that waits for a person or for certainty.

    `id` tells matters apart. `kind` is entry or invoice; `verb` (create | update | delete) what was asked for, empty
    for a conflict; `message` the server's own words; `since` UTC epoch seconds; `deleted`: no list shows the record.
    """

    id: str
    state: MatterState
    kind: str
    record_id: str
    title: str
    since: int
    verb: str = ""
    message: str = ""
    sides: tuple[Side, ...] = ()
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class MassChange:
    """Entries that would vanish or be overwritten all at once; nothing of it was applied. `titles`: some of them."""

    vanished: int
    overwritten: int
    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AttentionService:
    """Lists what is open; conflicts are decided by `ConflictService`."""

    db: Database
    clock: Clock

    def matters(self, limit: int = 200) -> list[Matter]:
        """What needs a person first: conflicts, refusals, then what is being checked; at most `limit` of each, oldest
        first.
        """
        outbox = Outbox(self.db)
        conflicts = ConflictRepository(self.db).all()[:limit]
        parked, checking = outbox.in_state(PARKED)[:limit], outbox.in_state(CHECKING, IN_FLIGHT)[:limit]
        ids = {one.record_id for one in conflicts} | {one.record_id for one in (*parked, *checking)}
        titles = record_titles(self.db, ids) if ids else {}
        return [
            *(self._conflict(one, titles) for one in conflicts),
            *(self._operation(one, "parked", titles) for one in parked),
            *(self._operation(one, "checking", titles) for one in checking),
        ]

    def of_entry(self, entry_id: str) -> Matter | None:
        """The conflict or the refusal of one entry, None where it has neither (any more)."""
        conflict = ConflictRepository(self.db).get(ENTRY, entry_id)
        if conflict is not None:
            return self._conflict(conflict, record_titles(self.db, {entry_id}))
        refused = [one for one in Outbox(self.db).of_record(ENTRY, entry_id) if one.state == PARKED]
        return self._operation(refused[0], "parked", record_titles(self.db, {entry_id})) if refused else None

    def mass_change(self) -> MassChange | None:
        """The open question of the deletions guard, None while there is none."""
        question = ConflictRepository(self.db).questions().get("deletions")
        if question is None:
            return None
        listed, links = question.get("remote_ids"), LinkRepository(self.db)
        remote_ids = [str(one) for one in listed] if isinstance(listed, list) else []
        local = [link.local_id for one in remote_ids[:_NAMED] if (link := links.of_remote(ENTRY, one)) is not None]
        titles = record_titles(self.db, local)
        named = tuple(titles[one] for one in local if one in titles)
        return MassChange(_count(question, "vanished"), _count(question, "overwritten"), named)

    def retry(self, operation_id: str) -> None:
        """Queue one refused operation again; raises `Refused` when it no longer is one."""
        with self.db.write():
            outbox = Outbox(self.db)
            operation = outbox.get(operation_id)
            if operation is None or operation.state != PARKED:
                raise Refused("This change is no longer refused.")
            outbox.retry(operation, self.clock.now())

    def _conflict(self, conflict: Conflict, titles: dict[str, str]) -> Matter:
        return Matter(
            id=f"conflict {conflict.kind} {conflict.record_id}",
            state="conflict",
            kind=conflict.kind,
            record_id=conflict.record_id,
            title=titles.get(conflict.record_id, ""),
            since=conflict.opened_at,
            sides=tuple(Side(name, both.get("ours"), both.get("theirs")) for name, both in conflict.fields.items()),
            deleted=self._is_deleted(conflict.kind, conflict.record_id),
        )

    def _operation(self, operation: Operation, state: MatterState, titles: dict[str, str]) -> Matter:
        return Matter(
            id=operation.id,
            state=state,
            kind=operation.kind,
            record_id=operation.record_id,
            title=titles.get(operation.record_id, ""),
            since=operation.sent_at or operation.created_at,
            verb=operation.verb or ("update" if operation.action == "save" else "delete"),
            message=operation.message,
            deleted=self._is_deleted(operation.kind, operation.record_id),
        )

    def _is_deleted(self, kind: str, record_id: str) -> bool:
        return kind == ENTRY and EntryRepository(self.db).is_deleted(record_id)


def _count(question: dict[str, object], name: str) -> int:
    value = question.get(name)
    return value if isinstance(value, int) else 0
