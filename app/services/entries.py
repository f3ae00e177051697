"""Use cases for time entries: what the timer's buttons and the quick log mean. Each commits at once, by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.clock import Clock
from app.domain import timer
from app.domain.entries import Entry
from app.domain.ids import EntryId, ProjectId, TaskId, new_id
from app.domain.spans import at_local, local_datetime, local_day
from app.domain.text import clean_line, clean_text
from app.errors import NotFound, Refused, UserInputError
from app.storage.database import Database
from app.storage.entries import EntryRepository, EntryRow
from app.storage.pending import queue_entry
from app.storage.synclog import log_event
from app.storage.undo import UndoLog

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


@dataclass(frozen=True, slots=True)
class Switched:
    """What starting did: the entry that runs now, and the one that it ended."""

    started: EntryRow
    stopped: EntryRow | None


@dataclass(frozen=True, slots=True)
class EntryService:
    """Start, stop, log, edit and delete. `zone` is where the person is now; a day starts `day_starts_at_min` later."""

    db: Database
    clock: Clock
    zone: str
    day_starts_at_min: int = 0

    def start(self, draft: EntryDraft) -> Switched:
        """Run a new entry from `draft.started_at` (default: now); a running one ends at that same instant."""
        now = self.clock.now()
        started_at = now if draft.started_at is None else draft.started_at
        entry = self._new(replace(draft, started_at=started_at, ended_at=None, seconds=0, date=None))
        with self.db.write():
            step = timer.start(self._state(), entry, now)
            acts = [] if step.stopped is None else [self._act(step.stopped)]
            acts.append(self._act(entry))
            self._commit(f"Start {_short(entry.title)}", acts, now)
        stopped = None if step.stopped is None else self.row(step.stopped.id)
        return Switched(self.row(entry.id), stopped)

    def start_again(self, entry_id: str) -> Switched:
        """Run a new entry about the same thing as an old one, without its notes; raises `NotFound`."""
        old = self.row(entry_id).entry
        draft = EntryDraft(
            old.title, project_id=old.project_id, task_id=old.task_id, tags=old.tags, billable=old.billable
        )
        return self.start(draft)

    def stop(self, at: int | None = None) -> EntryRow:
        """End the running entry at `at` (default: now); raises `Refused` when nothing runs."""
        now = self.clock.now()
        with self.db.write():
            step = timer.stop(self._state(), now, at)
            if step.stopped is None:
                raise Refused("No timer is running.")
            self._commit(f"Stop {_short(step.stopped.title)}", [self._act(step.stopped)], now)
        return self.row(step.stopped.id)

    def log(self, draft: EntryDraft) -> EntryRow:
        """Store a finished entry: a span, or a duration on a day."""
        entry = self._new(draft)
        with self.db.write():
            self._commit(f"Log {_short(entry.title)}", [self._act(entry)], self.clock.now())
        return self.row(entry.id)

    def edit(self, entry_id: str, edit: EntryEdit, unlock: str | None = None) -> EntryRow:
        """Change an entry; a billed one only with the reason `unlock`, which leaves a trace in the sync log."""
        now = self.clock.now()
        with self.db.write():
            entry = self._editable(entry_id, unlock, now)
            changed = self._edited(entry, edit)
            if changed.running and changed.started_at is not None and changed.started_at > now:
                raise UserInputError("A timer cannot start in the future.", field="at")
            if changed != entry:
                self._commit(f"Edit {_short(entry.title)}", [self._act(changed)], now)
        return self.row(entry_id)

    def delete(self, entry_id: str, unlock: str | None = None) -> EntryRow:
        """Move an entry to *Deleted*; what was sent is deleted there too."""
        now = self.clock.now()
        with self.db.write():
            entry = self._editable(entry_id, unlock, now)
            self._commit(f"Delete {_short(entry.title)}", [self._act(entry, deleted=True)], now)
        return self.row(entry_id)

    def running(self) -> Entry | None:
        """The running entry."""
        return EntryRepository(self.db).running()

    def row(self, entry_id: str) -> EntryRow:
        """The entry with names and states; raises `NotFound`."""
        row = EntryRepository(self.db).row(entry_id)
        if row is None:
            raise NotFound(f"There is no entry {entry_id}.", what="entry", name=entry_id)
        return row

    def _state(self) -> timer.State:
        running = EntryRepository(self.db).running()
        return timer.Idle() if running is None else timer.Running(running)

    def _new(self, draft: EntryDraft) -> Entry:
        title = _title(draft.title)
        started_at, ended_at, seconds = draft.started_at, draft.ended_at, draft.seconds
        if started_at is not None and ended_at is None and seconds:
            ended_at = started_at + seconds
        if started_at is not None and ended_at is not None:
            seconds = _span(started_at, ended_at)
        _check_seconds(seconds or 0)
        day = draft.date if draft.date is not None else self._day(started_at)
        return Entry(
            id=EntryId(new_id()),
            title=title,
            date=day,
            timezone=self.zone,
            seconds=seconds or 0,
            started_at=started_at,
            ended_at=ended_at,
            notes=_notes(draft.notes),
            project_id=draft.project_id,
            task_id=draft.task_id,
            tags=_tags(draft.tags),
            billable=draft.billable,
        )

    def _day(self, started_at: int | None) -> str:
        return local_day(self.clock.now() if started_at is None else started_at, self.zone, self.day_starts_at_min)

    def _edited(self, entry: Entry, edit: EntryEdit) -> Entry:
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
        return self._retimed(entry, edit)

    def _retimed(self, entry: Entry, edit: EntryEdit) -> Entry:
        """Clock times, seconds and day. A new start moves the day with it; a new day moves the clock times."""
        if "times" in edit.clear:
            if entry.running:
                raise UserInputError("The timer is still running; stop it before taking its times away.", field="from")
            entry = entry._replace(started_at=None, ended_at=None)
        if edit.started_at is not None or edit.ended_at is not None:
            started_at = entry.started_at if edit.started_at is None else edit.started_at
            ended_at = entry.ended_at if edit.ended_at is None else edit.ended_at
            if started_at is None or (ended_at is None and not entry.running):
                raise UserInputError("This entry has no clock times; give both a start and an end.", field="to")
            seconds = 0 if ended_at is None else _span(started_at, ended_at)
            day = entry.date
            if started_at != entry.started_at:
                day = local_day(started_at, entry.timezone, self.day_starts_at_min)
            entry = entry._replace(started_at=started_at, ended_at=ended_at, seconds=seconds, date=day)
        if edit.seconds is not None:
            if entry.running:
                raise UserInputError("The timer is still running; stop it before setting a duration.", field="duration")
            ended_at = None if entry.started_at is None else entry.started_at + edit.seconds
            entry = entry._replace(seconds=edit.seconds, ended_at=ended_at)
        if edit.date is not None and edit.date != entry.date:
            entry = _on_day(entry, edit.date, self.day_starts_at_min)
        _check_seconds(entry.seconds)
        return entry

    def _editable(self, entry_id: str, unlock: str | None, now: int) -> Entry:
        repository = EntryRepository(self.db)
        row = repository.row(entry_id)
        if row is None or row.deleted:
            raise NotFound(f"There is no entry {entry_id}.", what="entry", name=entry_id)
        if row.entry.person is not None:
            raise Refused("This entry belongs to somebody else; it can only be changed by them.")
        if row.ledger is not None or row.entry.billed_there:
            if not unlock:
                where = f"on invoice {row.invoice_number}" if row.invoice_number else "billed"
                raise Refused(f"This entry is {where}. Give a reason with --unlock to change it all the same.")
            log_event(self.db, "", "entry", entry_id, "unlocked", now, detail=unlock)
        return row.entry

    def _act(self, entry: Entry, *, deleted: bool = False) -> _Act:
        return _Act(entry.id, entry, deleted)

    def _commit(self, label: str, acts: list[_Act], now: int) -> None:
        """Rows, operations and the undo step, inside the open transaction."""
        repository = EntryRepository(self.db)
        steps: list[dict[str, object]] = []
        for act in acts:
            before = None if repository.is_deleted(act.entry_id) else repository.get(act.entry_id)
            repository.save(act.entry)
            if act.deleted:
                repository.mark_deleted(act.entry_id, now)
            queue_entry(self.db, act.entry_id, now)
            steps.append(
                {"entry": act.entry_id, "before": image(before), "after": None if act.deleted else image(act.entry)}
            )
        UndoLog(self.db).record(label, steps, now)


@dataclass(frozen=True, slots=True)
class _Act:
    entry_id: str
    entry: Entry
    deleted: bool


def image(entry: Entry | None) -> dict[str, object] | None:
    """The fields of an entry that undo may put back, as JSON values."""
    if entry is None:
        return None
    return {name: getattr(entry, name) for name in UNDOABLE} | {"tags": list(entry.tags)}


UNDOABLE = (
    "title", "notes", "project_id", "task_id", "tags", "billable", "date", "timezone", "started_at", "ended_at",
    "seconds",
)  # fmt: skip


def _on_day(entry: Entry, day: str, day_starts_at_min: int) -> Entry:
    """The same clock times on another day, by the wall clock of the entry's zone."""
    if entry.started_at is None:
        return entry._replace(date=day)
    if entry.running:
        raise UserInputError("The timer is still running; stop it before moving it to another day.", field="date")
    start = local_datetime(entry.started_at, entry.timezone)
    calendar_day = day
    if start.hour * 60 + start.minute < day_starts_at_min:
        from app.domain.spans import shift_day

        calendar_day = shift_day(day, 1)
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


def _short(title: str) -> str:
    return f'"{title if len(title) <= 40 else title[:39] + "…"}"'
