"""Projects and tasks offered while their name is being typed in the quick log, and the line once one is taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from app.domain.ids import ProjectId, TaskId
from app.domain.names import fold
from app.domain.quicklog import QuickLog
from app.domain.ranking import begin_words_of, frecency
from app.errors import UserInputError
from app.services.names_index import NamesIndex
from app.storage.projects import ProjectRow
from app.storage.titles import TitleRow

SHORTEST = 2
"""Letters from which names are offered."""
_SHORTEST_SLIP = 4
"""Shorter than that everything resembles everything."""
_MOST_WORDS = 4


@dataclass(frozen=True, slots=True)
class NameOffer:
    """A project, or with `task_id` a task of it. `name` is what it is called, `place` whose it is, and `typed` the part
    of the line's title that it is meant to replace.
    """

    project_id: ProjectId
    name: str
    place: str
    typed: str
    task_id: TaskId | None = None
    task_title: str = ""


class NameOffers:
    """As of when the quick log was opened: `recent` are the newest titles, which tell what is worked on."""

    def __init__(self, names: NamesIndex, recent: Iterable[TitleRow], today: str) -> None:
        self._names = names
        days: defaultdict[ProjectId, list[str]] = defaultdict(list)
        for past in recent:
            if past.project_id is not None:
                days[past.project_id].append(past.date)
        self._often = {project_id: frecency(of_it, today) for project_id, of_it in days.items()}
        self._folded = [
            (row, fold(f"{row.client_name or ''} {row.project.name}"), fold(row.project.name))
            for row in names.current()
        ]

    def offers(self, typed: QuickLog, limit: int) -> list[NameOffer]:
        """What the first words of the title may be meant as; none once the line has a project."""
        if typed.project_id is not None:
            return []
        part = typed.title.partition(":")[0]
        owner, slash, rest = part.rpartition("/")
        if slash and (tasks := self._tasks(part, owner, fold(rest).split(), limit)):
            return tasks
        words = fold(part.replace("/", " ")).split()
        if sum(map(len, words)) < SHORTEST or len(words) > _MOST_WORDS:
            return []
        return [self._offer(row, part) for row in self._projects(words, limit)]

    def _projects(self, words: list[str], limit: int) -> list[ProjectRow]:
        from app.services.likeness import ALIKE, likeness, rank

        typed = " ".join(words)
        fitting = [(row, name) for row, whole, name in self._folded if begin_words_of(words, whole)]
        if not fitting and len(typed) >= _SHORTEST_SLIP:
            fitting = [(row, name) for row, _, name in self._folded if likeness(typed, name) >= ALIKE]
        ranked = sorted(fitting, key=lambda found: rank(typed, found[1], self._often.get(found[0].project.id, 0.0)))
        return [row for row, _ in ranked[:limit]]

    def _tasks(self, part: str, owner: str, words: list[str], limit: int) -> list[NameOffer]:
        """Open tasks of the project before the slash; all of them while nothing is typed behind it."""
        try:
            project_id = self._names.project(owner.strip())
        except UserInputError:
            return []
        row = None if project_id is None else self._names.row(project_id)
        if row is None:
            return []
        fitting = [task for task in self._names.open_tasks(row.project.id) if begin_words_of(words, fold(task.title))]
        return [self._offer(row, part, task.id, task.title) for task in fitting[:limit]]

    def _offer(self, row: ProjectRow, part: str, task_id: TaskId | None = None, title: str = "") -> NameOffer:
        place = row.client_name or "" if task_id is None else row.project.name
        return NameOffer(row.project.id, title or row.project.name, place, part, task_id, title)

    def prefixes(self, offer: NameOffer) -> list[str]:
        """What may stand before the colon to mean it, the shortest first."""
        names = self._names.names_of(offer.project_id)
        return [f"{name}/{offer.task_title}" if offer.task_title else name for name in names]
