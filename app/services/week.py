"""The week as a calendar: what it shows, and what dragging a block in it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.billing.amounts import time_amount
from app.clock import Clock
from app.domain.entries import Entry
from app.domain.spans import shift_day
from app.errors import Refused, UserInputError
from app.services.entry_values import EntryEdit, edited
from app.services.entry_writing import EntryWriter, Write, quoted
from app.settings import Settings
from app.storage.database import Database
from app.storage.entries import EntryRow
from app.storage.week import WeekRow, my_priced_hours, my_week_rows

REACH_DAYS = 2
"""Entries of so many days before the first one shown may still go on in it."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Worked seconds of a day or a week; `billed` is that part of `billable` which is spoken for, `fixed` what else of
    it is in projects with a fixed price: its number changes no invoice.
    """

    seconds: int = 0
    billable: int = 0
    billed: int = 0
    entries: int = 0
    fixed: int = 0

    @property
    def unbilled(self) -> int:
        """What waits to be billed by the hour."""
        return self.billable - self.billed - self.fixed


def sums(rows: Sequence[WeekRow], days: Sequence[str], now: int) -> dict[str, Sums]:
    """The sums of each of those days by the date that entries count on, the running one up to `now`."""
    found = dict.fromkeys(days, Sums())
    for row in rows:
        if row.date in found:
            day, seconds = found[row.date], row.seconds_at(now)
            billable = seconds if row.billable else 0
            found[row.date] = Sums(
                day.seconds + seconds,
                day.billable + billable,
                day.billed + (billable if row.billed else 0),
                day.entries + 1,
                day.fixed + (billable if row.fixed and not row.billed else 0),
            )
    return found


def total(days: Sequence[Sums]) -> Sums:
    """Several days together."""
    return Sums(
        sum(day.seconds for day in days),
        sum(day.billable for day in days),
        sum(day.billed for day in days),
        sum(day.entries for day in days),
        sum(day.fixed for day in days),
    )


@dataclass(frozen=True, slots=True)
class WeekService:
    """Reads by one query of at most a few hundred rows; every act is one transaction and one step of undo. Acts raise
    `NotFound`, `Refused` (billed, somebody else's, running) and `UserInputError`.
    """

    db: Database
    clock: Clock
    day_starts_at_min: int = 0

    def rows(self, first_day: str, last_day: str) -> list[WeekRow]:
        """My entries of those days, and those of the days before that may reach into them, oldest first."""
        return my_week_rows(self.db, shift_day(first_day, -REACH_DAYS), last_day)

    def worth(self, first_day: str, last_day: str, settings: Settings) -> dict[str, int]:
        """What my billable hours of those days come to, in minor units by currency, before any rounding of time.
        Hours without a rate and those of a fixed price are worth nothing here.
        """
        found: dict[str, int] = {}
        for hours in my_priced_hours(self.db, first_day, last_day, self.clock.now()):
            rate, currency = hours.rate or settings.billing_default_rate, hours.currency or settings.billing_currency
            if rate:
                found[currency] = found.get(currency, 0) + time_amount(hours.seconds, Decimal(rate), currency)
        return found

    def place(self, entry_id: str, started_at: int) -> EntryRow:
        """Let an entry begin at that instant. It keeps its duration, whether it had clock times or not, and counts on
        the day of its new start; of a running one only the start moves.
        """
        with self.db.write():
            entry = self._writer.changeable(entry_id)
            if entry.running:
                edit = EntryEdit(started_at=started_at)
            else:
                edit = EntryEdit(started_at=started_at, ended_at=started_at + entry.seconds, seconds=entry.seconds)
            return self._store(entry, edit, "move", "Move")

    def resize(self, entry_id: str, started_at: int | None, ended_at: int | None) -> EntryRow:
        """Give an entry another start or end; the one that is None stays as it is stored."""
        with self.db.write():
            entry = self._with_times(entry_id)
            if entry.running and ended_at is not None:
                raise Refused("The timer is still running; stop it before setting its end.")
            return self._store(entry, EntryEdit(started_at=started_at, ended_at=ended_at), "edit", "Set the times of")

    def shift(self, entry_id: str, start_s: int, end_s: int) -> EntryRow:
        """Move an entry's ends by so many seconds from where they are stored, which need not be where they were seen.
        Moved by the same, it keeps its duration.
        """
        with self.db.write():
            entry = self._with_times(entry_id)
            started_at = None if entry.started_at is None or not start_s else entry.started_at + start_s
            if start_s == end_s and started_at is not None:
                return self.place(entry_id, started_at)
            ended_at = None if entry.ended_at is None or not end_s else entry.ended_at + end_s
            return self.resize(entry_id, started_at, ended_at)

    def lift(self, entry_id: str, day: str | None = None) -> EntryRow:
        """Take the clock times of an entry away and let its duration count on `day`, or on the day it has."""
        with self.db.write():
            entry = self._writer.changeable(entry_id)
            return self._store(entry, EntryEdit(date=day, clear=frozenset({"times"})), "move", "Move")

    def move_to(self, entry_id: str, day: str) -> EntryRow:
        """Let an entry count on that day; clock times that it has go along."""
        with self.db.write():
            return self._store(self._writer.changeable(entry_id), EntryEdit(date=day), "move", "Move")

    def _with_times(self, entry_id: str) -> Entry:
        entry = self._writer.changeable(entry_id)
        if entry.started_at is None:
            raise Refused("Its clock times were taken away meanwhile, so there is no start or end to move.")
        return entry

    def _store(self, entry: Entry, edit: EntryEdit, act: str, verb: str) -> EntryRow:
        changed = edited(entry, edit, self.day_starts_at_min)
        if changed.running and (changed.started_at or 0) > self.clock.now():
            raise UserInputError("A timer cannot start in the future.", field="at")
        if changed != entry:
            self._writer.commit(act, f"{verb} {quoted(entry.title)}", [Write(changed)])
        return self._writer.row(entry.id)

    @property
    def _writer(self) -> EntryWriter:
        return EntryWriter(self.db, self.clock)
