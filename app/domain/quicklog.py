"""The quick log: one line of text such as `1h30 webshop: address validation yesterday #design`.

Slots (time, project and task, date, billable) are looked for at the two ends of the text, tags everywhere. A word
that is not understood ends the search from its side, so a sentence keeps its own "30m" and "today". Whatever no
slot took is the title, spelled and spaced as it was typed; nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from app.domain.ids import ProjectId, TaskId
from app.domain.money import shown
from app.domain.spans import at_local, local_day, shift_day
from app.domain.when import MAX_DURATION_S, NEXT_DAY_LIMIT_S, duration_seconds, parse_day
from app.errors import Ambiguous, UserInputError

TIME, PROJECT, TASK, TAGS, DATE, BILLABLE = "time", "project", "task", "tags", "date", "billable"

_WORD = re.compile(r"\S+")
_SPAN = re.compile(r"(\d{1,2})(?::(\d{2}))?[-–](\d{1,2})(?::(\d{2}))?", re.ASCII)
_TAG = re.compile(r"#(?!\d+$)[^\s#]+")
_MAX_NAME = 200
_WARN_WORDS = 5  # a colon after more words than that belongs to a sentence, not to a mistyped project
_LEADING_IN = frozenset(("at", "by", "for", "from", "in", "of", "on", "since", "till", "to", "until", "@"))
"""After such a word a time or date at the end is part of the sentence: "call at 12:30", "plan for monday"."""


class Lookup(Protocol):
    """Finds records by the names in the text; both raise `Ambiguous` rather than guess."""

    def project(self, name: str) -> ProjectId | None:
        """The project called `Project` or `Client/Project`, or with that id."""
        ...

    def task(self, project_id: ProjectId, name: str) -> TaskId | None:
        """The project's task of that title."""
        ...


@dataclass(frozen=True, slots=True)
class QuickLog:
    """What a line of text says. A slot that it does not mention is None.

    With a span `seconds` is the difference; with a duration alone there are no instants. `date` is set only when the
    text has one.
    """

    title: str
    project_id: ProjectId | None = None
    task_id: TaskId | None = None
    tags: tuple[str, ...] = ()
    date: str | None = None
    started_at: int | None = None
    ended_at: int | None = None
    seconds: int | None = None
    billable: bool | None = None
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


@dataclass(slots=True)
class _Found:
    """Slots filled so far; a slot takes the first word that fits it."""

    open: set[str]
    today: str
    lookup: Lookup
    project_id: ProjectId | None = None
    task_id: TaskId | None = None
    date: str | None = None
    seconds: int | None = None
    clocks: tuple[int, int, int, int] | None = None
    billable: bool | None = None
    warnings: list[str] = field(default_factory=list)


def parse(
    text: str,
    *,
    slots_taken: frozenset[str],
    lookup: Lookup,
    now: int,
    zone: str,
    day: str | None = None,
    today: str | None = None,
) -> QuickLog:
    """Read a line. Slots in `slots_taken` (set by flags) are not looked for; `day` is the date that a flag set,
    `today` what day it is where days do not start at midnight.

    Raises `Ambiguous` for a project or task name that fits several.
    """
    calendar_day = local_day(now, zone)
    found = _Found({TIME, PROJECT, TASK, DATE, BILLABLE} - slots_taken, today or calendar_day, lookup)
    words = [_Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
    tags = [] if TAGS in slots_taken else [word for word in words if _TAG.fullmatch(word.text)]
    tagged = {word.start for word in tags}
    plain = [word for word in words if word.start not in tagged]
    first = _from_left(found, text, plain)
    after = _from_right(found, plain, first)
    title = _without(text, plain[first:after], tags)
    started_at, ended_at = _instants(found, day or found.date or calendar_day, zone)
    return QuickLog(
        title=title,
        project_id=found.project_id,
        task_id=found.task_id,
        tags=tuple(dict.fromkeys(tag.text[1:] for tag in tags)),
        date=found.date,
        started_at=started_at,
        ended_at=ended_at,
        seconds=ended_at - started_at if started_at is not None and ended_at is not None else found.seconds,
        billable=found.billable,
        warnings=tuple(found.warnings),
    )


def _from_left(found: _Found, text: str, words: list[_Word]) -> int:
    """Fill slots from the left; returns the index of the first word of the title."""
    at = 0
    while at < len(words):
        taken = 1 if _take(found, words[at].text) else _take_project(found, text, words, at)
        if not taken:
            break
        at += taken
    return at


def _from_right(found: _Found, words: list[_Word], first: int) -> int:
    """Fill slots from the right, down to `first`; returns the index after the last word of the title."""
    after = len(words)
    while after > first:
        before = words[after - 2].text.lower() if after - 2 >= first else ""
        if before in _LEADING_IN or not _take(found, words[after - 1].text):
            break
        after -= 1
    return after


def _take(found: _Found, word: str) -> bool:
    """Whether one word fills a slot that is still open."""
    if BILLABLE in found.open and word in ("$", "!$"):
        found.billable = word == "$"
        found.open.discard(BILLABLE)
    elif TIME in found.open and (_take_duration(found, word) or _take_clocks(found, word)):
        found.open.discard(TIME)
    elif DATE in found.open and (day := _day(word, found.today)) is not None:
        found.date = day
        found.open.discard(DATE)
    else:
        return False
    return True


def _take_duration(found: _Found, word: str) -> bool:
    seconds = duration_seconds(word)
    if seconds is None or not 0 < seconds <= MAX_DURATION_S:
        return False
    found.seconds = seconds
    return True


def _take_clocks(found: _Found, word: str) -> bool:
    match = _SPAN.fullmatch(word)
    if match is None:
        return False
    from_h, from_m, to_h, to_m = (int(part or 0) for part in match.groups())
    if from_h > 23 or to_h > 23 or from_m > 59 or to_m > 59:
        return False
    minutes = (to_h * 60 + to_m - from_h * 60 - from_m) % (24 * 60)
    if not 0 < minutes * 60 <= NEXT_DAY_LIMIT_S and to_h * 60 + to_m <= from_h * 60 + from_m:
        found.warnings.append(f'"{word}" is no span of time and stays in the title.')
        return False
    found.clocks = from_h, from_m, to_h, to_m
    return True


def _day(word: str, today: str) -> str | None:
    try:
        return parse_day(word, today)
    except UserInputError:
        return None


def _take_project(found: _Found, text: str, words: list[_Word], at: int) -> int:
    """How many words from `at` on are a `project:` or `project/task:` prefix; 0 when none that is known."""
    if PROJECT not in found.open:
        return 0
    last = next((index for index, word in enumerate(words[at:], at) if word.text.endswith(":")), None)
    if last is None:
        return 0
    name = text[words[at].start : words[last].end - 1].strip()
    if not name or len(name) > _MAX_NAME:
        return 0
    found.open.discard(PROJECT)
    if not _resolve(found, name):
        if last - at >= _WARN_WORDS:
            return 0
        found.warnings.append(f'There is no project "{shown(name)}"; the words stay in the title.')
        return 0
    return last - at + 1


def _resolve(found: _Found, name: str) -> bool:
    """Set project (and task) from a prefix; `a/b` is a client's project, else a project's task."""
    owner, slash, task_name = (part.strip() for part in name.rpartition("/"))
    whole = found.lookup.project(name)
    if not (slash and owner and task_name and TASK in found.open):
        found.project_id = whole
        return whole is not None
    project_id = _project_quietly(found.lookup, owner) if whole is not None else found.lookup.project(owner)
    task_id = found.lookup.task(project_id, task_name) if project_id is not None else None
    if whole is not None and task_id is not None and project_id != whole:
        raise Ambiguous(
            f'"{shown(name)}" names a project and also a task of the project "{shown(owner)}".',
            what="project",
            name=shown(name),
            field="project",
        )
    if whole is not None:
        found.project_id = whole
    elif task_id is not None:
        found.project_id, found.task_id = project_id, task_id
    return found.project_id is not None


def _project_quietly(lookup: Lookup, name: str) -> ProjectId | None:
    try:
        return lookup.project(name)
    except Ambiguous:
        return None  # the full name decides; this was only to see whether it could also mean a task


def _without(text: str, words: list[_Word], tags: list[_Word]) -> str:
    """The stretch of text from the first to the last of the words, the tags in it taken out."""
    if not words:
        return ""
    return "".join(_pieces(text, words[0].start, words[-1].end, tags)).strip()


def _pieces(text: str, start: int, end: int, tags: list[_Word]) -> Iterator[str]:
    for tag in tags:
        if start <= tag.start < end:
            yield text[start : tag.start].rstrip(" ")
            start = tag.end
    yield text[start:end]


def _instants(found: _Found, day: str, zone: str) -> tuple[int | None, int | None]:
    if found.clocks is None:
        return None, None
    from_h, from_m, to_h, to_m = found.clocks
    start, end = at_local(day, from_h, from_m, 0, zone), at_local(day, to_h, to_m, 0, zone)
    if end <= start:
        end = at_local(shift_day(day, 1), to_h, to_m, 0, zone)
    return start, end
