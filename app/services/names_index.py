"""Names of projects and tasks read and folded once, for a line that is looked up at every keystroke."""

from __future__ import annotations

from collections import defaultdict

from app.domain.clients import Task
from app.domain.ids import ProjectId, TaskId
from app.domain.names import fold
from app.services.catalog import Catalog
from app.storage.projects import ProjectRow, TaskRow


class NamesIndex:
    """The quick log's `Lookup`, as of when it was made. Of a name that fits several the catalog has to say so."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._rows = {row.project.id: row for row in catalog.projects(everything=True)}
        self._current = [row.project.id for row in catalog.projects()]
        self._stages = tuple(self._by_name(ids) for ids in (self._current, list(self._rows)))
        self._tasks: dict[TaskId, TaskRow] | None = None

    def row(self, project_id: ProjectId) -> ProjectRow | None:
        """The project with its client's name."""
        return self._rows.get(project_id)

    def project(self, name: str) -> ProjectId | None:
        """By id, `Project` or `Client/Project`, current ones first; None when unknown, raises `Ambiguous`."""
        if name in self._rows:
            return ProjectId(name)
        for stage in self._stages:
            found = stage.get(fold(name))
            if found is not None:
                return next(iter(found)) if len(found) == 1 else self._catalog.project(name)
        return None

    def task(self, project_id: ProjectId, name: str) -> TaskId | None:
        """A task of the project by id or title, None when unknown; raises `Ambiguous`."""
        return self._catalog.task(project_id, name) if self._has_tasks(project_id) else None

    def task_title(self, task_id: TaskId) -> str | None:
        row = self._all_tasks().get(task_id)
        return None if row is None else row.task.title

    def names_of(self, project_id: ProjectId) -> list[str]:
        """What the project may be called, the shortest first; each names it and nothing else."""
        row = self._rows.get(project_id)
        if row is None:
            return []
        names = [row.project.name, f"{row.client_name}/{row.project.name}"]
        return [name for name in names if self._stages[1].get(fold(name)) == {project_id}] + [str(project_id)]

    def current(self) -> list[ProjectRow]:
        """The projects that are worked on, by client and name."""
        return [self._rows[project_id] for project_id in self._current]

    def open_tasks(self, project_id: ProjectId) -> list[Task]:
        """What is left to do in a project, by title."""
        tasks = (row.task for row in self._all_tasks().values())
        return sorted(
            (task for task in tasks if task.project_id == project_id and not task.complete), key=lambda t: fold(t.title)
        )

    def _has_tasks(self, project_id: ProjectId) -> bool:
        return project_id in {row.task.project_id for row in self._all_tasks().values()}

    def _all_tasks(self) -> dict[TaskId, TaskRow]:
        if self._tasks is None:
            self._tasks = {row.task.id: row for row in self._catalog.tasks(everything=True)}
        return self._tasks

    def _by_name(self, ids: list[ProjectId]) -> dict[str, set[ProjectId]]:
        found: defaultdict[str, set[ProjectId]] = defaultdict(set)
        for project_id in ids:
            row = self._rows[project_id]
            found[fold(row.project.name)].add(project_id)
            if row.client_name:
                found[fold(f"{row.client_name}/{row.project.name}")].add(project_id)
        return dict(found)
