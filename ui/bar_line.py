"""What is typed in the timer bar, by the grammar of the quick log: it starts the timer, or logs what has a time."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from app.domain.ids import ProjectId
from app.errors import AppError
from app.services.entries import EntryDraft
from app.services.quicklog import QuickLogService, ReadLine, draft_of
from app.services.quicklog_names import NameOffer
from app.storage.entries import EntryRow
from app.storage.titles import TitleRow
from ui.format import clock, hours, spoken, time_range, weekday
from ui.i18n import tr
from ui.requests import Notice, Requests
from ui.session import Session


class BarLine:
    """Names and titles are read once and kept until `forget`. A project that was `chosen` beside the line wins, and is
    not looked for in it.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._kept: QuickLogService | None = None
        self.chosen: ProjectId | None = None

    def forget(self) -> None:
        """Entries, projects, clients or tasks changed."""
        self._kept = None

    def draft(self, typed: str, tags: tuple[str, ...], *, billable: bool) -> tuple[EntryDraft, tuple[str, ...]]:
        """What Enter logs or starts, and what was not understood; raises the services' errors."""
        read = self._quick.read(typed, self.chosen).typed
        draft = replace(
            draft_of(read),
            tags=(*tags, *read.tags),
            billable=billable if read.billable is None else read.billable,
        )
        return draft, tuple(read.warnings)

    def notice_of(self, logged: EntryRow, step: int | None, requests: Requests) -> Notice:
        """That it is logged, with a way back: `step` of undo."""
        entry = logged.entry
        text = tr("timer", "Logged: {title}, {duration}", title=entry.title, duration=spoken(entry.seconds))
        return Notice(text, tr("timer", "Undo"), partial(requests.undo_requested.emit, step))

    def read(self, typed: str) -> ReadLine | None:
        """What the line says so far; None for half a line that cannot be read yet: Enter says what is wrong with a
        whole one.
        """
        try:
            return self._quick.read(typed, self.chosen)
        except AppError:
            return None

    def hint(self, line: ReadLine) -> str:
        """What Enter would log; empty where it starts the timer, as it mostly does, or would be refused."""
        read = line.typed
        if read.seconds is None:
            return tr("timer", "How long? A day needs a duration or a span too.") if read.date is not None else ""
        length = clock(read.seconds) if read.seconds % 60 else hours(read.seconds)
        if read.started_at is not None:
            length = f"{time_range(read.started_at, read.ended_at, self._session.context.zone)} ({length})"
        project = line.project.project.name if line.project and self.chosen is None else ""
        parts = [length, project, weekday(read.date) if read.date else "", read.title]
        return tr("timer", "Enter logs {what}", what=" · ".join(part for part in parts if part))

    # -- as `ui.type_ahead.Suggesting` -----------------------------------------------------------------------------

    def name_offers(self, line: ReadLine, limit: int) -> list[NameOffer]:
        """Projects and tasks that the beginning of the title may be meant as."""
        return self._quick.name_offers(line, limit)

    def suggestions(self, line: ReadLine, limit: int) -> list[TitleRow]:
        """Titles from before, the best first; with a chosen project only its own."""
        found = self._quick.suggestions(line, limit)
        return [past for past in found if self.chosen in (None, past.project_id)]

    def with_name(self, text: str, offer: NameOffer) -> tuple[str, int]:
        """The line with that name, and where to go on typing."""
        return self._quick.with_name(text, offer)

    def completed(self, text: str, past: TitleRow) -> str:
        """The line about the same as an entry from before."""
        return self._quick.completed(text, past, named=self.chosen is None)

    @property
    def _quick(self) -> QuickLogService:
        if self._kept is None:
            self._kept = self._session.quick_log()
        return self._kept
