"""What Clientary said of projects' budgets, and how much of their time is recorded here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from app.domain.ids import ProjectId
from app.storage.database import Database


class BudgetRow(NamedTuple):
    """Of a project's snapshot (Clientary reference 5.3), as it came: numbers or numbers as text, or nothing.

    `kind`: 0 hours, 1 an amount. `worked_hours` and `cost` are those of everybody as of the last sync.
    """

    project_id: ProjectId
    budget: Decimal | None
    kind: int | None
    enabled: bool
    worked_hours: Decimal | None
    cost: Decimal | None
    currency: str | None


def budgets_of(db: Database, project_ids: Sequence[ProjectId]) -> list[BudgetRow]:
    """Those of the projects that Clientary knows."""
    marks = ", ".join("?" * len(project_ids))
    rows = db.read(
        "select l.local_id, l.snapshot, coalesce(p.currency, c.currency) as currency from remote_link l"
        " join project p on p.id = l.local_id left join client c on c.id = p.client_id"
        f" where l.kind = 'project' and l.state = 'linked' and l.local_id in ({marks})",
        *project_ids,
    )
    return [_row(ProjectId(row["local_id"]), row["snapshot"], row["currency"]) for row in rows]


def seconds_of(db: Database, project_id: ProjectId) -> int:
    """All the time recorded for a project, by whomever, without what runs."""
    row = db.one("select sum(seconds) from entry where project_id = ? and deleted_at is null", project_id)
    return 0 if row is None or row[0] is None else int(row[0])


def _row(project_id: ProjectId, snapshot: str, currency: str | None) -> BudgetRow:
    found = json.loads(snapshot, parse_float=Decimal)
    there: dict[str, Any] = found if isinstance(found, dict) else {}
    kind = _number(there.get("budget_type"))
    return BudgetRow(
        project_id,
        _number(there.get("budget")),
        None if kind is None else int(kind),
        str(there.get("budget_enabled")).lower() not in ("false", "0"),
        _number(there.get("worked_hours")),
        _number(there.get("cost")),
        currency,
    )


def _number(value: object) -> Decimal | None:
    """A finite number, however it is written; None for anything else."""
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
