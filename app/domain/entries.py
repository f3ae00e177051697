"""A time entry: a stretch of work, running or finished."""

from enum import StrEnum
from typing import NamedTuple

from app.domain.ids import EntryId, ProjectId, TaskId


class EntrySync(StrEnum):
    """Where an entry stands with the server. `LOCAL`: no project, running, or not to be sent."""

    LOCAL = "local"
    WAITING = "waiting"
    IN_FLIGHT = "in_flight"
    CHECKING = "checking"
    SYNCED = "synced"
    CONFLICT = "conflict"
    PARKED = "parked"


class Entry(NamedTuple):
    """Time worked, exact to the second.

    `started_at` and `ended_at` are UTC epoch seconds, both None for an entry that has only a date; a running entry
    has a start and no end. `seconds` is stored beside them because hours may be changed in Clientary without clock
    times. `date` (YYYY-MM-DD) is the local day of the start in `timezone` where it began; only the user moves it.
    `person` is Clientary's user id when the entry is known to be somebody else's, else None.
    """

    id: EntryId
    title: str
    date: str
    timezone: str
    seconds: int
    started_at: int | None = None
    ended_at: int | None = None
    notes: str = ""
    project_id: ProjectId | None = None
    task_id: TaskId | None = None
    tags: tuple[str, ...] = ()
    billable: bool = True
    person: str | None = None
    billed_there: bool | None = None

    @property
    def running(self) -> bool:
        return self.started_at is not None and self.ended_at is None

    def seconds_at(self, now: int) -> int:
        """Worked seconds, for a running entry as of `now`; a clock set back never makes it negative."""
        if self.running and self.started_at is not None:
            return max(0, now - self.started_at)
        return self.seconds


CHANGEABLE = (
    "title", "notes", "project_id", "task_id", "tags", "billable", "date", "timezone", "started_at", "ended_at",
    "seconds",
)  # fmt: skip
"""The fields that a person's act may change, and undo put back."""


def image(entry: Entry | None) -> dict[str, object] | None:
    """The fields of `CHANGEABLE` as JSON values; None for no entry."""
    if entry is None:
        return None
    return {name: getattr(entry, name) for name in CHANGEABLE} | {"tags": list(entry.tags)}
