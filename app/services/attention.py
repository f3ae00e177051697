"""What sync could not settle by itself: conflicts, refused operations, and those of unknown outcome."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.clock import Clock
from app.domain.refusals import Refusal
from app.errors import Refused
from app.services.mass_change import MassChange, open_mass_change
from app.services.versions import Side, Version, Versions, remote_version, versions_of
from app.storage.conflicts import Conflict, ConflictRepository
from app.storage.database import Database
from app.storage.entries import EntryRepository
from app.storage.links import LinkRepository
from app.storage.outbox import CHECKING, ENTRY, IN_FLIGHT, PARKED, Operation, Outbox
from app.storage.synclog import record_titles

SECONDS_PER_HOUR = 3600

MatterState = Literal["conflict", "parked", "checking"]


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is being looked for after an answer was lost. `sent_at`: UTC epoch seconds; `answered`: Membrane itself
    replied, so that nothing can still be under way; `sent`: the entry as it was sent, where it was to be created;
    `in_flight`: the answer may still come.
    """

    sent_at: int | None
    answered: bool
    in_flight: bool
    sent: Version | None = None


@dataclass(frozen=True, slots=True)
class Matter:
    """One record that waits for a person or for certainty.

    `id` tells matters apart. `kind` is entry or invoice; `verb` (create | update | delete) what was asked for, empty
    for a conflict; `message` the server's own words; `since` UTC epoch seconds; `deleted`: no list shows the record.
    `versions`: both of an entry in conflict. `linked`: Clientary has the record of an operation. `refusal`: of
    a parked one.
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
    versions: Versions | None = None
    lookup: Lookup | None = None
    deleted: bool = False
    linked: bool = False
    refusal: Refusal | None = None


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
        return open_mass_change(self.db)

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
            versions=versions_of(self.db, conflict),
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
            refusal=operation.refusal,
            lookup=self._lookup(operation) if state == "checking" else None,
            deleted=self._is_deleted(operation.kind, operation.record_id),
            linked=LinkRepository(self.db).of_local(operation.kind, operation.record_id) is not None,
        )

    def _lookup(self, operation: Operation) -> Lookup:
        sent = None
        if operation.kind == ENTRY and operation.verb == "create" and operation.sent:
            values = json.loads(operation.sent)
            hours = Decimal(values.get("seconds") or 0) / SECONDS_PER_HOUR
            sent = remote_version(self.db, values | {"hours": hours})
        return Lookup(operation.sent_at, operation.answered, operation.state == IN_FLIGHT, sent)

    def _is_deleted(self, kind: str, record_id: str) -> bool:
        return kind == ENTRY and EntryRepository(self.db).is_deleted(record_id)
