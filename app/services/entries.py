"""Use cases for time entries: what the timer's buttons and the quick log mean. Each commits at once, by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.clock import Clock
from app.domain import timer
from app.domain.entries import Entry
from app.errors import Refused, UserInputError
from app.services.empty_stretch import ended, left_behind
from app.services.entry_values import EntryDraft, EntryEdit, edited, new_entry, same_work
from app.services.entry_writing import EntryWriter, Write, quoted
from app.storage.database import Database
from app.storage.entries import EntryRepository, EntryRow
from app.storage.history import HistoryRepository

__all__ = ["EntryDraft", "EntryEdit", "EntryService", "Switched"]

_PAUSE, _START, _RESUME = "pause", "start", "resume"


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
        return self._start(draft, _START, "Start")

    def start_again(self, entry_id: str) -> Switched:
        """Run a new entry about the same thing as an old one, without its notes; raises `NotFound`."""
        return self.start(same_work(self.row(entry_id).entry))

    def stop(self, at: int | None = None) -> EntryRow:
        """End the running entry at `at` (default: now); raises `Refused` when nothing runs.

        What went on with a paused entry and is of no time is not kept: its row is `deleted`.
        """
        return self._stop(at, "stop", "Stop")

    def pause(self) -> EntryRow:
        """End the running entry now, to go on with it later by `resume`; raises `Refused` when nothing runs."""
        return self._stop(None, _PAUSE, "Pause")

    def paused(self) -> EntryRow | None:
        """The entry whose pause nothing has ended yet; None while a timer runs, and once another one ran."""
        if self.running() is not None:
            return None
        last = HistoryRepository(self.db).latest(_PAUSE, _START, _RESUME, "stop")
        if last is None or last.act != _PAUSE:
            return None
        row = EntryRepository(self.db).row(last.entry_id)
        if row is not None and row.deleted and last.after is None:  # of no time, and so not kept: it is gone on with
            return row
        return None if row is None or row.deleted or row.entry.running else row

    def resume(self) -> Switched:
        """Go on with what was paused, as a new entry with its title; raises `Refused` when nothing is paused."""
        paused = self.paused()
        if paused is None:
            raise Refused("No timer is paused.")
        return self._start(same_work(paused.entry), _RESUME, "Resume", paused.entry)

    def log(self, draft: EntryDraft) -> EntryRow:
        """Store a finished entry: a span, or a duration on a day."""
        entry = self._new(draft)
        with self.db.write():
            self._writer.commit("log", f"Log {quoted(entry.title)}", [Write(entry)])
        return self.row(entry.id)

    def edit(self, entry_id: str, edit: EntryEdit, unlock: str | None = None) -> EntryRow:
        """Change an entry; a billed one only with the reason `unlock`, which stays in its history."""
        with self.db.write():
            entry = self._writer.changeable(entry_id, unlock)
            changed = edited(entry, edit, self.day_starts_at_min)
            if changed.running and changed.started_at is not None and changed.started_at > self.clock.now():
                raise UserInputError("A timer cannot start in the future.", field="at")
            if changed != entry:
                self._writer.commit("edit", f"Edit {quoted(entry.title)}", [Write(changed)], unlock)
        return self.row(entry_id)

    def delete(self, entry_id: str, unlock: str | None = None) -> EntryRow:
        """Move an entry to *Deleted*; what was sent is deleted there too."""
        with self.db.write():
            entry = self._writer.changeable(entry_id, unlock)
            self._writer.commit("delete", f"Delete {quoted(entry.title)}", [Write(entry, deleted=True)], unlock)
        return self.row(entry_id)

    def running(self) -> Entry | None:
        """The running entry."""
        return EntryRepository(self.db).running()

    def row(self, entry_id: str) -> EntryRow:
        """The entry with names and states; raises `NotFound`."""
        return self._writer.row(entry_id)

    def _start(self, draft: EntryDraft, act: str, verb: str, paused: Entry | None = None) -> Switched:
        now = self.clock.now()
        started_at = now if draft.started_at is None else draft.started_at
        entry = self._new(replace(draft, started_at=started_at, ended_at=None, seconds=0, date=None))
        with self.db.write():
            running = EntryRepository(self.db).running()
            step = timer.start(_state(running), entry, now)
            writes = [] if paused is None else left_behind(self.db, paused, entry)
            if running is not None and step.stopped is not None:
                writes.append(ended(self.db, running, step.stopped, [entry]))
            self._writer.commit(act, f"{verb} {quoted(entry.title)}", [*writes, Write(entry)])
        stopped = None if step.stopped is None else self.row(step.stopped.id)._replace(entry=step.stopped)
        return Switched(self.row(entry.id), stopped)

    def _stop(self, at: int | None, act: str, verb: str) -> EntryRow:
        with self.db.write():
            running = EntryRepository(self.db).running()
            step = timer.stop(_state(running), self.clock.now(), at)
            if running is None or step.stopped is None:
                raise Refused("No timer is running.")
            write = ended(self.db, running, step.stopped)
            self._writer.commit(act, f"{verb} {quoted(step.stopped.title)}", [write])
        return self.row(step.stopped.id)._replace(entry=step.stopped)

    def _new(self, draft: EntryDraft) -> Entry:
        return new_entry(draft, self.zone, self.day_starts_at_min, self.clock.now())

    @property
    def _writer(self) -> EntryWriter:
        return EntryWriter(self.db, self.clock)


def _state(running: Entry | None) -> timer.State:
    return timer.Idle() if running is None else timer.Running(running)
