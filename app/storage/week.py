"""What a week's calendar reads: my entries of a few days with just what a block shows, in one walk along the index."""

from __future__ import annotations

from typing import NamedTuple

from app.storage.conditions import RUNNING
from app.storage.database import Database
from app.storage.positions import first_of_day


class WeekRow(NamedTuple):
    """An entry as a block of the calendar. Instants are UTC epoch seconds, both None without clock times; `date` is
    the day that it counts on (YYYY-MM-DD), `zone` the one it was made in, `billed` whether an invoice, a mark or
    Clientary speaks for it.
    """

    id: str
    title: str
    date: str
    zone: str
    seconds: int
    started_at: int | None
    ended_at: int | None
    billable: bool
    billed: bool
    project_id: str | None
    project_name: str | None
    client_name: str | None
    task_id: str | None
    task_title: str | None

    @property
    def running(self) -> bool:
        return self.started_at is not None and self.ended_at is None

    def seconds_at(self, now: int) -> int:
        """Worked seconds, for a running entry as of `now`; a clock set back never makes it negative."""
        return max(0, now - self.started_at) if self.running and self.started_at is not None else self.seconds


_SELECT = (
    "select e.id, e.title, e.date, e.timezone, e.seconds, e.started_at, e.ended_at, e.billable = 1,"
    " e.ledger is not null or e.billed_there is 1, e.project_id, p.name, c.name, e.task_id, t.title from entry e"
)
_JOINS = (
    " left join project p on p.id = e.project_id left join client c on c.id = p.client_id"
    " left join task t on t.id = e.task_id"
)


def my_week_rows(db: Database, first_day: str, last_day: str) -> list[WeekRow]:
    """My entries that count on those days (both included), oldest first, the running one whenever it began.

    The index of the running timer is named because SQLite forgets small partial indexes after ANALYZE.
    """
    rows = db.read(
        f"{_SELECT}{_JOINS} where e.position >= ? and e.position < ? and e.person is null and e.deleted_at is null"
        " order by e.position",
        first_of_day(first_day),
        first_of_day(last_day, days_later=1),
    )
    found = [WeekRow(*row) for row in rows]
    running = db.one(f"{_SELECT} indexed by entry_running{_JOINS} where {RUNNING} and e.deleted_at is null")
    if running is not None and all(row.id != running[0] for row in found):
        found.append(WeekRow(*running))
    return found
