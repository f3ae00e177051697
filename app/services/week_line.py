"""A new entry whose times are given already: a line that says what it was for, read by the quick log's grammar."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.domain.quicklog import DATE, TIME, parse
from app.domain.spans import local_day
from app.services.catalog import Catalog
from app.services.entries import EntryDraft, EntryService
from app.services.names_index import NamesIndex
from app.services.quicklog import QuickLogService, ReadLine, draft_of
from app.services.quicklog_names import NameOffer
from app.storage.titles import TitleRow


@dataclass(frozen=True, slots=True)
class WeekLine:
    """Made when the line is opened, so that a key costs little. Words that would be a time or a day stay in the title:
    both are given.
    """

    entries: EntryService
    names: NamesIndex
    quick: QuickLogService
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
        seconds = self.ended_at - self.started_at
        typed = replace(typed, started_at=self.started_at, ended_at=self.ended_at, seconds=seconds)
        project = None if typed.project_id is None else self.names.row(typed.project_id)
        task = None if typed.task_id is None else self.names.task_title(typed.task_id)
        return ReadLine(typed, project, task)

    def draft(self, text: str) -> EntryDraft:
        """The entry that the line makes."""
        return draft_of(self.read(text).typed)

    def name_offers(self, line: ReadLine, limit: int) -> list[NameOffer]:
        """Projects and tasks that the beginning of the line may be meant as."""
        return self.quick.name_offers(line, limit) if line.typed.title else []

    def suggestions(self, line: ReadLine, limit: int) -> list[TitleRow]:
        """Titles from before that fit what was typed, the best first."""
        return self.quick.suggestions(line, limit)

    def with_name(self, text: str, offer: NameOffer) -> tuple[str, int]:
        """The line with that name in the place of what was typed of it, and where to go on typing."""
        return self.quick.with_name(text, offer)

    def completed(self, text: str, past: TitleRow) -> str:
        """The line as one that is about the same as an entry from before."""
        return self.quick.completed(text, past)


def week_line(entries: EntryService, started_at: int, ended_at: int) -> WeekLine:
    """A line for an entry of those times."""
    return WeekLine(entries, NamesIndex(Catalog(entries.db)), QuickLogService(entries), started_at, ended_at)
