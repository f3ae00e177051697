"""The sync log as people read it: one line for each operation, with every step that it took."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from app.storage.database import Database
from app.storage.synclog import SyncEvent, events_before, events_of, record_titles
from app.storage.synclog_search import Wanted, latest_steps

_PAGE_EVENTS = 200
_PAGE_FOUND, _SEARCHED_STEPS = 60, 2_000
"""So many are searched in 10 ms, however much the log holds."""

SyncState = Literal["all", "open", "refused", "done"]
_OPEN, _REFUSED = ("queued", "sent", "checking", "later"), ("refused",)
_WANTED = {
    "all": Wanted(),
    "open": Wanted(events=_OPEN),
    "refused": Wanted(events=_REFUSED),
    "done": Wanted(other_events=_OPEN + _REFUSED),
}


@dataclass(frozen=True, slots=True)
class SyncStep:
    """One thing that happened. `event`: queued | sent | confirmed | refused | checking | adopted | withdrawn | ..."""

    event: str
    at: int
    detail: str
    remote_id: str | None = None


@dataclass(frozen=True, slots=True)
class SyncOperation:
    """One operation from the person's act to Clientary's confirmation; instants are UTC epoch seconds.

    `key` tells lines apart: the operation's id, or a number for steps that belong to none (resolved, unlocked).
    `seq` is the number of its latest step, by which lines are ordered.
    """

    key: str
    seq: int
    kind: str
    record_id: str
    title: str
    remote_id: str | None
    steps: tuple[SyncStep, ...]

    @property
    def state(self) -> str:
        return self.steps[-1].event

    def at(self, event: str) -> int | None:
        """When that last happened; None if it did not."""
        return next((step.at for step in reversed(self.steps) if step.event == event), None)


@dataclass(frozen=True, slots=True)
class SyncPage:
    """Some lines, none perhaps, and where the next page begins (None: there are no more)."""

    operations: tuple[SyncOperation, ...]
    next_before: int | None


@dataclass(frozen=True, slots=True)
class SyncFilter:
    """Which operations. Each of `words` occurs in the record's name or in what was said about it, or is its id in
    Clientary; `state`: `open` is still to be settled.
    """

    words: tuple[str, ...] = ()
    state: SyncState = "all"


EVERYTHING = SyncFilter()


@dataclass(frozen=True, slots=True)
class SyncLog:
    """What happened to each operation, newest first. Reads only."""

    db: Database

    def page(self, before: int | None = None, wanted: SyncFilter = EVERYTHING) -> SyncPage:
        """Operations whose latest step is older than step number `before`, each with all of its steps."""
        if wanted != EVERYTHING:
            return self._found(before, wanted)
        events = events_before(self.db, before, _PAGE_EVENTS)
        latest: dict[str, SyncEvent] = {}
        for event in events:
            latest.setdefault(_key(event), event)
        titles = record_titles(self.db, {event.record_id for event in latest.values()})
        found = []
        for key, event in latest.items():
            steps = self._steps(event)
            if steps[-1].seq == event.seq:  # else a newer page has it
                found.append(_operation(key, steps, titles.get(event.record_id, "")))
        return SyncPage(tuple(found), events[-1].seq if len(events) == _PAGE_EVENTS else None)

    def _found(self, before: int | None, wanted: SyncFilter) -> SyncPage:
        asked = _WANTED[wanted.state]._replace(words=wanted.words)
        latest, rest = latest_steps(self.db, asked, before, _SEARCHED_STEPS, _PAGE_FOUND)
        titles = record_titles(self.db, {event.record_id for event in latest})
        found = (_operation(_key(event), self._steps(event), titles.get(event.record_id, "")) for event in latest)
        return SyncPage(tuple(found), rest)

    def _steps(self, event: SyncEvent) -> list[SyncEvent]:
        """All steps of the event's operation, oldest first; itself where it belongs to none."""
        if not event.operation_id:
            return [event]
        return events_of(self.db, event.kind, event.record_id, event.operation_id)


def _key(event: SyncEvent) -> str:
    return event.operation_id or str(event.seq)


def _operation(key: str, events: list[SyncEvent], title: str) -> SyncOperation:
    """`events` are oldest first."""
    latest = events[-1]
    return SyncOperation(
        key=key,
        seq=latest.seq,
        kind=latest.kind,
        record_id=latest.record_id,
        title=title,
        remote_id=_last(event.remote_id for event in events),
        steps=tuple(SyncStep(event.event, event.at, event.detail, event.remote_id) for event in events),
    )


def _last(values: Iterable[str | None]) -> str | None:
    found = [value for value in values if value is not None]
    return found[-1] if found else None
