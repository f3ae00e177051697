"""Short ways to make the values that billing works on."""

from __future__ import annotations

from decimal import Decimal

from app.billing.billable import Billable
from app.domain.clients import Client, Project, ProjectKind, Task
from app.domain.entries import Entry
from app.domain.ids import ClientId, EntryId, ProjectId, TaskId

ACME = Client(ClientId("acme"), "Acme", currency="EUR")


def project(
    name: str = "Webshop",
    rate: str | None = "90",
    currency: str | None = None,
    kind: int | None = ProjectKind.HOURLY,
) -> Project:
    """An hourly project of Acme, its id being its name in lower case."""
    hourly = Decimal(rate) if rate is not None else None
    return Project(ProjectId(name.lower()), name, ACME.id, rate=hourly, kind=kind, currency=currency)


def item(
    key: str,
    seconds: int,
    of: Project | None = None,
    *,
    date: str = "2026-03-04",
    title: str = "Work",
    task: str | None = None,
    billable: bool = True,
    billed_there: bool | None = False,
    linked: bool = True,
    running: bool = False,
) -> Billable:
    """An entry of Acme's webshop (or another project), with a start only where it runs."""
    owner = of if of is not None else project()
    entry = Entry(
        EntryId(key),
        title,
        date,
        "UTC",
        seconds,
        started_at=0 if running else None,
        project_id=owner.id,
        billable=billable,
        billed_there=billed_there,
    )
    chosen = Task(TaskId(task.lower()), task, owner.id) if task is not None else None
    return Billable(entry, owner, ACME, chosen, linked)
