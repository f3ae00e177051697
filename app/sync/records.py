"""How pulled records of plain kinds are kept here, and what becomes of those that are gone there."""

from __future__ import annotations

from app.domain.clients import Client, Person, Project, Task
from app.domain.expenses import Expense, ExpenseId
from app.domain.ids import ClientId, ProjectId, TaskId
from app.membrane.wire import RemoteClient, RemoteExpense, RemotePerson, RemoteProject, RemoteTask
from app.storage.clients import ClientRepository, PersonRepository
from app.storage.expenses import ExpenseRepository
from app.storage.projects import ProjectRepository, TaskRepository
from app.sync.cycle import Cycle


def local_of(cycle: Cycle, kind: str, remote_id: str | None) -> str | None:
    """The local id behind a remote one."""
    link = None if remote_id is None else cycle.links.of_remote(kind, remote_id)
    return None if link is None else link.local_id


def store_client(cycle: Cycle, record: RemoteClient, local_id: str) -> None:
    ClientRepository(cycle.db).save(
        Client(ClientId(local_id), record.name, record.number, record.currency, record.archived)
    )


def store_project(cycle: Cycle, record: RemoteProject, local_id: str) -> None:
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


def store_task(cycle: Cycle, record: RemoteTask, local_id: str) -> None:
    project_id = local_of(cycle, "project", record.project_id)
    TaskRepository(cycle.db).save(
        Task(TaskId(local_id), record.title, None if project_id is None else ProjectId(project_id), record.complete)
    )


def store_person(cycle: Cycle, record: RemotePerson, _local_id: str) -> None:
    PersonRepository(cycle.db).save(Person(record.id, record.name))


def store_expense(cycle: Cycle, record: RemoteExpense, local_id: str) -> None:
    client_id = local_of(cycle, "client", record.client_id)
    project_id = local_of(cycle, "project", record.project_id)
    ExpenseRepository(cycle.db).save(
        Expense(
            id=ExpenseId(local_id),
            amount=record.amount,
            description=record.description,
            date=record.date,
            client_id=None if client_id is None else ClientId(client_id),
            project_id=None if project_id is None else ProjectId(project_id),
            billed=record.invoice_id is not None,
        )
    )


def expense_gone(cycle: Cycle, local_id: str) -> None:
    ExpenseRepository(cycle.db).mark_gone(local_id, cycle.now)


def client_gone(cycle: Cycle, local_id: str) -> None:
    ClientRepository(cycle.db).mark_gone(local_id, cycle.now)


def project_gone(cycle: Cycle, local_id: str) -> None:
    ProjectRepository(cycle.db).mark_gone(local_id, cycle.now)
    cycle.projects_gone = True


def task_gone(cycle: Cycle, local_id: str) -> None:
    TaskRepository(cycle.db).mark_gone(local_id, cycle.now)
