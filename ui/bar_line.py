"""What is typed in the timer bar, by the grammar of the quick log: it starts the timer, or logs what has a time."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from app.domain import quicklog
from app.domain.ids import ProjectId
from app.domain.quicklog import QuickLog
from app.errors import AppError
from app.services.entries import Switched
from app.services.names_index import NamesIndex
from app.services.quicklog import draft_of, record
from app.storage.entries import EntryRow
from ui.format import clock, hours, spoken, time_range, weekday
from ui.i18n import tr
from ui.requests import Notice, Requests
from ui.session import Session


class Entered(NamedTuple):
    """What Enter did: `logged`, or the timer runs. `remarks` say what was not understood."""

    logged: EntryRow | None
    remarks: tuple[str, ...]


class BarLine:
    """Names are read once and kept until `forget_names`. What was chosen beside the line wins."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._names: NamesIndex | None = None

    def forget_names(self) -> None:
        """Projects, clients or tasks changed."""
        self._names = None

    def enter(self, typed: str, project_id: ProjectId | None, tags: tuple[str, ...], *, billable: bool) -> Entered:
        """Log or start what is typed; raises the services' errors."""
        read = self._read(typed, project_id)
        draft = replace(
            draft_of(read),
            project_id=project_id or read.project_id,
            tags=(*tags, *read.tags),
            billable=billable if read.billable is None else read.billable,
        )
        done = record(self._session.entries, draft)
        return Entered(None if isinstance(done, Switched) else done, tuple(read.warnings))

    def notice_of(self, logged: EntryRow, requests: Requests) -> Notice:
        """That it is logged, with a way back."""
        entry = logged.entry
        text = tr("timer", "Logged: {title}, {duration}", title=entry.title, duration=spoken(entry.seconds))
        return Notice(text, tr("timer", "Undo"), requests.undo_requested.emit)

    def hint(self, typed: str, project_id: ProjectId | None) -> str:
        """What Enter would log; empty where it starts the timer, as it mostly does, or would be refused."""
        try:
            read = self._read(typed, project_id)
        except AppError:
            return ""  # half a line; Enter says what is wrong with a whole one
        if read.seconds is None:
            return tr("timer", "How long? A day needs a duration or a span too.") if read.date is not None else ""
        length = clock(read.seconds) if read.seconds % 60 else hours(read.seconds)
        if read.started_at is not None:
            length = f"{time_range(read.started_at, read.ended_at, self._session.context.zone)} ({length})"
        row = None if read.project_id is None else self._index.row(read.project_id)
        parts = [length, row.project.name if row else "", weekday(read.date) if read.date else "", read.title]
        return tr("timer", "Enter logs {what}", what=" · ".join(part for part in parts if part))

    def _read(self, typed: str, project_id: ProjectId | None) -> QuickLog:
        session = self._session
        taken = frozenset({quicklog.PROJECT, quicklog.TASK} if project_id is not None else ())
        return quicklog.parse(
            typed, slots_taken=taken, lookup=self._index, now=session.now, zone=session.context.zone,
            today=session.today,
        )  # fmt: skip

    @property
    def _index(self) -> NamesIndex:
        if self._names is None:
            self._names = NamesIndex(self._session.catalog)
        return self._names
