"""A new entry whose times are given already: a line that says what it was for, read by the quick log's grammar."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.ids import ProjectId
from app.domain.quicklog import DATE, TIME, QuickLog, parse
from app.domain.spans import local_day
from app.services.catalog import Catalog
from app.services.entries import EntryService
from app.services.names_index import NamesIndex
from app.services.quicklog import ReadLine, draft_of
from app.storage.entries import EntryRow
from app.storage.titles import TitleRow, newest_titles, titles_with

MOST_TITLES = 200


@dataclass(frozen=True, slots=True)
class WeekLine:
    """Made when the line is opened, so that a key costs little. Words that would be a time or a day stay in the title:
    both are given.
    """

    entries: EntryService
    names: NamesIndex
    started_at: int
    ended_at: int

    def read(self, text: str) -> ReadLine:
        """What the line says, with the given times; raises `Ambiguous` for a name that fits several projects."""
        entries = self.entries
        now = entries.clock.now()
        today = local_day(now, entries.zone, entries.day_starts_at_min)
        typed = parse(
            text, slots_taken=frozenset({TIME, DATE}), lookup=self.names, now=now, zone=entries.zone, today=today
        )
        timed = replace(
            typed, started_at=self.started_at, ended_at=self.ended_at, seconds=self.ended_at - self.started_at
        )
        return self._named(timed)

    def log(self, text: str) -> EntryRow:
        """Store the entry; raises `UserInputError` without a title."""
        return self.entries.log(draft_of(self.read(text).typed))

    def titles(self, text: str, limit: int) -> list[TitleRow]:
        """Titles from before that fit what was typed, each title and project once: those of the project that was named
        first, the newest before older ones.
        """
        typed = self.read(text).typed
        words = tuple(word for word in typed.title.split() if any(map(str.isalnum, word)))
        if sum(map(len, words)) > 1:
            found = titles_with(self.entries.db, words, MOST_TITLES)
        else:
            found = newest_titles(self.entries.db, MOST_TITLES)
        once: dict[tuple[str, str | None], TitleRow] = {}
        for past in found:
            once.setdefault((past.title.casefold(), past.project_id), past)
        named = typed.project_id
        return sorted(once.values(), key=lambda past: named is not None and past.project_id != named)[:limit]

    def completed(self, past: TitleRow) -> str:
        """A line that says the same as an entry from before."""
        names = [] if past.project_id is None else self.names.names_of(ProjectId(past.project_id))
        return f"{names[0]}: {past.title}" if names else past.title

    def _named(self, typed: QuickLog) -> ReadLine:
        project = None if typed.project_id is None else self.names.row(typed.project_id)
        task = None if typed.task_id is None else self.names.task_title(typed.task_id)
        return ReadLine(typed, project, task)


def week_line(entries: EntryService, started_at: int, ended_at: int) -> WeekLine:
    """A line for an entry of those times."""
    return WeekLine(entries, NamesIndex(Catalog(entries.db)), started_at, ended_at)
