"""Clients, projects, tasks and people, as Clientary knows them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum

from app.domain.ids import ClientId, ProjectId, TaskId


class ProjectKind(IntEnum):
    """Clientary's `project_type` (Clientary reference 5.3)."""

    HOURLY = 0
    UNASSIGNED = 1
    FIXED = 2


class RecordSync(StrEnum):
    """Where a record stands with Clientary; `LOCAL`: nothing of it is to be sent."""

    LOCAL = "local"
    WAITING = "waiting"
    IN_FLIGHT = "in_flight"
    CHECKING = "checking"
    SYNCED = "synced"
    PARKED = "parked"


PROJECT_ACTIVE, PROJECT_COMPLETED, PROJECT_BILLABLE = 1, 2, 4
"""Clientary's project `status`; the values look like bits, so others are kept as they came."""


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody the work is done for."""

    id: ClientId
    name: str
    number: str | None = None
    currency: str | None = None
    archived: bool = False


@dataclass(frozen=True, slots=True)
class Project:
    """Work for a client. `rate` is in major units of `currency`: per hour, or the whole amount of a fixed project."""

    id: ProjectId
    name: str
    client_id: ClientId | None = None
    number: str | None = None
    rate: Decimal | None = None
    kind: int | None = None
    currency: str | None = None
    status: int | None = PROJECT_ACTIVE

    @property
    def closed(self) -> bool:
        return self.status == PROJECT_COMPLETED

    @property
    def fixed(self) -> bool:
        return self.kind == ProjectKind.FIXED


@dataclass(frozen=True, slots=True)
class Task:
    """A to-do, usually of a project."""

    id: TaskId
    title: str
    project_id: ProjectId | None = None
    complete: bool = False


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff; `remote_id` is Clientary's user id."""

    remote_id: str
    name: str
