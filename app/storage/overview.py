"""What `stint status` shows, read without the repositories: starting up is most of what that command costs."""

from typing import NamedTuple

from app.storage.conditions import RUNNING, UNBILLED, WORKED
from app.storage.database import Database
from app.storage.positions import first_of_day

_FIXED = 2
"""`ProjectKind.FIXED`, without the import."""


class RunningTimer(NamedTuple):
    """The running entry, as far as a line about it needs; `started_at` is UTC epoch seconds."""

    entry_id: str
    title: str
    project: str | None
    started_at: int
    timezone: str


def running_timer(db: Database) -> RunningTimer | None:
    """The one running timer. The index is named because SQLite forgets small partial indexes after ANALYZE."""
    row = db.one(
        "select e.id, e.title, p.name, e.started_at, e.timezone from entry e indexed by entry_running"
        f" left join project p on p.id = e.project_id where {RUNNING} and e.deleted_at is null"
    )
    return None if row is None else RunningTimer(*row)


def my_seconds(db: Database, first_day: str, after: str, now: int) -> int:
    """What I worked from `first_day` until before the day `after` (both YYYY-MM-DD), the running entry up to `now`."""
    row = db.one(
        f"select {WORKED} from entry e"
        " where e.position >= ? and e.position < ? and e.person is null and e.deleted_at is null",
        now,
        first_of_day(first_day),
        first_of_day(after),
    )
    return int(row[0]) if row is not None else 0


class UnbilledHours(NamedTuple):
    """Unbilled seconds of one project, or of the entries without one, and what says their worth."""

    seconds: int
    rate: str | None
    """Of entry, task, project or client, the first that has one; decimal text in major units."""
    fixed: bool
    """Whether the project's rate is the amount for the whole project."""
    currency: str | None
    """The project's, else its client's."""
    project_id: str | None = None


_BY_PROJECT = f"select e.project_id, null as own, sum(e.seconds) as seconds from entry e where {UNBILLED} group by 1"
_BY_OWN_RATE = (
    "select e.project_id, coalesce(te.rate, tt.rate) as own, sum(e.seconds) as seconds from entry e"
    " left join billing_terms te on te.kind = 'entry' and te.record_id = e.id"
    " left join billing_terms tt on tt.kind = 'task' and tt.record_id = e.task_id"
    f" where {UNBILLED} group by 1, 2"
)


def unbilled_hours(db: Database) -> list[UnbilledHours]:
    """All unbilled hours, by project; where entries or tasks have rates of their own, by those too."""
    own = db.one("select 1 from billing_terms where kind in ('entry', 'task') and rate is not null")
    rows = db.read(
        "select u.project_id, u.seconds, coalesce(u.own, p.rate, tc.rate) as rate,"
        " coalesce(p.currency, c.currency) as currency,"
        " p.kind is ? or (p.kind is not 0 and tp.priced is 'fixed') as fixed"
        f" from ({_BY_PROJECT if own is None else _BY_OWN_RATE}) u"
        " left join project p on p.id = u.project_id left join client c on c.id = p.client_id"
        " left join billing_terms tp on tp.kind = 'project' and tp.record_id = p.id"
        " left join billing_terms tc on tc.kind = 'client' and tc.record_id = c.id",
        _FIXED,
    )
    return [
        UnbilledHours(row["seconds"], row["rate"], bool(row["fixed"]), row["currency"], row["project_id"])
        for row in rows
    ]


def outbox_counts(db: Database) -> dict[str, int]:
    """Operations by state: waiting, in_flight, checking, parked."""
    return {row["state"]: row["n"] for row in db.read("select state, count(*) as n from outbox group by state")}


def asked_of_person(db: Database) -> int:
    """Payments and e-mails whose answer was lost: nobody can look them up, so a person says what became of them."""
    row = db.one("select count(*) from outbox where state = 'checking' and kind in ('payment', 'message')")
    return int(row[0]) if row is not None else 0


def open_conflicts(db: Database) -> int:
    row = db.one("select count(*) from conflict")
    return int(row[0]) if row is not None else 0


def kept_here(db: Database) -> int:
    """My finished entries that are not sent because they have no project."""
    row = db.one(
        "select count(*) from entry e where e.project_id is null and e.person is null and e.deleted_at is null"
        f" and not ({RUNNING})"
        f" and not exists ({_linked('remote_link_local', 'linked')})"
        f" and not exists ({_linked('remote_link_leaving', 'leaving')})"
    )
    return int(row[0]) if row is not None else 0


def _linked(index: str, state: str) -> str:
    """The link of entry `e` in one state. Each state has an index of its own, and SQLite forgets small ones unless they
    are named: it read every link there is, for each entry.
    """
    return (
        f"select 1 from remote_link r indexed by {index}"
        f" where r.kind = 'entry' and r.local_id = e.id and r.state = '{state}'"
    )


def open_questions(db: Database) -> int:
    row = db.one("select count(*) from question")
    return int(row[0]) if row is not None else 0


UNSEEN_MISMATCH = (
    "i.acknowledged = 0 and i.deleted_at is null and i.status <> 3 and (i.differs is not null"
    " or (i.made_here = 1 and i.server_total_minor is not null and i.server_total_minor <> i.total_minor))"
)
"""Invoices `i` that differ in Clientary, which nobody has acknowledged so far."""


def open_mismatches(db: Database) -> int:
    row = db.one(f"select count(*) from invoice i where {UNSEEN_MISMATCH}")
    return int(row[0]) if row is not None else 0


def remembered(db: Database, key: str) -> object | None:
    """A value that sync left for this data folder."""
    row = db.one("select value from sync_state where connection_id = '' and key = ?", key)
    if row is None:
        return None
    import json  # only where something was synced

    value: object = json.loads(row["value"])
    return value
