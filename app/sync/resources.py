"""The kinds that are pulled record by record. A new kind is one line in `RESOURCES`, with how it is fetched and stored.

Hours are not here: they are listed per project and merged field by field (`hours.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

from app.domain.clients import Client, Person, Project, Task
from app.domain.ids import ClientId, ProjectId, RemoteId, TaskId
from app.membrane.clientary import Clientary
from app.membrane.rest import Listing
from app.membrane.wire import RemoteClient, RemotePerson, RemoteProject, RemoteTask
from app.storage.clients import ClientRepository, PersonRepository
from app.storage.projects import ProjectRepository, TaskRepository
from app.sync.cycle import Cycle
from app.sync.invoices import has_hours, invoice_gone, settle_by_number, store_invoice

HOUR_S = 3600


class Remote(Protocol):
    """What every record from the server has."""

    @property
    def id(self) -> RemoteId: ...

    @property
    def raw(self) -> Any: ...


T = TypeVar("T", bound=Remote)


@dataclass(frozen=True, slots=True)
class Resource(Generic[T]):
    """How one kind comes in. `delta`: the server takes `updated_since`. `every_s`: not pulled more often than that,
    unless in full. `gone` is told of records that are believed deleted; `get` asks for one where nothing vouches;
    `precious`: records (by local id) of which only that get is believed, whatever vouches. `settle` looks for unsettled
    creates of ours before the rest is imported, and names the records that must not be.
    """

    kind: str
    fetch: Callable[[Clientary, str | None], Listing[T]]
    store: Callable[[Cycle, T, str], None]
    gone: Callable[[Cycle, str], None] | None = None
    get: Callable[[Clientary, RemoteId], T | None] | None = None
    precious: Callable[[Cycle, str], bool] = lambda _cycle, _local_id: False
    settle: Callable[[Cycle, Listing[T]], frozenset[str]] | None = None
    delta: bool = False
    every_s: int = 0


def local_of(cycle: Cycle, kind: str, remote_id: str | None) -> str | None:
    """The local id behind a remote one."""
    link = None if remote_id is None else cycle.links.of_remote(kind, remote_id)
    return None if link is None else link.local_id


def _store_client(cycle: Cycle, record: RemoteClient, local_id: str) -> None:
    ClientRepository(cycle.db).save(
        Client(ClientId(local_id), record.name, record.number, record.currency, record.archived)
    )


def _store_project(cycle: Cycle, record: RemoteProject, local_id: str) -> None:
    client_id = local_of(cycle, "client", record.client_id)
    ProjectRepository(cycle.db).save(
        Project(
            id=ProjectId(local_id),
            name=record.name,
            client_id=None if client_id is None else ClientId(client_id),
            number=record.number,
            rate=record.rate,
            kind=record.kind,
            currency=record.currency,
            status=record.status,
        )
    )


def _store_task(cycle: Cycle, record: RemoteTask, local_id: str) -> None:
    project_id = local_of(cycle, "project", record.project_id)
    TaskRepository(cycle.db).save(
        Task(TaskId(local_id), record.title, None if project_id is None else ProjectId(project_id), record.complete)
    )


def _store_person(cycle: Cycle, record: RemotePerson, _local_id: str) -> None:
    PersonRepository(cycle.db).save(Person(record.id, record.name))


def _client_gone(cycle: Cycle, local_id: str) -> None:
    ClientRepository(cycle.db).mark_gone(local_id, cycle.now)


def _project_gone(cycle: Cycle, local_id: str) -> None:
    ProjectRepository(cycle.db).mark_gone(local_id, cycle.now)
    cycle.projects_gone = True


def _task_gone(cycle: Cycle, local_id: str) -> None:
    TaskRepository(cycle.db).mark_gone(local_id, cycle.now)


PEOPLE = Resource("person", lambda gate, _since: gate.staff(), _store_person, every_s=HOUR_S)
CLIENTS = Resource(
    "client",
    lambda gate, since: gate.clients(since),
    _store_client,
    gone=_client_gone,
    get=lambda gate, id_: gate.client(id_),
    delta=True,
)
PROJECTS = Resource(
    "project",
    lambda gate, _since: gate.projects(),
    _store_project,
    gone=_project_gone,
    get=lambda gate, id_: gate.project(id_),
)
TASKS = Resource("task", lambda gate, _since: gate.tasks(), _store_task, gone=_task_gone, every_s=HOUR_S)
INVOICES = Resource(
    "invoice",
    lambda gate, since: gate.invoices(since),
    store_invoice,
    gone=invoice_gone,
    get=lambda gate, id_: gate.invoice(id_),
    precious=has_hours,
    settle=settle_by_number,
    delta=True,
)

RESOURCES: tuple[Resource[Any], ...] = (PEOPLE, CLIENTS, PROJECTS, TASKS, INVOICES)
"""In the order of dependence: a project names its client, a task its project."""
