"""The quick log as a use case: a typed line read as it grows, titles to choose from, and what Enter makes of it.

What `stint log` and the window share: how a line becomes a draft, and whether it is logged or starts the timer.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.domain.names import fold
from app.errors import UserInputError
from app.services.entries import EntryDraft, EntryService, Switched

if TYPE_CHECKING:
    from app.domain.ids import ProjectId, TaskId
    from app.domain.quicklog import QuickLog
    from app.services.names_index import NamesIndex
    from app.services.quicklog_names import NameOffer, NameOffers
    from app.storage.entries import EntryRow
    from app.storage.projects import ProjectRow
    from app.storage.titles import TitleRow

MOST_CANDIDATES = 200
SHORTEST_SEARCH = 2
"""Letters from which all titles are searched: the index has prefixes of that length, a single letter is a walk."""

_Mark = tuple[str, str | None]
"""Folded title and project: what makes two past titles the same."""


def draft_of(typed: QuickLog) -> EntryDraft:
    """What a line says, as a draft; hours are billable unless it says otherwise."""
    return EntryDraft(
        title=typed.title,
        project_id=typed.project_id,
        task_id=typed.task_id,
        tags=typed.tags,
        billable=typed.billable is not False,
        date=typed.date,
        started_at=typed.started_at,
        ended_at=typed.ended_at,
        seconds=typed.seconds,
    )


def record(entries: EntryService, draft: EntryDraft) -> EntryRow | Switched:
    """Log the draft; without a duration or a span it starts the timer. Raises `UserInputError`."""
    if draft.seconds is not None or draft.ended_at is not None:
        return entries.log(draft)
    if draft.date is not None:
        raise UserInputError("A date needs a duration or a span of time too.", field="date")
    return entries.start(draft)


def recent_titles(entries: EntryService, limit: int) -> list[TitleRow]:
    """What was worked on last, each title and project once, without what runs now."""
    from app.storage.titles import newest_titles

    return _not_running(entries, _once(newest_titles(entries.db, MOST_CANDIDATES)))[:limit]


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line as it was understood, with the names of what it refers to."""

    typed: QuickLog
    project: ProjectRow | None = None
    task_title: str | None = None

    @property
    def timed(self) -> bool:
        """Whether it says how long the work took: then it is logged, else it starts the timer."""
        return self.typed.seconds is not None


class QuickLogService:
    """Made when a person begins to type: names and the newest titles are read once, so that a keystroke costs little.

    Make another when projects, clients, tasks or entries changed.
    """

    def __init__(self, entries: EntryService) -> None:
        from app.services.catalog import Catalog
        from app.services.names_index import NamesIndex
        from app.services.quicklog_names import NameOffers
        from app.storage.titles import newest_titles

        self._entries = entries
        self._names: NamesIndex = NamesIndex(Catalog(entries.db))
        newest = newest_titles(entries.db, MOST_CANDIDATES)
        self._recent = _once(newest)
        self._offers: NameOffers = NameOffers(self._names, newest, self._today)

    def read(self, text: str, chosen: ProjectId | None = None) -> ReadLine:
        """What the line says so far; raises `Ambiguous` for a name that fits several, `UserInputError` for a time or
        date in front that cannot be. With a project that was `chosen` beside the line none is looked for in it.
        """
        if chosen is None:
            typed = self._parse(text)
        else:
            from app.domain.quicklog import PROJECT, TASK

            typed = replace(self._parse(text, frozenset({PROJECT, TASK})), project_id=chosen)
        project = None if typed.project_id is None else self._names.row(typed.project_id)
        task = None if typed.task_id is None else self._names.task_title(typed.task_id)
        return ReadLine(typed, project, task)

    def log(self, text: str) -> EntryRow | Switched:
        """Log the line; without a duration or a span it starts the timer. Raises `UserInputError` or `Ambiguous`."""
        return record(self._entries, self.draft(text))

    def draft(self, text: str) -> EntryDraft:
        """What `log` records."""
        return draft_of(self.read(text).typed)

    def draft_to_start(self, text: str) -> EntryDraft:
        """What a timer is started with by the line; a duration says how long it has been going on already."""
        draft = self.draft(text)
        if draft.started_at is not None or draft.date is not None:
            raise UserInputError("A line with a day or a span of time is logged, not started.", field="date")
        if draft.seconds is not None:
            draft = replace(draft, started_at=self._entries.clock.now() - draft.seconds, seconds=None)
        return draft

    def recent(self, limit: int) -> list[TitleRow]:
        """As `recent_titles`, as of when this was made."""
        return _not_running(self._entries, self._recent)[:limit]

    def name_offers(self, line: ReadLine, limit: int) -> list[NameOffer]:
        """Projects, or tasks of one, that the beginning of the title may be meant as."""
        return self._offers.offers(line.typed, limit)

    def with_name(self, text: str, offer: NameOffer) -> tuple[str, int]:
        """The line with `offer` in the place of what was typed of it, and where to go on typing."""
        typed = self._slots_of(text)
        rest = typed.title.removeprefix(offer.typed).removeprefix(":").strip()
        ahead = f"{typed.time_text} " if typed.time_text else ""
        lines = [(f"{ahead}{name}: {rest}", name) for name in self._offers.prefixes(offer)]
        wanted = (offer.project_id, offer.task_id)
        line = next((line for line, _ in lines if self._meant_by(line) == wanted), lines[-1][0])
        return " ".join([line, *_behind(typed)]), len(line)

    def suggestions(self, line: ReadLine, limit: int) -> list[TitleRow]:
        """Titles from before that fit what was typed, those of its project and those that begin like it first, then
        what is done often and lately; what room is left has the recent ones.
        """
        project_id, title = line.typed.project_id, fold(line.typed.title)
        marks, fitting = self._ranked(line, title) if title else ([], {})
        recent = self.recent(MOST_CANDIDATES)
        if project_id is not None:
            recent.sort(key=lambda past: past.project_id != project_id)
        return list(_once([*(fitting[mark] for mark in marks[:limit]), *recent[: 2 * limit]]).values())[:limit]

    def completed(self, text: str, past: TitleRow, *, named: bool = True) -> str:
        """The line with the title and project of `past` instead of its own; time, tags, day and billable stay. The
        project is left out where something beside the line says it (`named` is False).
        """
        typed = self._slots_of(text)
        before, rest = [typed.time_text] if typed.time_text else [], _behind(typed)
        if not named:
            return " ".join([*before, past.title, *rest])
        names = [""] if past.project_id is None else self._names.names_of(past.project_id)
        lines = [" ".join([*before, *([f"{name}:"] if name else []), past.title, *rest]) for name in names]
        return next((line for line in lines if self._says(line, past)), lines[-1])

    def _ranked(self, line: ReadLine, folded: str) -> tuple[list[_Mark], dict[_Mark, TitleRow]]:
        """The titles that fit, the best first, and what each stands for."""
        fitting, often = self._fitting(line.typed.title, folded)
        if len(fitting) < 2:
            return list(fitting), fitting
        from app.services.likeness import rank

        own = line.typed.project_id
        by_rank = sorted(
            fitting, key=lambda mark: rank(folded, mark[0], often[mark], elsewhere=own not in (None, mark[1]))
        )
        return by_rank, fitting

    def _fitting(self, title: str, folded: str) -> tuple[dict[_Mark, TitleRow], dict[_Mark, float]]:
        """Each fitting title once, and how often and lately it was worked on."""
        words = tuple(word for word in title.split() if any(map(str.isalnum, word)))
        if sum(map(len, words)) < SHORTEST_SEARCH:
            begun = {mark: past for mark, past in self._recent.items() if mark[0].startswith(folded)}
            return begun, dict.fromkeys(begun, 0.0)
        found = self._found(words)
        return _weighed(found, self._today) if found else self._slips(words, folded)

    def _found(self, words: tuple[str, ...]) -> list[TitleRow]:
        """Titles with all these words. One letter of the last is only looked for in the newest that have the others."""
        from app.domain.ranking import begin_words_of
        from app.storage.titles import titles_with

        *whole, last = words
        if len(last) >= SHORTEST_SEARCH:
            return titles_with(self._entries.db, words, MOST_CANDIDATES)
        found = titles_with(self._entries.db, tuple(whole), MOST_CANDIDATES, whole_words=True)
        letter = [fold(last)]
        texts = (fold(f"{past.title} {past.project_name or ''} {past.client_name or ''}") for past in found)
        return [past for past, text in zip(found, texts, strict=True) if begin_words_of(letter, text)]

    def _slips(self, words: tuple[str, ...], folded: str) -> tuple[dict[_Mark, TitleRow], dict[_Mark, float]]:
        """Titles that are spelled nearly so, where none is spelled so: only how near they come counts."""
        from app.services.likeness import ALIKE, likeness
        from app.storage.titles import titles_like

        beginnings = tuple(word[:SHORTEST_SEARCH] for word in words if len(word) > SHORTEST_SEARCH)
        near = _once(titles_like(self._entries.db, beginnings, MOST_CANDIDATES)) if beginnings else {}
        alike = {mark: past for mark, past in near.items() if likeness(folded, mark[0]) >= ALIKE}
        return alike, dict.fromkeys(alike, 0.0)

    def _parse(self, text: str, slots_taken: frozenset[str] = frozenset()) -> QuickLog:
        from app.domain.quicklog import parse

        entries = self._entries
        now = entries.clock.now()
        return parse(text, slots_taken=slots_taken, lookup=self._names, now=now, zone=entries.zone, today=self._today)

    @property
    def _today(self) -> str:
        from app.domain.spans import local_day

        return local_day(self._entries.clock.now(), self._entries.zone, self._entries.day_starts_at_min)

    def _slots_of(self, text: str) -> QuickLog:
        """The line's time, tags, day and billable, also when its project is none yet; nothing of a refused line."""
        from app.domain.quicklog import PROJECT, QuickLog

        try:
            return self._parse(text, frozenset({PROJECT}))
        except UserInputError:
            return QuickLog("")

    def _says(self, line: str, past: TitleRow) -> bool:
        return self._meant_by(line)[0] == past.project_id

    def _meant_by(self, line: str) -> tuple[ProjectId | None, TaskId | None]:
        """Project and task of a line; of one that is refused, neither."""
        try:
            typed = self._parse(line)
        except UserInputError:
            return None, None
        return typed.project_id, typed.task_id


def _not_running(entries: EntryService, titles: dict[_Mark, TitleRow]) -> list[TitleRow]:
    running = entries.running()
    now_on = None if running is None else (fold(running.title), running.project_id)
    return [past for mark, past in titles.items() if mark != now_on]


def _behind(typed: QuickLog) -> list[str]:
    """What stands behind a title: tags, day, billable or not."""
    found = [f"#{tag}" for tag in typed.tags]
    if typed.date is not None:
        found.append(typed.date)
    if typed.billable is not None:
        found.append("$" if typed.billable else "!$")
    return found


def _weighed(titles: list[TitleRow], today: str) -> tuple[dict[_Mark, TitleRow], dict[_Mark, float]]:
    from app.domain.ranking import frecency

    days: defaultdict[_Mark, list[str]] = defaultdict(list)
    for past in titles:
        days[fold(past.title), past.project_id].append(past.date)
    return _once(titles), {mark: frecency(of_it, today) for mark, of_it in days.items()}


def _once(titles: list[TitleRow]) -> dict[_Mark, TitleRow]:
    """Each title and project at its first place."""
    first: dict[_Mark, TitleRow] = {}
    for past in titles:
        first.setdefault((fold(past.title), past.project_id), past)
    return first
