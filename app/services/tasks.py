"""Use cases for tasks: adding one, and saying that it is done. Each commits at once, with what is to be sent."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.clock import Clock
from app.domain.clients import Task
from app.domain.ids import ProjectId, TaskId, new_id
from app.domain.money import shown
from app.domain.names import Candidate, match_name
from app.errors import NotFound, Refused
from app.services.clients import checked_name
from app.storage.database import Database
from app.storage.outbox import SAVE, Outbox
from app.storage.projects import ProjectRepository, TaskRepository, TaskRow

TASK = "task"


@dataclass(frozen=True, slots=True)
class TaskService:
    """Writes here and queues it for Clientary, both or neither."""

    db: Database
    clock: Clock

    def add(self, title: str, project_id: ProjectId | None = None) -> TaskRow:
        """A new task, usually of a project. Raises `UserInputError` for an empty title."""
        with self.db.write():
            if project_id is not None and ProjectRepository(self.db).is_gone(project_id):
                raise Refused("That project was deleted in Clientary; choose another one.")
            return self._save(Task(TaskId(new_id()), checked_name(title, TASK), project_id))

    def complete(self, task_id: str, *, done: bool = True) -> TaskRow:
        """The task is done, or open again; nothing is sent where it is so already."""
        with self.db.write():
            task = self.row(task_id).task
            if TaskRepository(self.db).is_gone(task_id):
                raise Refused(f"{shown(task.title)} was deleted in Clientary; it cannot be changed any more.")
            return self.row(task_id) if task.complete is done else self._save(replace(task, complete=done))

    def find(self, text: str) -> TaskRow:
        """The task of that id or title, open ones first; raises `NotFound` or `Ambiguous` with the candidates."""
        rows = TaskRepository(self.db).all()
        by_id = next((row for row in rows if row.task.id == text), None)
        if by_id is not None:
            return by_id
        open_ones = [row for row in rows if not row.task.complete]
        candidates = [Candidate(row.task.id, row.task.title, row.project_name) for row in open_ones or rows]
        return self.row(match_name(text, candidates, what=TASK))

    def row(self, task_id: str) -> TaskRow:
        """The task and where it stands; raises `NotFound`."""
        found = TaskRepository(self.db).row(task_id)
        if found is None:
            raise NotFound(f"There is no task {shown(task_id)}.", what=TASK, name=shown(task_id))
        return found

    def _save(self, task: Task) -> TaskRow:
        TaskRepository(self.db).save(task)
        Outbox(self.db).queue(TASK, task.id, SAVE, self.clock.now())
        return self.row(task.id)
