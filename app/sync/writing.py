"""The kinds beside entries and invoices that are created and changed from here: one `Writing` in `WRITINGS` each.

Both sides of a record are compared as `Fields`: Clientary's own names for what may be written, each value as plain
text ("" for nothing and for no, numbers without trailing zeros), so that `90`, `90.0` and `"90.00"` are the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Generic, TypeVar

from app.domain.ids import RemoteId
from app.membrane.clientary import Clientary
from app.membrane.records import read_client, read_expense, read_project, read_task
from app.membrane.rest import Echo, Listing
from app.membrane.wire import RemoteClient, RemoteExpense, RemoteProject, RemoteTask
from app.storage.clients import ClientRepository
from app.storage.database import Database
from app.storage.expenses import ExpenseRepository
from app.storage.links import LinkRepository
from app.storage.projects import ProjectRepository, TaskRepository
from app.sync.adoption import may_be, same_text
from app.sync.cycle import Cycle
from app.sync.records import store_client, store_expense, store_project, store_task

T = TypeVar("T")

Fields = dict[str, str]
Parent = tuple[str, str]
"""Kind and local id of a record that has to be in Clientary first."""

_NUMBERS = frozenset({"rate", "amount"})
_FLAGS = frozenset({"complete"})


@dataclass(frozen=True, slots=True)
class Writing(Generic[T]):
    """How one kind is sent. `ours`: the row as it would be sent, None where there is nothing to send; `theirs`: the
    same fields of a record; `name`: the field by which people know it. `listing` is everything among which a record
    with those fields would be; `prepare` looks up what a create needs and returns the one request; `action` is the
    need that an action may serve.
    """

    kind: str
    name: str
    ours: Callable[[Database, str], Fields | None]
    parents: Callable[[Database, str], tuple[Parent, ...]]
    is_gone: Callable[[Database, str], bool]
    theirs: Callable[[T], Fields]
    read: Callable[[Mapping[str, object]], T]
    listing: Callable[[Clientary, Fields], Listing[T]]
    get: Callable[[Clientary, RemoteId], T | None]
    prepare: Callable[[Clientary, Mapping[str, object]], Callable[[], Echo[T]]]
    update: Callable[[Clientary, RemoteId, Mapping[str, object]], Echo[T]]
    store: Callable[[Cycle, T, str], None]
    action: str | None = None


def wire(fields: Fields) -> dict[str, object]:
    """The fields as a request carries them."""
    return {name: _wire(name, value) for name, value in fields.items()}


def told(fields: Fields) -> Fields:
    """Without what is empty: a new record says nothing about it."""
    return {name: value for name, value in fields.items() if value}


def same(name: str, ours: str, theirs: str) -> bool:
    """Whether both values of a field are the same; of a longer text the server may have kept the beginning only."""
    return ours == theirs or (name not in _NUMBERS and same_text(ours, theirs))


def may_stand_for(name: str, sent: str, kept: str) -> bool:
    """Whether a record that nobody here knows can hold the value that was sent (`adoption.may_be`)."""
    return sent == kept or (name not in _NUMBERS and may_be(sent, kept))


def number_text(number: Decimal | None) -> str:
    """A number without trailing zeros or exponent."""
    return "" if number is None else f"{number.normalize() + 0:f}"


def remote_of(db: Database, kind: str, local_id: str | None) -> str:
    """The remote id of a record, "" where there is none."""
    link = None if local_id is None else LinkRepository(db).of_local(kind, local_id)
    return "" if link is None else link.remote_id


def _wire(name: str, value: str) -> object:
    if name in _FLAGS:
        return bool(value)
    if not value:
        return None
    return Decimal(value) if name in _NUMBERS else value


def _our_client(db: Database, client_id: str) -> Fields | None:
    client = ClientRepository(db).get(client_id)
    return None if client is None else {"name": client.name, "number": client.number or ""}


def _their_client(record: RemoteClient) -> Fields:
    return {"name": record.name, "number": record.number or ""}


def _our_project(db: Database, project_id: str) -> Fields | None:
    project = ProjectRepository(db).get(project_id)
    if project is None:
        return None
    return {
        "name": project.name,
        "rate": number_text(project.rate),
        "client_id": remote_of(db, "client", project.client_id),
        "currency_code": project.currency or "",
        "number": project.number or "",
    }


def _their_project(record: RemoteProject) -> Fields:
    return {
        "name": record.name,
        "rate": number_text(record.rate),
        "client_id": record.client_id or "",
        "currency_code": record.currency or "",
        "number": record.number or "",
    }


def _client_of_project(db: Database, project_id: str) -> tuple[Parent, ...]:
    project = ProjectRepository(db).get(project_id)
    return () if project is None or project.client_id is None else (("client", project.client_id),)


def _our_task(db: Database, task_id: str) -> Fields | None:
    task = TaskRepository(db).get(task_id)
    if task is None:
        return None
    project = remote_of(db, "project", task.project_id)
    return {"title": task.title, "project_id": project, "complete": "yes" if task.complete else ""}


def _their_task(record: RemoteTask) -> Fields:
    done = "yes" if record.complete else ""
    return {"title": record.title, "project_id": record.project_id or "", "complete": done}


def _project_of_task(db: Database, task_id: str) -> tuple[Parent, ...]:
    task = TaskRepository(db).get(task_id)
    return () if task is None or task.project_id is None else (("project", task.project_id),)


def _our_expense(db: Database, expense_id: str) -> Fields | None:
    expense = ExpenseRepository(db).get(expense_id)
    if expense is None:
        return None
    return {
        "amount": number_text(expense.amount),
        "description": expense.description,
        "incurred_on": expense.date or "",
        "client_id": remote_of(db, "client", expense.client_id),
        "project_id": remote_of(db, "project", expense.project_id),
    }


def _their_expense(record: RemoteExpense) -> Fields:
    return {
        "amount": number_text(record.amount),
        "description": record.description,
        "incurred_on": record.date or "",
        "client_id": record.client_id or "",
        "project_id": record.project_id or "",
    }


def _places_of_expense(db: Database, expense_id: str) -> tuple[Parent, ...]:
    expense = ExpenseRepository(db).get(expense_id)
    if expense is None:
        return ()
    places = ("client", expense.client_id), ("project", expense.project_id)
    return tuple((kind, local_id) for kind, local_id in places if local_id is not None)


def _expenses_around(gate: Clientary, sent: Fields) -> Listing[RemoteExpense]:
    """Those of the day and its neighbours: a range of days may or may not include its ends."""
    day = date.fromisoformat(sent["incurred_on"])
    return gate.expenses((day - timedelta(days=1)).isoformat(), (day + timedelta(days=1)).isoformat())


def _is_gone(repository: Callable[[Database], Any]) -> Callable[[Database, str], bool]:
    def gone(db: Database, record_id: str) -> bool:
        return bool(repository(db).is_gone(record_id))

    return gone


CLIENT = Writing(
    kind="client",
    name="name",
    ours=_our_client,
    parents=lambda _db, _id: (),
    is_gone=_is_gone(ClientRepository),
    theirs=_their_client,
    read=read_client,
    listing=lambda gate, _sent: gate.clients(),
    get=lambda gate, id_: gate.client(id_),
    prepare=lambda gate, fields: gate.prepare_client(fields),
    update=lambda gate, id_, changes: gate.update_client(id_, changes),
    store=store_client,
    action="create-client",
)
PROJECT = Writing(
    kind="project",
    name="name",
    ours=_our_project,
    parents=_client_of_project,
    is_gone=_is_gone(ProjectRepository),
    theirs=_their_project,
    read=read_project,
    listing=lambda gate, _sent: gate.projects(),
    get=lambda gate, id_: gate.project(id_),
    prepare=lambda gate, fields: gate.prepare_project(fields),
    update=lambda gate, id_, changes: gate.update_project(id_, changes),
    store=store_project,
    action="create-project",
)

TASK = Writing(
    kind="task",
    name="title",
    ours=_our_task,
    parents=_project_of_task,
    is_gone=_is_gone(TaskRepository),
    theirs=_their_task,
    read=read_task,
    listing=lambda gate, _sent: gate.tasks(),
    get=lambda gate, id_: gate.task(id_),
    prepare=lambda gate, fields: lambda: gate.create_task(fields),
    update=lambda gate, id_, changes: gate.update_task(id_, changes),
    store=store_task,
)

EXPENSE = Writing(
    kind="expense",
    name="amount",
    ours=_our_expense,
    parents=_places_of_expense,
    is_gone=_is_gone(ExpenseRepository),
    theirs=_their_expense,
    read=read_expense,
    listing=_expenses_around,
    get=lambda gate, id_: gate.expense(id_),
    prepare=lambda gate, fields: lambda: gate.create_expense(fields),
    update=lambda gate, id_, changes: gate.update_expense(id_, changes),
    store=store_expense,
)

WRITINGS: dict[str, Writing[Any]] = {one.kind: one for one in (CLIENT, PROJECT, TASK, EXPENSE)}
"""In the order in which they are sent: a project names its client, a task its project."""
