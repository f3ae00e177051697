"""Which hourly rate an entry is billed at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.billing.billable import Billable
from app.domain.billing_terms import Resolved, Source
from app.domain.ids import ClientId, EntryId, TaskId
from app.domain.money import decimal_value, shown
from app.errors import Refused, UserInputError

MAX_RATE = Decimal(10**9)


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates that do not come with the project, in major units per hour.

    `override` holds for everything (`--rate`); then entry, task, project, client, default, the first that exists.
    """

    override: Decimal | None = None
    entries: Mapping[EntryId, Decimal] = field(default_factory=dict)
    tasks: Mapping[TaskId, Decimal] = field(default_factory=dict)
    clients: Mapping[ClientId, Decimal] = field(default_factory=dict)
    default: Decimal | None = None


def hourly_rate(item: Billable, rates: Rates) -> Resolved[Decimal]:
    """The rate of an hour of this entry; raises `Refused` when nobody ever set one. A rate of 0 is a rate."""
    project, client, task = item.project, item.client, item.task
    found: tuple[tuple[Decimal | None, Source], ...] = (
        (rates.override, "invoice"),
        (rates.entries.get(item.entry.id), "entry"),
        (rates.tasks.get(task.id) if task is not None else None, "task"),
        (project.rate if project is not None and not project.fixed else None, "project"),
        (rates.clients.get(client.id) if client is not None else None, "client"),
        (rates.default, "settings"),
    )
    for rate, source in found:
        if rate is not None:
            return Resolved(rate, source)
    name = shown(item.project_name)
    raise Refused(
        f'No hourly rate is known for "{name}"; set one on the project or its client, or give --rate.', project=name
    )


def parse_rate(text: str, *, field: str = "rate") -> Decimal:
    """A rate in major units; raises `UserInputError` for what is no number, negative, or absurdly large."""
    rate = decimal_value(text, field=field)
    if not 0 <= rate <= MAX_RATE:
        raise UserInputError(f'"{shown(text)}" cannot be an hourly rate.', field=field)
    return rate
