"""My entries by day, newest first, and the sums of days: what the timer page and the week show."""

from __future__ import annotations

from app.storage.database import Database
from app.storage.days import DayTotal, my_day_totals
from app.storage.entries import EntryFilter, EntryRepository, EntryRow
from app.storage.project_marks import ProjectMarkRow, project_marks

_LONGEST_DAY = 2_000


class Timesheet:
    """Reads only."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def page(self, limit: int, before: int | None = None) -> list[EntryRow]:
        """At most `limit` entries, newest first, strictly older than the position `before`."""
        return EntryRepository(self.db).page(EntryFilter(mine=True), limit, before)

    def day(self, day: str) -> list[EntryRow]:
        """The entries of a day (YYYY-MM-DD), newest first."""
        return EntryRepository(self.db).page(EntryFilter(day_from=day, day_to=day, mine=True), _LONGEST_DAY)

    def totals(self, first_day: str, last_day: str) -> dict[str, DayTotal]:
        """Sums of finished time by day, both days included; a day without entries is not there."""
        return {total.date: total for total in my_day_totals(self.db, first_day, last_day)}

    def project_marks(self) -> list[ProjectMarkRow]:
        """Every project with what it is known by in Clientary: its colour follows from that."""
        return project_marks(self.db)
