"""Sums of whole days: what a list by day and the week's figures show."""

from __future__ import annotations

from typing import NamedTuple

from app.storage.database import Database
from app.storage.positions import first_of_day


class DayTotal(NamedTuple):
    """My finished time of one day (YYYY-MM-DD), the running entry left out: it grows while one looks at it."""

    date: str
    seconds: int
    billable_seconds: int
    entries: int


def my_day_totals(db: Database, first_day: str, last_day: str) -> list[DayTotal]:
    """One for each day from first to last (both included) that has entries, oldest first."""
    rows = db.read(
        "select e.date, sum(e.seconds), sum(case when e.billable then e.seconds else 0 end), count(*) from entry e"
        " where e.position >= ? and e.position < ? and e.person is null and e.deleted_at is null"
        " group by e.date order by e.date",
        first_of_day(first_day),
        first_of_day(last_day, days_later=1),
    )
    return [DayTotal(*row) for row in rows]
