"""What the fields of the entry dialog come to: typed texts read into a draft, or into the changes of an entry."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from app.domain.entries import Entry
from app.domain.ids import ProjectId, TaskId
from app.domain.spans import local_datetime, shift_day
from app.domain.when import parse_duration, parse_instant, parse_span
from app.errors import UserInputError
from app.services.entries import EntryDraft, EntryEdit
from ui.i18n import tr

T = TypeVar("T")
_LOOSE = re.compile(r"(\d{1,2})(?:[:.h]?(\d{2}))?\s*([ap])?\.?(?:m\.?)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class EntryForm:
    """The fields as they stand: times, durations and tags as text, the day as YYYY-MM-DD."""

    day: str
    title: str = ""
    notes: str = ""
    project_id: ProjectId | None = None
    task_id: TaskId | None = None
    tags: tuple[str, ...] = ()
    billable: bool = True
    from_text: str = ""
    to_text: str = ""
    duration_text: str = ""


@dataclass(frozen=True, slots=True)
class TimeFrame:
    """What typed times refer to: the zone, the present instant, and when a day begins (minutes after midnight)."""

    zone: str
    now: int
    day_starts_at_min: int = 0


@dataclass(frozen=True, slots=True)
class Times:
    """Times as the service takes them; without clock times only `seconds`."""

    started_at: int | None = None
    ended_at: int | None = None
    seconds: int | None = None


def form_of(entry: Entry) -> EntryForm:
    """The fields that show an entry."""
    return EntryForm(
        day=entry.date,
        title=entry.title,
        notes=entry.notes,
        project_id=entry.project_id,
        task_id=entry.task_id,
        tags=entry.tags,
        billable=entry.billable,
        from_text=_wall(entry.started_at, entry.timezone),
        to_text=_wall(entry.ended_at, entry.timezone),
        duration_text="" if entry.running else length_text(entry.seconds),
    )


def draft_of(form: EntryForm, frame: TimeFrame) -> EntryDraft:
    """A new entry; raises `UserInputError` naming the field."""
    times = read_times(form, frame)
    return EntryDraft(
        title=form.title,
        notes=form.notes,
        project_id=form.project_id,
        task_id=form.task_id,
        tags=form.tags,
        billable=form.billable,
        date=form.day if times.started_at is None else None,
        started_at=times.started_at,
        ended_at=times.ended_at,
        seconds=times.seconds,
    )


def edit_of(entry: Entry, form: EntryForm, frame: TimeFrame) -> EntryEdit:
    """The changes that turn `entry` into what the fields say; raises `UserInputError` naming the field."""
    before = form_of(entry)
    edit = _timed(entry, before, form, frame)
    clear = set(edit.clear)
    if before.project_id is not None and form.project_id is None:
        clear.add("project")
    elif before.task_id is not None and form.task_id is None:
        clear.add("task")
    return replace(
        edit,
        title=_if_new(before.title, form.title),
        notes=_if_new(before.notes, form.notes),
        project_id=_if_new(before.project_id, form.project_id),
        task_id=_if_new(before.task_id, form.task_id),
        tags=_if_new(before.tags, form.tags),
        billable=_if_new(before.billable, form.billable),
        clear=frozenset(clear),
    )


def read_times(form: EntryForm, frame: TimeFrame, *, running: bool = False) -> Times:
    """The instants or the duration of the fields; raises `UserInputError` naming the field."""
    from_text, to_text, length = clock_text(form.from_text), clock_text(form.to_text), form.duration_text.strip()
    if not from_text:
        if to_text or running:
            raise UserInputError(tr("entry_form", "Give a start too."), field="from")
        if not length:
            raise UserInputError(tr("entry_form", "Say how long it took: 1:30, 90m or 1.5h."), field="duration")
        return Times(seconds=parse_duration(length))
    day = calendar_day(form.day, from_text, frame)
    if running:
        return Times(parse_instant(from_text, now=frame.now, zone=frame.zone, day=day, field="from"))
    if to_text:
        return Times(*parse_span(from_text, to_text, now=frame.now, zone=frame.zone, day=day))
    if not length:
        raise UserInputError(tr("entry_form", "Give an end or a duration."), field="to")
    started_at = parse_instant(from_text, now=frame.now, zone=frame.zone, day=day, field="from")
    return Times(started_at, started_at + parse_duration(length))


def mistakes(form: EntryForm, frame: TimeFrame, *, running: bool = False) -> dict[str, UserInputError]:
    """What cannot be right in what was typed so far, by field; what is still missing is not among it."""
    from_text, to_text, length = clock_text(form.from_text), clock_text(form.to_text), form.duration_text.strip()
    day = calendar_day(form.day, from_text, frame)
    found: dict[str, UserInputError] = {}
    if from_text:
        _note(found, parse_instant, from_text, now=frame.now, zone=frame.zone, day=day, field="from")
    if to_text and not running:
        _note(found, parse_instant, to_text, now=frame.now, zone=frame.zone, day=day, field="to")
    if from_text and to_text and not found and not running:
        _note(found, parse_span, from_text, to_text, now=frame.now, zone=frame.zone, day=day)
    if length and not running:
        _note(found, parse_duration, length, field="duration")
    return found


def _note(found: dict[str, UserInputError], read: Callable[..., object], *texts: str, **more: Any) -> None:
    try:
        read(*texts, **more)
    except UserInputError as error:
        found[str(error.facts["field"])] = error


def calendar_day(day: str, from_text: str, frame: TimeFrame) -> str:
    """The day on the wall of a start on `day`: where days begin late, the small hours are already the next one."""
    hour, _, rest = from_text.partition(":")
    if hour.isdecimal() and rest[:2].isdecimal() and int(hour) * 60 + int(rest[:2]) < frame.day_starts_at_min:
        return shift_day(day, 1)
    return day


def clock_text(typed: str) -> str:
    """`9:00` of `9`, `900`, `9.00`, `9h00` or `9 am`; what is no such time as it was typed."""
    text = typed.strip()
    match = _LOOSE.fullmatch(text)
    if match is None:
        return text
    hour, minute, half = int(match.group(1)), int(match.group(2) or 0), (match.group(3) or "").lower()
    if half and not 1 <= hour <= 12:
        return text
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour}:{minute:02d}"


def length_text(seconds: int) -> str:
    """A duration as it is typed: `1:30`, with seconds only where there are any."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02d}" + (f":{rest:02d}" if rest else "")


def shifted(from_text: str, seconds: int, form: EntryForm, frame: TimeFrame) -> str:
    """The end that a start and a duration make, as text."""
    day = calendar_day(form.day, clock_text(from_text), frame)
    start = parse_instant(clock_text(from_text), now=frame.now, zone=frame.zone, day=day, field="from")
    return _wall(start + seconds, frame.zone)


def span_remark(times: Times, zone: str) -> str:
    """What start and end as times of day leave open: another day, and clocks that changed in between."""
    if times.started_at is None or times.ended_at is None:
        return ""
    began, ended = local_datetime(times.started_at, zone), local_datetime(times.ended_at, zone)
    remarks = [tr("entry_form", "on the next day")] if ended.date() > began.date() else []
    if began.utcoffset() != ended.utcoffset():
        remarks.append(tr("entry_form", "the clocks changed"))
    return ", ".join(remarks)


def _timed(entry: Entry, before: EntryForm, form: EntryForm, frame: TimeFrame) -> EntryEdit:
    """Only what was changed: times that nobody touched are not read back from their texts."""
    day = _if_new(before.day, form.day)
    clocks = (before.from_text, before.to_text) != (clock_text(form.from_text), clock_text(form.to_text))
    if not clocks and before.duration_text == form.duration_text.strip():
        return EntryEdit(date=day)
    if not clocks:
        return EntryEdit(date=day, seconds=read_times(replace(form, from_text="", to_text=""), frame).seconds)
    times = read_times(form, frame, running=entry.running)
    if times.started_at is None:
        return EntryEdit(date=day, seconds=times.seconds, clear=frozenset({"times"}))
    return EntryEdit(started_at=times.started_at, ended_at=times.ended_at)


def _if_new(before: T, after: T) -> T | None:
    return None if before == after else after


def _wall(instant: int | None, zone: str) -> str:
    if instant is None:
        return ""
    wall = local_datetime(instant, zone)
    return f"{wall.hour}:{wall.minute:02d}" + (f":{wall.second:02d}" if wall.second else "")
