"""The quick log: one line of text such as `1h30 webshop: address validation yesterday #design`.

Slots (time, project and task, date, billable) are looked for at the two ends of the text, tags everywhere. A word
that is not understood ends the search from its side, so a sentence keeps its own "30m" and "today". A time or date
that no slot can take is passed over with a warning, so that the project behind it is still found; in front, one that
cannot be is refused. Whatever no slot took is the title, spelled and spaced as it was typed; nothing is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from app.domain.ids import ProjectId, TaskId
from app.domain.money import shown
from app.domain.names import fold
from app.domain.quicklog_time import DATE, TIME, Clocks, TimeWords, words_from, words_until
from app.domain.spans import at_local, local_day, shift_day
from app.domain.when import length_doubt
from app.errors import Ambiguous, UserInputError

__all__ = ["BILLABLE", "DATE", "PROJECT", "TAGS", "TASK", "TIME", "Lookup", "QuickLog", "parse"]

PROJECT, TASK, TAGS, BILLABLE = "project", "task", "tags", "billable"

_WORD = re.compile(r"\S+")
_TAG = re.compile(r"#(?!\d+$)[^\s#]+")
_MAX_NAME = 200
_MOST_KEPT = 8  # times and dates passed over at one end; each is another look for a project
_WINDOW = 6  # words that a time may have
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
    time_text: str = field(default="", compare=False)
    """The words of the duration or span."""


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int


@dataclass(slots=True)
class _Found:
    """Slots filled so far; a slot takes the first words that fit it. `taken` are the stretches of text in slots."""

    open: set[str]
    today: str
    lookup: Lookup
    taken: list[tuple[int, int]]
    project_id: ProjectId | None = None
    task_id: TaskId | None = None
    date: str | None = None
    seconds: int | None = None
    clocks: Clocks | None = None
    billable: bool | None = None
    time_text: str = ""
    unknown_project: str = ""
    unknown_task: str = ""
    warnings: list[str] = field(default_factory=list)

    @property
    def timed(self) -> bool:
        return self.seconds is not None or self.clocks is not None


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

    Raises `Ambiguous` for a project or task name that fits several, and `UserInputError` for a time or date in front
    that cannot be.
    """
    calendar_day = local_day(now, zone)
    words = [_Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text)]
    tags = [] if TAGS in slots_taken else [word for word in words if _TAG.fullmatch(word.text)]
    tagged = {word.start for word in tags}
    plain = [word for word in words if word.start not in tagged]
    slots = {TIME, PROJECT, TASK, DATE, BILLABLE} - slots_taken
    found = _Found(slots, today or calendar_day, lookup, [(tag.start, tag.end) for tag in tags])
    _from_right(found, plain, _from_left(found, text, plain))
    started_at, ended_at = _instants(found, day or found.date or calendar_day, zone)
    seconds = ended_at - started_at if started_at is not None and ended_at is not None else found.seconds
    doubt = length_doubt(seconds)
    if doubt is not None:
        found.warnings.append(doubt)
    return QuickLog(
        title=_without(text, sorted(found.taken)),
        project_id=found.project_id,
        task_id=found.task_id,
        tags=tuple(dict.fromkeys(tag.text[1:] for tag in tags)),
        date=found.date,
        started_at=started_at,
        ended_at=ended_at,
        seconds=seconds,
        billable=found.billable,
        warnings=tuple(found.warnings),
        time_text=found.time_text,
    )


def _from_left(found: _Found, text: str, words: list[_Word]) -> int:
    """Fill slots from the left; returns the index of the first word that is not looked at."""
    at = kept = 0
    while at < len(words):
        time = words_from([word.text for word in words[at : at + _WINDOW]], found.today)
        taken = _take(found, words[at : at + (time.count if time else 1)], time) or _take_project(
            found, text, words, at
        )
        if not taken and time is not None and kept < _MOST_KEPT:
            if time.refusal is not None and time.slot in found.open:
                raise time.refusal
            taken = _keep(found, words[at : at + time.count], time, beside=words[at + time.count :][:_WINDOW])
            kept += 1
        if not taken:
            break
        at += taken
    if found.unknown_project and PROJECT in found.open:
        found.warnings.append(f'There is no project "{shown(found.unknown_project)}"; the words stay in the title.')
    return at


def _from_right(found: _Found, words: list[_Word], first: int) -> None:
    """Fill slots from the right, down to `first`."""
    after, kept = len(words), 0
    while after > first:
        time = words_until([word.text for word in words[max(after - _WINDOW, first) : after]], found.today)
        at = after - (time.count if time else 1)
        if at > first and words[at - 1].text.lower() in _LEADING_IN:
            break
        taken = _take(found, words[at:after], time)
        if not taken and time is not None and not time.faint and kept < _MOST_KEPT:
            taken = _keep(found, words[at:after], time, beside=[])
            kept += 1
        if not taken:
            break
        after = at


def _take(found: _Found, words: list[_Word], time: TimeWords | None) -> int:
    """How many of the words, which say `time`, fill a slot that is still open: all or none."""
    if BILLABLE in found.open and words[0].text in ("$", "!$"):
        found.billable = words[0].text == "$"
        found.open.discard(BILLABLE)
    elif time is not None and time.read and time.slot in found.open:
        found.open.discard(time.slot)
        if time.slot == DATE:
            found.date = time.day
        else:
            found.seconds, found.clocks = time.seconds, time.clocks
            found.time_text = " ".join(word.text for word in words)
    else:
        return 0
    found.taken += [(word.start, word.end) for word in words]
    return len(words)


def _keep(found: _Found, words: list[_Word], time: TimeWords, *, beside: list[_Word]) -> int:
    """Leave a time or date in the title, and say so; returns how many words that are, 0 if they are none after all."""
    if time.faint and not _likely(found, time, beside):
        return 0
    kept = shown(" ".join(word.text for word in words))
    what = "time" if time.slot == TIME else "date"
    if time.slot in found.open:
        better = "1h30 or 9:00-10:30" if time.slot == TIME else "2026-03-09, yesterday or monday"
        found.warnings.append(f'"{kept}" was not read as a {what} and stays in the title; write it like {better}.')
    else:
        second = "second " if (found.timed if time.slot == TIME else found.date is not None) else ""
        found.warnings.append(f'"{kept}" was not read as a {second}{what} and stays in the title.')
    return len(words)


def _likely(found: _Found, time: TimeWords, beside: list[_Word]) -> bool:
    """Whether a number such as 1.75 stands where the time would, a word such as `sat` next to a time."""
    if time.slot == TIME:
        return TIME in found.open
    following = words_from([word.text for word in beside], found.today)
    return found.timed or (following is not None and following.slot == TIME)


def _take_project(found: _Found, text: str, words: list[_Word], at: int) -> int:
    """How many words from `at` on are a `project:` or `project/task:` prefix; 0 when none that is known."""
    if PROJECT not in found.open:
        return 0
    start = words[at].start
    last = next((index for index, word in enumerate(words[at:], at) if word.text.endswith(":")), None)
    found.unknown_project = ""
    if last is None or words[last].end - start > _MAX_NAME:
        return 0
    name = text[start : words[last].end - 1].strip()
    if not name or not all(fold(word.text) for word in words[at:last]):  # a lone accent is in no name; it is not lost
        return 0
    if not _resolve(found, name):
        found.unknown_project = name if last - at < _WARN_WORDS else ""
        return 0
    found.open.discard(PROJECT)
    end = words[last].end
    if found.unknown_task:
        end = start + name.rindex("/") + 1
        found.warnings.append(f'The project has no task "{shown(found.unknown_task)}"; the words stay in the title.')
    found.taken.append((start, end))
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
    elif project_id is not None:
        found.project_id, found.task_id = project_id, task_id
        found.unknown_task = task_name if task_id is None else ""
    return found.project_id is not None


def _project_quietly(lookup: Lookup, name: str) -> ProjectId | None:
    try:
        return lookup.project(name)
    except Ambiguous:
        return None  # the full name decides; this was only to see whether it could also mean a task


def _without(text: str, taken: list[tuple[int, int]]) -> str:
    """The text less the stretches that are in slots."""
    return "".join(_pieces(text, taken)).strip()


def _pieces(text: str, taken: list[tuple[int, int]]) -> Iterator[str]:
    at = 0
    for start, end in taken:
        if start >= at:  # a tag may lie within a project's name
            parted = end == len(text) or text[end].isspace()  # it is not after the slash of `project/`
            yield text[at:start].rstrip(" ") if parted else text[at:start]
            at = end
    yield text[at:]


def _instants(found: _Found, day: str, zone: str) -> tuple[int | None, int | None]:
    if found.clocks is None:
        return None, None
    from_h, from_m, to_h, to_m = found.clocks
    to_day = day if (to_h, to_m) > (from_h, from_m) else shift_day(day, 1)
    start, end = at_local(day, from_h, from_m, 0, zone), at_local(to_day, to_h, to_m, 0, zone)
    if end <= start:  # 2:30-3:00 in the night whose clocks skip that hour
        skipped = f'The clocks are put forward on {day} and skip the time at which "{found.time_text}" begins.'
        raise UserInputError(f"{skipped} Give other times, or how long it took.", field="from")
    return start, end
