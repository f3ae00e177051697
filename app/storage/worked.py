"""SQL for reports: worked time added up by client, project, task, tag and day, with what says its worth."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.domain.ids import ClientId, ProjectId
from app.storage.conditions import RUNNING
from app.storage.database import Database
from app.storage.positions import first_of_day

_FIXED = 2
_OF = {
    "client": ("c.id", "c.name"),
    "project": ("p.id", "p.name"),
    "task": ("t.id", "t.title"),
    "tag": ("g.tag", "g.tag"),
    "day": ("e.date", "e.date"),
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


@dataclass(frozen=True, slots=True)
class Worked:
    """Entries alike in all that was asked for, in project, rate and billability.

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
    """Work by `axes` (client, project, task, tag or day); a running entry counts up to `now`. `singly` tells entries of
    other days and durations apart, which rounding needs. An entry with several tags is in the row of each.
    """
    columns = [
        f"{part} as {axis}_{what}" for axis in axes for part, what in zip(_OF[axis], ("id", "name"), strict=True)
    ]
    columns += [f"{part} as {name}" for name, part in _WORTH.items()]
    seconds = f"case when {RUNNING} then max(0, ? - e.started_at) else e.seconds end"
    columns += [f"{seconds if singly else 'null'} as each", f"{'e.date' if singly else 'null'} as date"]
    where, values = _where(wanted)
    rows = db.read(
        f"select {', '.join(columns)}, count(*) as entries, sum({seconds}) as seconds"
        f" from entry e{_JOINS}{_TAGS if 'tag' in axes else ''} where {where}"
        f" group by {', '.join(str(number) for number in range(1, len(columns) + 1))}",
        *([now] if singly else []), now, *values,
    )  # fmt: skip
    return [
        Worked(
            names=tuple(
                None if row[f"{axis}_id"] is None else (row[f"{axis}_id"], row[f"{axis}_name"]) for axis in axes
            ),
            client_id=row["client"],
            project_id=row["project"],
            billable=bool(row["billable"]),
            rate=row["rate"],
            fixed=bool(row["fixed"]),
            currency=row["currency"],
            entries=row["entries"],
            seconds=row["seconds"],
            each=row["each"],
            date=row["date"],
        )
        for row in rows
    ]


_WORTH = {
    "client": "c.id",
    "project": "p.id",
    "billable": "e.billable",
    "rate": "coalesce(b.rate, xe.rate, xt.rate, p.rate, xc.rate)",
    "fixed": f"b.rate is null and (p.kind is {_FIXED} or (p.kind is not 0 and xp.priced is 'fixed'))",
    "currency": "coalesce(p.currency, c.currency)",
}
_JOINS = (
    " left join project p on p.id = e.project_id left join client c on c.id = p.client_id"
    " left join task t on t.id = e.task_id"
    " left join billing_ledger b on b.entry_id = e.id and b.state in ('reserved', 'billed')"
    " left join billing_terms xe on xe.kind = 'entry' and xe.record_id = e.id"
    " left join billing_terms xt on xt.kind = 'task' and xt.record_id = e.task_id"
    " left join billing_terms xp on xp.kind = 'project' and xp.record_id = p.id"
    " left join billing_terms xc on xc.kind = 'client' and xc.record_id = c.id"
)
_TAGS = " left join entry_tag g on g.entry_id = e.id"


def _where(wanted: WorkedFilter) -> tuple[str, list[object]]:
    parts, values = ["e.deleted_at is null"], list[object]()
    if wanted.day_from is not None:
        parts.append("e.position >= ?")
        values.append(first_of_day(wanted.day_from))
    if wanted.day_to is not None:
        parts.append("e.position < ?")
        values.append(first_of_day(wanted.day_to, 1))
    if wanted.client_id is not None:
        parts.append("p.client_id = ?")
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
