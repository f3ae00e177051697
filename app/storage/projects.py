"""SQL for projects and tasks."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from app.domain.clients import PROJECT_COMPLETED, Project, RecordSync, Task
from app.domain.ids import ClientId, ProjectId, TaskId
from app.storage.changes import Changes
from app.storage.database import Database
from app.storage.standing import standing_columns, standing_of

_PROJECT_ROW = (
    f"select p.*, c.name as client_name, c.currency as client_currency, {standing_columns('project', 'p')}"
    " from project p left join client c on c.id = p.client_id"
)
_TASK_ROW = (
    f"select t.*, p.name as project_name, {standing_columns('task', 't')}"
    " from task t left join project p on p.id = t.project_id"
)
_OPEN = f" where p.status is not {PROJECT_COMPLETED} and coalesce(c.archived, 0) = 0 and p.gone_at is null"


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project with its client's name, its id there, if it has one, and where it stands; `message`: why Clientary
    refused it.
    """

    project: Project
    client_name: str | None
    client_currency: str | None
    remote_id: str | None
    sync: RecordSync = RecordSync.SYNCED
    message: str | None = None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its project's name, its id there, if it has one, and where it stands; `message`: why Clientary
    refused it.
    """

    task: Task
    project_name: str | None
    remote_id: str | None
    sync: RecordSync = RecordSync.SYNCED
    message: str | None = None


@dataclass(frozen=True, slots=True)
class ProjectRepository:
    """Reads and writes of the project table; writes belong inside `db.write()`."""

    db: Database

    def all(self, *, closed: bool = True) -> list[ProjectRow]:
        """Every project by client and name; `closed=False` leaves out completed ones and those of archived clients."""
        rows = self.db.read(
            f"{_PROJECT_ROW}{'' if closed else _OPEN} order by c.name collate nocase, p.name collate nocase, p.id"
        )
        return [_project_row(row) for row in rows]

    def row(self, project_id: str) -> ProjectRow | None:
        row = self.db.one(f"{_PROJECT_ROW} where p.id = ?", project_id)
        return None if row is None else _project_row(row)

    def is_gone(self, project_id: str) -> bool:
        """Whether it was deleted in Clientary."""
        return self.db.one("select 1 from project where id = ? and gone_at is not null", project_id) is not None

    def get(self, project_id: str) -> Project | None:
        row = self.db.one("select * from project where id = ?", project_id)
        return None if row is None else _project(row)

    def save(self, project: Project) -> None:
        self.db.touch(Changes(projects=frozenset((project.id,))))
        self.db.run(
            "insert into project (id, client_id, name, number, rate, kind, currency, status)"
            " values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do update set client_id = excluded.client_id,"
            " name = excluded.name, number = excluded.number, rate = excluded.rate, kind = excluded.kind,"
            " currency = excluded.currency, status = excluded.status, gone_at = null",
            project.id, project.client_id, project.name, project.number,
            None if project.rate is None else str(project.rate), project.kind, project.currency, project.status,
        )  # fmt: skip

    def mark_gone(self, project_id: str, at: int) -> None:
        """It is no longer in Clientary; the row stays for what refers to it."""
        self.db.touch(Changes(projects=frozenset((project_id,))))
        self.db.run("update project set gone_at = ? where id = ?", at, project_id)


@dataclass(frozen=True, slots=True)
class TaskRepository:
    """Reads and writes of the task table; writes belong inside `db.write()`."""

    db: Database

    def all(self, *, complete: bool = True) -> list[TaskRow]:
        """Every task by project and title; `complete=False` leaves out finished ones."""
        rows = self.db.read(
            f"{_TASK_ROW}{'' if complete else ' where t.complete = 0 and t.gone_at is null'}"
            " order by p.name collate nocase, t.title collate nocase, t.id"
        )
        return [_task_row(row) for row in rows]

    def row(self, task_id: str) -> TaskRow | None:
        row = self.db.one(f"{_TASK_ROW} where t.id = ?", task_id)
        return None if row is None else _task_row(row)

    def is_gone(self, task_id: str) -> bool:
        """Whether it was deleted in Clientary."""
        return self.db.one("select 1 from task where id = ? and gone_at is not null", task_id) is not None

    def get(self, task_id: str) -> Task | None:
        row = self.db.one("select * from task where id = ?", task_id)
        return None if row is None else _task(row)

    def save(self, task: Task) -> None:
        self.db.touch(Changes(tasks=frozenset((task.id,))))
        self.db.run(
            "insert into task (id, project_id, title, complete) values (?, ?, ?, ?) on conflict (id) do update set"
            " project_id = excluded.project_id, title = excluded.title, complete = excluded.complete, gone_at = null",
            task.id, task.project_id, task.title, int(task.complete),
        )  # fmt: skip

    def mark_gone(self, task_id: str, at: int) -> None:
        """It is no longer in Clientary; the row stays for what refers to it."""
        self.db.touch(Changes(tasks=frozenset((task_id,))))
        self.db.run("update task set gone_at = ? where id = ?", at, task_id)


def _project_row(row: sqlite3.Row) -> ProjectRow:
    return ProjectRow(_project(row), row["client_name"], row["client_currency"], row["remote_id"], *standing_of(row))


def _task_row(row: sqlite3.Row) -> TaskRow:
    return TaskRow(_task(row), row["project_name"], row["remote_id"], *standing_of(row))


def _project(row: sqlite3.Row) -> Project:
    return Project(
        id=ProjectId(row["id"]),
        name=row["name"],
        client_id=None if row["client_id"] is None else ClientId(row["client_id"]),
        number=row["number"],
        rate=None if row["rate"] is None else Decimal(row["rate"]),
        kind=row["kind"],
        currency=row["currency"],
        status=row["status"],
    )


def _task(row: sqlite3.Row) -> Task:
    project_id = None if row["project_id"] is None else ProjectId(row["project_id"])
    return Task(TaskId(row["id"]), row["title"], project_id, bool(row["complete"]))
