"""SQL for projects and tasks."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from decimal import Decimal

from app.domain.clients import PROJECT_COMPLETED, Project, Task
from app.domain.ids import ClientId, ProjectId, TaskId
from app.storage.changes import Changes
from app.storage.database import Database

_OPEN = f" where p.status is not {PROJECT_COMPLETED} and coalesce(c.archived, 0) = 0 and p.gone_at is null"


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project with its client's name and its id there, if it has one."""

    project: Project
    client_name: str | None
    client_currency: str | None
    remote_id: str | None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task with its project's name and its id there, if it has one."""

    task: Task
    project_name: str | None
    remote_id: str | None


@dataclass(frozen=True, slots=True)
class ProjectRepository:
    """Reads and writes of the project table; writes belong inside `db.write()`."""

    db: Database

    def all(self, *, closed: bool = True) -> list[ProjectRow]:
        """Every project by client and name; `closed=False` leaves out completed ones and those of archived clients."""
        rows = self.db.read(
            "select p.*, c.name as client_name, c.currency as client_currency, r.remote_id from project p"
            " left join client c on c.id = p.client_id"
            " left join remote_link r on r.kind = 'project' and r.local_id = p.id and r.state = 'linked'"
            f"{'' if closed else _OPEN}"
            " order by c.name collate nocase, p.name collate nocase, p.id"
        )
        return [ProjectRow(_project(row), row["client_name"], row["client_currency"], row["remote_id"]) for row in rows]

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
            "select t.*, p.name as project_name, r.remote_id from task t left join project p on p.id = t.project_id"
            " left join remote_link r on r.kind = 'task' and r.local_id = t.id and r.state = 'linked'"
            f"{'' if complete else ' where t.complete = 0 and t.gone_at is null'}"
            " order by p.name collate nocase, t.title collate nocase, t.id"
        )
        return [TaskRow(_task(row), row["project_name"], row["remote_id"]) for row in rows]

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
