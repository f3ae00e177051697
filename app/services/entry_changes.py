"""Use cases that reshape entries: nudge, split, take a stretch out, merge, duplicate, move, many at once.

Each is one transaction and one step of undo, is queued for sync, and loses or invents no second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from app.clock import Clock
from app.domain.entries import Entry
from app.domain.ids import EntryId, ProjectId, new_id
from app.domain.spans import shift_day
from app.errors import Refused, UserInputError
from app.services.entry_merging import merged
from app.services.entry_values import EntryDraft, EntryEdit, edited, new_entry, piece
from app.services.entry_writing import EntryWriter, Write, is_billed, quoted
from app.storage.database import Database
from app.storage.entries import EntryRow
from app.storage.terms import TermsRepository

Fate = Literal["keep", "discard", "give_to"]
"""What becomes of a stretch that is taken out: an entry like the one that it was part of, nothing, or another entry."""


@dataclass(frozen=True, slots=True)
class BulkChange:
    """The same change for many entries. None, empty and 0 leave alone; `delete` goes alone."""

    project_id: ProjectId | None = None
    clear_project: bool = False
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    billable: bool | None = None
    shift_days: int = 0
    delete: bool = False


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What is left of an entry round a stretch, and the stretch itself; None for what there is not."""

    before: EntryRow | None
    stretch: EntryRow | None
    after: EntryRow | None


@dataclass(frozen=True, slots=True)
class EntryChanges:
    """Instants are UTC epoch seconds, days YYYY-MM-DD. `unlock` is the reason for changing a billed entry; what takes
    entries apart or together refuses billed ones. All raise `NotFound`, `Refused` and `UserInputError`.
    """

    db: Database
    clock: Clock
    zone: str
    day_starts_at_min: int = 0

    def nudge_start(self, entry_id: str, delta_s: int, unlock: str | None = None) -> EntryRow:
        """Move the start by so many seconds (negative: earlier); the end stays where it is."""
        with self.db.write():
            entry = self._writer.changeable(entry_id, unlock)
            return self.back_date(entry_id, _start(entry) + delta_s, unlock)

    def back_date(self, entry_id: str, started_at: int, unlock: str | None = None) -> EntryRow:
        """Let an entry, running or not, begin at that instant."""
        return self._edit(entry_id, EntryEdit(started_at=started_at), "nudge", "Move the start of", unlock)

    def move_to_day(self, entry_id: str, day: str, unlock: str | None = None) -> EntryRow:
        """Move a finished entry to another day; its clock times stay as the wall clock shows them."""
        return self._edit(entry_id, EntryEdit(date=day), "move", "Move", unlock)

    def split(self, entry_id: str, at: int) -> tuple[EntryRow, EntryRow]:
        """End an entry at `at` and go on with a new one alike; of a running one the second part runs."""
        with self.db.write():
            entry = self._writer.divisible(entry_id, "split")
            self._check_inside(entry, at)
            first = piece(entry, _start(entry), at, self.day_starts_at_min)
            second = _anew(piece(entry, at, entry.ended_at, self.day_starts_at_min))
            self._writer.commit("split", f"Split {quoted(entry.title)}", [Write(first), Write(second, like=entry.id)])
        return self._writer.row(first.id), self._writer.row(second.id)

    def split_off(self, entry_id: str, seconds: int) -> tuple[EntryRow, EntryRow]:
        """Make the last `seconds` of a finished entry an entry of its own; without clock times on the same day."""
        with self.db.write():
            entry = self._writer.divisible(entry_id, "split")
            if entry.running:
                raise Refused("The timer is still running; split it at a time of day instead.")
            if not 0 < seconds < entry.seconds:
                raise UserInputError("The part must be shorter than the entry, and longer than nothing.", field="at")
            if entry.ended_at is not None:
                return self.split(entry_id, entry.ended_at - seconds)
            first, second = entry._replace(seconds=entry.seconds - seconds), _anew(entry._replace(seconds=seconds))
            self._writer.commit("split", f"Split {quoted(entry.title)}", [Write(first), Write(second, like=entry.id)])
        return self._writer.row(first.id), self._writer.row(second.id)

    def split_out(
        self, entry_id: str, began: int, ended: int, then: Fate, draft: EntryDraft | None = None, *, go_on: bool = True
    ) -> TakenOut:
        """Take the stretch from `began` to `ended` out of an entry, as far as it lies in it.

        `keep` makes it an entry alike, `discard` drops it, `give_to` makes it an entry about what `draft` says (its
        times are not looked at). The timer goes on after it, or with `go_on=False` ends where the stretch begins, and
        nothing is kept after it. The entry keeps its id before the stretch, or else after it.
        """
        with self.db.write():
            entry = self._writer.divisible(entry_id, "split")
            start, end = _start(entry), self.clock.now() if entry.ended_at is None else entry.ended_at
            began, ended = max(began, start), min(ended, end)
            if began >= ended:
                raise UserInputError("That stretch does not lie in the entry.", field="at")
            _check_times_hold(entry)
            before = piece(entry, start, began, self.day_starts_at_min) if began > start else None
            stretch = self._stretch(entry, began, ended, then, draft)
            after = None
            if go_on and (entry.running or ended < end):
                after = piece(entry, ended, entry.ended_at, self.day_starts_at_min)
            parts = _told_apart(entry, before, stretch, after)
            given = stretch if then == "give_to" else None
            writes = [
                Write(part, like=None if given is not None and part.id == given.id else entry.id)
                for part in parts
                if part is not None
            ]
            if all(write.entry.id != entry.id for write in writes):
                writes.insert(0, Write(entry, deleted=True))
            self._writer.commit("split", f"Take time out of {quoted(entry.title)}", writes)
        return TakenOut(*(None if part is None else self._writer.row(part.id) for part in parts))

    def merge(self, entry_ids: Sequence[str]) -> EntryRow:
        """Put entries of one project together, into the earliest. Their seconds add up exactly; clock times stay where
        each goes on where the one before ended, else only the duration on the day is left.
        """
        with self.db.write():
            entries = [self._writer.divisible(entry_id, "merged") for entry_id in dict.fromkeys(entry_ids)]
            if len(entries) < 2:
                raise UserInputError("It takes two entries or more to merge.", field="id")
            own = TermsRepository(self.db).entry_rates([entry.id for entry in entries])
            if len({own.get(entry.id) for entry in entries}) > 1:
                raise Refused("These entries have different hourly rates of their own. Nothing was changed.")
            kept, gone = merged(entries)
            writes = [*(Write(entry, deleted=True) for entry in gone), Write(kept)]
            self._writer.commit("merge", f"Merge {len(entries)} entries into {quoted(kept.title)}", writes)
        return self._writer.row(kept.id)

    def duplicate(self, entry_id: str, day: str | None = None) -> EntryRow:
        """A copy of a finished entry. On another day it has the same clock times; on its own day only the duration,
        since nobody does the same twice at the same time.
        """
        with self.db.write():
            entry = self._writer.row(entry_id).entry
            if entry.running:
                raise Refused("The timer is still running; stop it before making a copy.")
            copy = _anew(entry)._replace(person=None, billed_there=None)
            if day is None or day == entry.date:
                copy = copy._replace(started_at=None, ended_at=None)
            else:
                copy = edited(copy, EntryEdit(date=day), self.day_starts_at_min)
            self._writer.commit("duplicate", f"Copy {quoted(entry.title)}", [Write(copy, like=entry.id)])
        return self._writer.row(copy.id)

    def change_all(self, entry_ids: Sequence[str], change: BulkChange, unlock: str | None = None) -> list[EntryRow]:
        """Change these entries alike, all or none, as one step of undo; returns them as they are then."""
        ids = list(dict.fromkeys(entry_ids))
        with self.db.write():
            billed = sum(is_billed(self._writer.row(entry_id)) for entry_id in ids)
            if billed and not unlock:
                raise Refused(f"{billed} of these {len(ids)} entries are billed. Nothing was changed; leave them out.")
            entries = [self._writer.changeable(entry_id, unlock) for entry_id in ids]
            writes = [self._changed(entry, change) for entry in entries]
            real = [write for write, entry in zip(writes, entries, strict=True) if write != Write(entry)]
            if real:
                verb = "Delete" if change.delete else "Change"
                what = quoted(entries[0].title) if len(real) == 1 else f"{len(real)} entries"
                self._writer.commit("delete" if change.delete else "edit", f"{verb} {what}", real, unlock)
        return [self._writer.row(entry_id) for entry_id in ids]

    def _changed(self, entry: Entry, change: BulkChange) -> Write:
        if change.delete:
            return Write(entry, deleted=True)
        gone = {tag.casefold() for tag in change.remove_tags}
        edit = EntryEdit(
            project_id=change.project_id,
            tags=tuple(tag for tag in (*entry.tags, *change.add_tags) if tag.casefold() not in gone),
            billable=change.billable,
            date=shift_day(entry.date, change.shift_days) if change.shift_days else None,
            clear=frozenset({"project"}) if change.clear_project else frozenset(),
        )
        return Write(edited(entry, edit, self.day_starts_at_min))

    def _edit(self, entry_id: str, edit: EntryEdit, act: str, verb: str, unlock: str | None) -> EntryRow:
        with self.db.write():
            entry = self._writer.changeable(entry_id, unlock)
            changed = edited(entry, edit, self.day_starts_at_min)
            if changed.running and _start(changed) > self.clock.now():
                raise UserInputError("A timer cannot start in the future.", field="at")
            if changed != entry:
                self._writer.commit(act, f"{verb} {quoted(entry.title)}", [Write(changed)], unlock)
            return self._writer.row(entry_id)

    def _check_inside(self, entry: Entry, at: int) -> None:
        end = self.clock.now() if entry.ended_at is None else entry.ended_at
        if not _start(entry) < at < end:
            raise UserInputError("The time must lie between the start and the end of the entry.", field="at")
        _check_times_hold(entry)

    def _stretch(self, entry: Entry, began: int, ended: int, then: Fate, draft: EntryDraft | None) -> Entry | None:
        if then == "discard":
            return None
        part = piece(entry, began, ended, self.day_starts_at_min)
        if then == "keep":
            return part
        if draft is None:
            raise UserInputError("Say what the time was for.", field="title")
        given = replace(draft, started_at=began, ended_at=ended, seconds=None, date=part.date)
        return new_entry(given, entry.timezone, self.day_starts_at_min, self.clock.now())

    @property
    def _writer(self) -> EntryWriter:
        return EntryWriter(self.db, self.clock)


def _told_apart(
    entry: Entry, before: Entry | None, stretch: Entry | None, after: Entry | None
) -> tuple[Entry | None, Entry | None, Entry | None]:
    """The first part that is still the entry keeps its id; the others get ids of their own."""
    if before is not None:
        taken = "before"
    elif after is not None:
        taken = "after"
    else:
        taken = "stretch"
    if after is not None and taken != "after":
        after = _anew(after)
    if stretch is not None and stretch.id == entry.id and taken != "stretch":
        stretch = _anew(stretch)
    return before, stretch, after


def _start(entry: Entry) -> int:
    if entry.started_at is None:
        raise UserInputError("This entry has no clock times; give it a start and an end first.", field="at")
    return entry.started_at


def _check_times_hold(entry: Entry) -> None:
    """Clock times and duration may differ after an edit in Clientary; parts made by the clock would lose the rest."""
    if entry.ended_at is not None and entry.ended_at - _start(entry) != entry.seconds:
        raise Refused(
            "The duration of this entry was set in Clientary and differs from its clock times. "
            "Nothing was changed; set its start and end first."
        )


def _anew(entry: Entry) -> Entry:
    return entry._replace(id=EntryId(new_id()))
