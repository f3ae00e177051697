"""SQL for reports: worked time added up by client, project, task, tag and day, with what says its worth."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from app.domain.ids import ClientId, ProjectId
from app.storage.conditions import RUNNING
from app.storage.database import Database
from app.storage.positions import first_of_day

_FIXED = 2
_OF = {
    "client": ("c.id", "c.name"),
    "project": ("p.id", "p.name"),
    "task": ("t.id", "t.title"),
    "tag": ("e.tag", "e.tag"),
    "day": ("e.date", "e.date"),
    "month": ("e.month", "e.month"),
}
"""What can be grouped by: what tells it apart, and what it is called."""


@dataclass(frozen=True, slots=True)
class WorkedFilter:
    """Which work: days YYYY-MM-DD, both included; `people` are user ids of Clientary, None the person at this
    computer; no people are all.
    """

    day_from: str | None = None
    day_to: str | None = None
    client_id: ClientId | None = None
    project_id: ProjectId | None = None
    people: tuple[str | None, ...] = ()


class Worked(NamedTuple):
    """Entries alike in all that was asked for, in project, rate and billability; where tasks or entries have rates of
    their own, several may be.

    `names` has an (id, name) for each axis that was asked for, None for no such thing. `seconds` is their sum, `each`
    what each of the `entries` took where that was asked for, `date` the day where that was. `rate` is decimal text in
    major units per hour: what the hours were billed at, else of entry, task, project, client the first that has one.
    """

    names: tuple[tuple[str, str] | None, ...]
    client_id: str | None
    project_id: str | None
    billable: bool
    rate: str | None
    fixed: bool
    currency: str | None
    entries: int
    seconds: int
    each: int | None
    date: str | None


def worked(
    db: Database, wanted: WorkedFilter, axes: Collection[str], now: int, *, singly: bool = False
) -> list[Worked]:
    """Work by `axes` (client, project, task, tag, day or month); a running entry counts up to `now`. `singly` tells
    entries of other days and durations apart, which rounding needs. An entry with several tags is in the row of each.
    """
    alike = _alike(db, axes, singly=singly)
    where, values = _where(wanted)
    tables = f"entry e{_in_order(wanted)}{_BILLED}{_OWN if 'own_rate' in alike else ''}{_TAGS if 'tag' in axes else ''}"
    inner = (
        f"select {', '.join(f'{part} as {name}' for name, part in alike.items())},"
        f" count(*) as entries, sum({_SECONDS}) as seconds"
        f" from {tables} where {where} group by {', '.join(str(number) for number in range(1, len(alike) + 1))}"
    )
    names = [part for axis in axes for part in _OF[axis]]
    worth = [*_worth(alike), "e.entries", "e.seconds", *(["e.each", "e.date"] if singly else ["null", "null"])]
    rows = db.read(
        f"select {', '.join([*names, *worth])} from ({inner}) e{_JOINS}{_TASKS if 'task_id' in alike else ''}",
        *([now] if singly else []), now, *values,
    )  # fmt: skip
    return [_of_row(tuple(row), len(names)) for row in rows]


def _of_row(row: tuple[Any, ...], names: int) -> Worked:
    """A row whose first so many columns are pairs of id and name."""
    client_id, project_id, billable, rate, fixed, *rest = row[names:]
    pairs = zip(row[:names:2], row[1:names:2], strict=True)
    found = tuple(None if key is None else (key, name) for key, name in pairs)
    return Worked(found, client_id, project_id, bool(billable), rate, bool(fixed), *rest)


_SECONDS = f"case when {RUNNING} then max(0, ? - e.started_at) else e.seconds end"
_BILLED = (
    " left join billing_ledger b on b.entry_id = case when e.ledger in ('reserved', 'billed') then e.id end"
    " and b.state <> 'freed'"
)
"""What an entry was billed at. The ledger is not even looked into for one that no line has (SQLite looks up no null),
and the state is asked for as its index does: else SQLite made an index of its own of the whole ledger each time.
"""
_OWN = " left join billing_terms xe on xe.kind = 'entry' and xe.record_id = e.id"
_TAGS = " left join entry_tag g on g.entry_id = e.id"
_JOINS = (
    " left join project p on p.id = e.project_id left join client c on c.id = p.client_id"
    " left join billing_terms xp on xp.kind = 'project' and xp.record_id = p.id"
    " left join billing_terms xc on xc.kind = 'client' and xc.record_id = c.id"
)
_TASKS = (
    " left join task t on t.id = e.task_id left join billing_terms xt on xt.kind = 'task' and xt.record_id = e.task_id"
)


def _alike(db: Database, axes: Collection[str], *, singly: bool) -> dict[str, str]:
    """What entries are first added up by, without a look at anything else for each of them: names and terms are found
    for the few sums. Entries and tasks count only where some have rates of their own, which is rare.
    """
    kinds = {row["kind"] for row in db.read("select distinct kind from billing_terms where rate is not null")}
    alike = {"project_id": "e.project_id", "billable": "e.billable", "billed_rate": "b.rate"}
    if "entry" in kinds:
        alike["own_rate"] = "xe.rate"
    if "task" in kinds or "task" in axes:
        alike["task_id"] = "e.task_id"
    if "tag" in axes:
        alike["tag"] = "g.tag"
    if "day" in axes or singly:
        alike["date"] = "e.date"
    if "month" in axes:
        alike["month"] = "substr(e.date, 1, 7)"
    if singly:
        alike["each"] = _SECONDS
    return alike


def _worth(alike: Collection[str]) -> tuple[str, ...]:
    """Client, project, billable, rate, fixed, currency."""
    own = [name for name, key in (("e.own_rate", "own_rate"), ("xt.rate", "task_id")) if key in alike]
    return (
        "c.id",
        "p.id",
        "e.billable",
        f"coalesce({', '.join(['e.billed_rate', *own, 'p.rate', 'xc.rate'])})",
        f"e.billed_rate is null and (p.kind is {_FIXED} or (p.kind is not 0 and xp.priced is 'fixed'))",
        "coalesce(p.currency, c.currency)",
    )


def _in_order(wanted: WorkedFilter) -> str:
    """Where neither project nor day limits the work, its table is read as it lies: through the index by project, which
    SQLite prefers for its grouping, each entry is looked up by itself, at twice the time.
    """
    limits = (wanted.client_id, wanted.project_id, wanted.day_from, wanted.day_to)
    return " not indexed" if all(limit is None for limit in limits) else ""


def _where(wanted: WorkedFilter) -> tuple[str, list[object]]:
    parts, values = ["e.deleted_at is null"], list[object]()
    if wanted.day_from is not None:
        parts.append("e.position >= ?")
        values.append(first_of_day(wanted.day_from))
    if wanted.day_to is not None:
        parts.append("e.position < ?")
        values.append(first_of_day(wanted.day_to, 1))
    if wanted.client_id is not None:
        parts.append("e.project_id in (select id from project where client_id = ?)")
        values.append(wanted.client_id)
    if wanted.project_id is not None:
        parts.append("e.project_id = ?")
        values.append(wanted.project_id)
    if wanted.people:
        named = [person for person in wanted.people if person is not None]
        some = [f"e.person in ({', '.join('?' for _ in named)})"] if named else []
        parts.append(f"({' or '.join([*some, *(['e.person is null'] if None in wanted.people else [])])})")
        values += named
    return " and ".join(parts), values
