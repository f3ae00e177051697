"""Clients, projects and tasks: lists, and finding one by the name that a person typed."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.ids import ClientId, ProjectId, TaskId
from app.domain.names import Candidate, find_name, match_name
from app.errors import UserInputError
from app.storage.clients import ClientRepository, ClientRow
from app.storage.database import Database
from app.storage.projects import ProjectRepository, ProjectRow, TaskRepository, TaskRow


@dataclass(frozen=True, slots=True)
class Catalog:
    """Reads what entries and invoices refer to. Also the quick log's `Lookup`."""

    db: Database

    def clients(self, *, everything: bool = False, search: str | None = None) -> list[ClientRow]:
        """Clients by name; `everything` includes archived ones."""
        rows = ClientRepository(self.db).all(archived=everything)
        return [row for row in rows if fits(search, row.client.name, row.client.number)]

    def projects(self, *, everything: bool = False, search: str | None = None) -> list[ProjectRow]:
        """Projects by client and name; `everything` includes completed ones."""
        rows = ProjectRepository(self.db).all(closed=everything)
        return [row for row in rows if fits(search, row.project.name, row.project.number, row.client_name)]

    def tasks(self, *, everything: bool = False, search: str | None = None) -> list[TaskRow]:
        """Tasks by project and title; `everything` includes finished ones."""
        rows = TaskRepository(self.db).all(complete=everything)
        return [row for row in rows if fits(search, row.task.title, row.project_name)]

    def client_named(self, name: str) -> ClientId:
        """By id or name; raises `NotFound` or `Ambiguous` with the candidates. Current clients come first."""
        current = [Candidate(row.client.id, row.client.name) for row in self.clients()]
        found = find_name(name, current, what="client")
        if found is not None:
            return found
        return match_name(
            name, [Candidate(r.client.id, r.client.name) for r in self.clients(everything=True)], what="client"
        )

    def project_named(self, name: str) -> ProjectId:
        """By id, `Project` or `Client/Project`; raises `NotFound` or `Ambiguous` with the candidates."""
        found = self.project(name)
        return found if found is not None else match_name(name, self._projects(everything=True), what="project")

    def task_named(self, project_id: ProjectId | None, name: str) -> TaskId:
        """A task of the project by id or title."""
        if project_id is None:
            raise UserInputError("A task belongs to a project; name the project too.", field="task")
        return match_name(name, self._tasks(project_id), what="task")

    def project(self, name: str) -> ProjectId | None:
        """By id, `Project` or `Client/Project`, current ones first; None when unknown, raises `Ambiguous`."""
        found = find_name(name, self._projects(everything=False), what="project")
        return found if found is not None else find_name(name, self._projects(everything=True), what="project")

    def task(self, project_id: ProjectId, name: str) -> TaskId | None:
        """A task of the project, None when unknown."""
        return find_name(name, self._tasks(project_id), what="task")

    def _projects(self, *, everything: bool) -> list[Candidate[ProjectId]]:
        return [Candidate(r.project.id, r.project.name, r.client_name) for r in self.projects(everything=everything)]

    def _tasks(self, project_id: ProjectId) -> list[Candidate[TaskId]]:
        rows = self.tasks(everything=True)
        return [Candidate(row.task.id, row.task.title) for row in rows if row.task.project_id == project_id]


def fits(search: str | None, *texts: str | None) -> bool:
    """Whether every searched word is in some of the texts; case and accents do not matter."""
    if not search:
        return True
    from app.domain.names import fold

    haystack = " ".join(fold(text) for text in texts if text)
    return all(word in haystack for word in fold(search).split())
