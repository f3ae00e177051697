"""What a person says about an entry, and the entry that it makes: drafts, edits and their rules. Pure but for ids."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.entries import Entry
from app.domain.ids import EntryId, ProjectId, TaskId, new_id
from app.domain.spans import at_local, days_between, local_datetime, local_day, shift_day
from app.domain.text import clean_line, clean_text
from app.errors import UserInputError

MAX_TEXT = 20_000
MAX_SECONDS = 1_000 * 3600


@dataclass(frozen=True, slots=True)
class EntryDraft:
    """What a person said about an entry. With `started_at` and `ended_at` the seconds follow from them."""

    title: str
    notes: str = ""
    project_id: ProjectId | None = None
    task_id: TaskId | None = None
    tags: tuple[str, ...] = ()
    billable: bool = True
    date: str | None = None
    started_at: int | None = None
    ended_at: int | None = None
    seconds: int | None = None


@dataclass(frozen=True, slots=True)
class EntryEdit:
    """Changes to an entry; None leaves a field as it is. `clear` names fields to empty (notes, project, task, tags), or
    `times`, which leaves the duration on its day without clock times.
    """

    title: str | None = None
    notes: str | None = None
    project_id: ProjectId | None = None
    task_id: TaskId | None = None
    tags: tuple[str, ...] | None = None
    billable: bool | None = None
    date: str | None = None
    started_at: int | None = None
    ended_at: int | None = None
    seconds: int | None = None
    clear: frozenset[str] = frozenset()


def same_work(entry: Entry) -> EntryDraft:
    """A draft about the same thing as an entry, without its notes and times."""
    return EntryDraft(
        entry.title, project_id=entry.project_id, task_id=entry.task_id, tags=entry.tags, billable=entry.billable
    )


def new_entry(draft: EntryDraft, zone: str, day_starts_at_min: int, now: int) -> Entry:
    """The entry that a draft describes; without times and date it is of today. Raises `UserInputError`."""
    title = _title(draft.title)
    started_at, ended_at, seconds = draft.started_at, draft.ended_at, draft.seconds
    if started_at is not None and ended_at is None and seconds:
        ended_at = started_at + seconds
    if started_at is not None and ended_at is not None:
        seconds = _span(started_at, ended_at)
    _check_seconds(seconds or 0)
    day = draft.date
    if day is None:
        day = local_day(now if started_at is None else started_at, zone, day_starts_at_min)
    return Entry(
        id=EntryId(new_id()),
        title=title,
        date=day,
        timezone=zone,
        seconds=seconds or 0,
        started_at=started_at,
        ended_at=ended_at,
        notes=_notes(draft.notes),
        project_id=draft.project_id,
        task_id=draft.task_id,
        tags=_tags(draft.tags),
        billable=draft.billable,
    )


def edited(entry: Entry, edit: EntryEdit, day_starts_at_min: int) -> Entry:
    """The entry with these changes; raises `UserInputError` naming the field."""
    entry = entry._replace(
        title=entry.title if edit.title is None else _title(edit.title),
        notes="" if "notes" in edit.clear else entry.notes if edit.notes is None else _notes(edit.notes),
        tags=() if "tags" in edit.clear else entry.tags if edit.tags is None else _tags(edit.tags),
        billable=entry.billable if edit.billable is None else edit.billable,
    )
    if "project" in edit.clear:
        entry = entry._replace(project_id=None, task_id=None)
    elif edit.project_id is not None and edit.project_id != entry.project_id:
        entry = entry._replace(project_id=edit.project_id, task_id=None)
    if "task" in edit.clear:
        entry = entry._replace(task_id=None)
    elif edit.task_id is not None:
        entry = entry._replace(task_id=edit.task_id)
    return _retimed(entry, edit, day_starts_at_min)


def piece(entry: Entry, started_at: int, ended_at: int | None, day_starts_at_min: int) -> Entry:
    """A stretch of an entry as an entry of its own, still under the same id; without an end it runs.

    Its day is that of its own start. Where the whole was moved to another day than its start says, so is the piece.
    """
    began_on = local_day(entry.started_at or started_at, entry.timezone, day_starts_at_min)
    later = days_between(began_on, local_day(started_at, entry.timezone, day_starts_at_min))
    seconds = 0 if ended_at is None else _span(started_at, ended_at)
    return entry._replace(date=shift_day(entry.date, later), started_at=started_at, ended_at=ended_at, seconds=seconds)


def _retimed(entry: Entry, edit: EntryEdit, day_starts_at_min: int) -> Entry:
    """Clock times, seconds and day. A new start moves the day with it; a new day moves the clock times."""
    if "times" in edit.clear:
        if entry.running:
            raise UserInputError("The timer is still running; stop it before taking its times away.", field="from")
        entry = entry._replace(started_at=None, ended_at=None)
    if edit.started_at is not None or edit.ended_at is not None:
        entry = _at_times(entry, edit, day_starts_at_min)
    if edit.seconds is not None:
        if entry.running:
            raise UserInputError("The timer is still running; stop it before setting a duration.", field="duration")
        ended_at = None if entry.started_at is None else entry.started_at + edit.seconds
        entry = entry._replace(seconds=edit.seconds, ended_at=ended_at)
    if edit.date is not None and edit.date != entry.date:
        entry = _on_day(entry, edit.date, day_starts_at_min)
    _check_seconds(entry.seconds)
    return entry


def _at_times(entry: Entry, edit: EntryEdit, day_starts_at_min: int) -> Entry:
    started_at = entry.started_at if edit.started_at is None else edit.started_at
    ended_at = entry.ended_at if edit.ended_at is None else edit.ended_at
    if started_at is None or (ended_at is None and not entry.running):
        raise UserInputError("This entry has no clock times; give both a start and an end.", field="to")
    seconds = 0 if ended_at is None else _span(started_at, ended_at)
    day = entry.date
    if started_at != entry.started_at:
        day = local_day(started_at, entry.timezone, day_starts_at_min)
    return entry._replace(started_at=started_at, ended_at=ended_at, seconds=seconds, date=day)


def _on_day(entry: Entry, day: str, day_starts_at_min: int) -> Entry:
    """The same clock times on another day, by the wall clock of the entry's zone."""
    if entry.started_at is None:
        return entry._replace(date=day)
    if entry.running:
        raise UserInputError("The timer is still running; stop it before moving it to another day.", field="date")
    start = local_datetime(entry.started_at, entry.timezone)
    early = start.hour * 60 + start.minute < day_starts_at_min
    calendar_day = shift_day(day, 1) if early else day
    started_at = at_local(calendar_day, start.hour, start.minute, start.second, entry.timezone)
    length = (entry.ended_at or entry.started_at) - entry.started_at
    return entry._replace(date=day, started_at=started_at, ended_at=started_at + length)


def _title(text: str) -> str:
    title = clean_line(text)
    if not title:
        raise UserInputError("An entry needs a title: say what the time was for.", field="title")
    return _bounded(title, "title")


def _notes(text: str) -> str:
    return _bounded(clean_text(text), "notes")


def _tags(tags: tuple[str, ...]) -> tuple[str, ...]:
    cleaned = (clean_line(tag).removeprefix("#") for tag in tags)
    return tuple(sorted({_bounded(tag, "tag") for tag in cleaned if tag}))


def _bounded(text: str, field: str) -> str:
    if len(text) > MAX_TEXT:
        raise UserInputError(f"The {field} is longer than {MAX_TEXT:,} characters.", field=field)
    return text


def _span(started_at: int, ended_at: int) -> int:
    if ended_at < started_at:
        raise UserInputError("The end is before the start.", field="to")
    return ended_at - started_at


def _check_seconds(seconds: int) -> None:
    if seconds < 0:
        raise UserInputError("A duration cannot be negative.", field="duration")
    if seconds > MAX_SECONDS:
        raise UserInputError("More than 1,000 hours in one entry cannot be right.", field="duration")
