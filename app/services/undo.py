"""Undo and redo of acts on entries, across restarts. They act on local intent and queue what follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from app.clock import Clock
from app.domain.entries import CHANGEABLE, Entry
from app.errors import Refused
from app.services.marks import mark_image
from app.storage.absences import AbsenceRepository
from app.storage.database import Database
from app.storage.entries import EntryRepository
from app.storage.history import HistoryRepository
from app.storage.marks import EntryMark, MarkRepository
from app.storage.pending import queue_entry
from app.storage.undo import UndoLog, UndoStep

_MARK = "mark"
_TIMES = {"date", "timezone", "started_at", "ended_at", "seconds"}


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back or done again: its label, the entries, and fields left alone because they changed since.
    `passed`: labels of later acts that stay, newest first, because an entry of theirs is billed by now.
    `stays`: kinds of what was done later that undo is not for, such as "invoice" and "payment".
    `seconds_gone`: how much less worked time there is now that entries went away; 0 when none did. `seq`: the number of
    the act."""

    label: str
    entry_ids: tuple[str, ...]
    kept: tuple[str, ...] = ()
    passed: tuple[str, ...] = ()
    seconds_gone: int = 0
    seq: int = 0
    stays: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UndoService:
    """Takes acts back one by one, newest first, and does them again."""

    db: Database
    clock: Clock

    def undo(self, seq: int | None = None) -> Undone:
        """Take the last act back, or the one with that number; raises `Refused` when there is none."""
        find = self._last_free if seq is None else partial(UndoLog(self.db).not_undone, seq)
        return self._turn(find, "after", "before", undone=True)

    def latest(self) -> int | None:
        """The number of the last act, to take exactly that one back later."""
        step = UndoLog(self.db).to_undo()
        return None if step is None else step.seq

    def redo(self, seq: int | None = None) -> Undone:
        """Do the last undone act again, or the one with that number; raises `Refused` when there is none."""
        log = UndoLog(self.db)
        find = log.to_redo if seq is None else partial(log.undone, seq)
        return self._turn(find, "before", "after", undone=False)

    def steps(self) -> list[UndoStep]:
        return UndoLog(self.db).steps()

    def _last_free(self) -> UndoStep | None:
        """The last act whose entries are not billed by now; one that is must not stand in the way of those before.
        An act that marked them is itself why they are, and one that deleted them takes nothing off an invoice when it
        is taken back."""
        log = UndoLog(self.db)
        acts = (step for step in log.steps() if not step.undone)
        return next((step for step in acts if not self._binds(step)), log.to_undo())

    def _billed_since(self, step: UndoStep) -> tuple[str, ...]:
        later = (one for one in self.steps() if one.seq > step.seq and not one.undone)
        return tuple(one.label for one in later if self._binds(one))

    def _binds(self, step: UndoStep) -> bool:
        return any(self._is_billed(change) for change in step.changes)

    def _is_billed(self, change: dict[str, object]) -> bool:
        if change.get("kind") == _MARK or change["after"] is None:
            return False
        row = EntryRepository(self.db).row(str(change["entry"]))
        return row is not None and (row.ledger is not None or bool(row.entry.billed_there))

    def _turn(self, find: Callable[[], UndoStep | None], old: str, new: str, *, undone: bool) -> Undone:
        now = self.clock.now()
        with self.db.write():
            step = find()
            if step is None:
                raise Refused("There is nothing to undo." if undone else "There is nothing to redo.")
            # What goes away goes first: stopping the new timer makes room for the one that it ended.
            changes = sorted(step.changes, key=lambda change: _still_runs(change[new]))
            entry_ids = tuple(str(change["entry"]) for change in step.changes)
            worked = self._worked(entry_ids, now)
            act = "undo" if undone else "redo"
            kept = [f for change in changes for f in self._apply(act, change, change[old], change[new], now)]
            AbsenceRepository(self.db).follow_undo(step.seq, now, undone=undone)
            if len(changes) > 1:
                AbsenceRepository(self.db).follow_time(entry_ids)
            UndoLog(self.db).mark(step.seq, undone=undone)
            passed = self._billed_since(step) if undone else ()
            stays = UndoLog(self.db).others_since(step.at) if undone else ()
            removes = any(change[new] is None and change.get("kind") != _MARK for change in changes)
            gone = max(0, worked - self._worked(entry_ids, now)) if removes else 0
        return Undone(step.label, entry_ids, tuple(kept), passed, gone, step.seq, stays)

    def _worked(self, entry_ids: tuple[str, ...], now: int) -> int:
        """Seconds in those of the entries that are there, a running one's until now."""
        repository = EntryRepository(self.db)
        found = (repository.get(one) for one in set(entry_ids) if not repository.is_deleted(one))
        return sum(entry.seconds_at(now) for entry in found if entry is not None)

    def _apply(self, act: str, change: dict[str, object], old: Any, new: Any, now: int) -> list[str]:
        """Set an entry's fields, or its mark, from `old` to `new` where they still are so; what was left alone."""
        repository, entry_id = EntryRepository(self.db), str(change["entry"])
        if change.get("kind") == _MARK:
            return self._apply_mark(entry_id, old, new, now)
        entry = repository.get(entry_id)
        if entry is None:
            raise Refused("The entry of this step is gone for good; it cannot be undone.")
        if old is not None:
            self._check_unbilled(entry)
        kept: list[str] = []
        before = None if repository.is_deleted(entry_id) else entry
        if new is None:
            repository.mark_deleted(entry_id, now)
        elif old is None:  # it comes back as it now is: what Clientary or a decided conflict put in since stays
            if not repository.is_deleted(entry_id):
                return ["deletion"]
            repository.undelete(entry_id)
        else:
            wanted = {name: new[name] for name in CHANGEABLE if old[name] != new[name]}
            kept = [name for name in wanted if _value(entry, name) != old[name]]
            if _TIMES & set(kept):  # clock times, seconds and day only make sense together
                kept += [name for name in wanted if name in _TIMES and name not in kept]
            repository.save(entry._replace(**{n: _typed(n, v) for n, v in wanted.items() if n not in kept}))
        after = None if new is None else repository.get(entry_id)
        HistoryRepository(self.db).record(act, before, after, now)
        queue_entry(self.db, entry_id, now)
        return kept

    def _apply_mark(self, entry_id: str, old: Any, new: Any, now: int) -> list[str]:
        """Put back how an entry was marked, unless it is spoken for in another way by now."""
        repository = MarkRepository(self.db)
        standing, row = repository.get(entry_id), EntryRepository(self.db).row(entry_id)
        if row is None or mark_image(standing) != old or (standing is None and row.ledger is not None):
            return ["mark"]
        repository.put(entry_id, None if new is None else EntryMark(new["state"], new["reason"]), now)
        return []

    def _check_unbilled(self, entry: Entry) -> None:
        row = EntryRepository(self.db).row(entry.id)
        if row is not None and (row.ledger is not None or entry.billed_there):
            raise Refused("An entry of this step is billed by now; it cannot be undone.")


def _still_runs(image: Any) -> bool:
    return image is not None and image.get("started_at") is not None and image["ended_at"] is None


def _value(entry: Entry, name: str) -> object:
    value: object = getattr(entry, name)
    return list(value) if isinstance(value, tuple) else value


def _typed(name: str, value: object) -> Any:
    return tuple(value) if name == "tags" and isinstance(value, list) else value
