"""What a week's calendar reads: my entries of a few days with just what a block shows, in one walk along the index."""

from __future__ import annotations

from typing import NamedTuple

from app.storage.conditions import RUNNING
from app.storage.database import Database
from app.storage.positions import first_of_day


class WeekRow(NamedTuple):
    """An entry as a block of the calendar. Instants are UTC epoch seconds, both None without clock times; `date` is
    the day that it counts on (YYYY-MM-DD), `zone` the one it was made in, `billed` whether an invoice, a mark or
    Clientary speaks for it, `fixed` whether its project has one price for everything, whatever the hours.
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
    fixed: bool = False

    @property
    def running(self) -> bool:
        return self.started_at is not None and self.ended_at is None

    def seconds_at(self, now: int) -> int:
        """Worked seconds, for a running entry as of `now`; a clock set back never makes it negative."""
        return max(0, now - self.started_at) if self.running and self.started_at is not None else self.seconds


_FIXED = "(p.kind is 2 or (p.kind is not 0 and tp.priced is 'fixed'))"
_SELECT = (
    "select e.id, e.title, e.date, e.timezone, e.seconds, e.started_at, e.ended_at, e.billable = 1,"
    " e.ledger is not null or e.billed_there is 1, e.project_id, p.name, c.name, e.task_id, t.title,"
    f" {_FIXED} from entry e"
)
_JOINS = (
    " left join project p on p.id = e.project_id left join client c on c.id = p.client_id"
    " left join task t on t.id = e.task_id"
    " left join billing_terms tp on tp.kind = 'project' and tp.record_id = e.project_id"
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


class PricedHours(NamedTuple):
    """My billable seconds at one rate (decimal text in major units; None: nobody set one). `currency` is the project's
    or its client's, None where neither has one.
    """

    seconds: int
    rate: str | None
    currency: str | None


_PRICED = (
    "select sum(case when e.started_at is not null and e.ended_at is null then max(0, ? - e.started_at)"
    "   else e.seconds end),"
    " coalesce(te.rate, tt.rate, p.rate, tc.rate) as rate, coalesce(p.currency, c.currency) as currency"
    " from entry e left join project p on p.id = e.project_id left join client c on c.id = p.client_id"
    " left join billing_terms te on te.kind = 'entry' and te.record_id = e.id"
    " left join billing_terms tt on tt.kind = 'task' and tt.record_id = e.task_id"
    " left join billing_terms tp on tp.kind = 'project' and tp.record_id = e.project_id"
    " left join billing_terms tc on tc.kind = 'client' and tc.record_id = p.client_id"
    " where e.position >= ? and e.position < ? and e.person is null and e.deleted_at is null and e.billable = 1"
    f" and not {_FIXED} group by 2, 3"
)


def my_priced_hours(db: Database, first_day: str, last_day: str, now: int) -> list[PricedHours]:
    """My billable hours of those days by their rate, what runs up to `now`; without hours that are part of a fixed
    price, whatever rate they have. The rate is the entry's, the task's, the project's or the client's, the first there
    is.
    """
    values = now, first_of_day(first_day), first_of_day(last_day, days_later=1)
    return [PricedHours(*row) for row in db.read(_PRICED, *values)]
