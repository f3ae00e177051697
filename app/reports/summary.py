"""Rows of a report: hours and what they are worth, by client, project, task, tag, day, week or month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.billing.amounts import priced_amount
from app.billing.rounding import Policy, Unit, round_seconds
from app.domain.spans import week_bounds
from app.storage.worked import Worked

Name = tuple[str, str] | None
"""Id and name; None where an entry has no such thing."""

PolicyOf = Callable[[str | None, str | None], Policy]
"""How the time of a client's project is rounded, by their ids."""

PERIODS: dict[str, Callable[[str], str]] = {
    "day": lambda day: day,
    "week": lambda day: "{}-W{:02}".format(*date.fromisoformat(week_bounds(day)[0]).isocalendar()[:2]),
    "month": lambda day: day[:7],
}
"""What a day belongs to, named as ISO 8601 does."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """Work of one group in one currency. `seconds` is all worked time, `billed_s` the billable part after rounding.
    `unpriced_s` of the billable seconds have no hourly rate, or are in a project with a fixed price, and are not in
    `amount_minor`.
    """

    keys: tuple[Name, ...]
    currency: str
    seconds: int = 0
    billable_s: int = 0
    billed_s: int = 0
    unpriced_s: int = 0
    amount_minor: int = 0


@dataclass(frozen=True, slots=True)
class Amount:
    """What the work in one currency comes to."""

    currency: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Report:
    """Rows in the order of their keys, and the sums. The rows add up to the sums unless they are by tag, where work
    with several tags is in several rows.
    """

    rows: tuple[ReportRow, ...]
    seconds: int
    billable_s: int
    billed_s: int
    unpriced_s: int
    amounts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """What the work itself does not say: currency and rate (major units, None: there is none) where nobody set one,
    and how the time of a client's project is rounded; None bills what was worked.
    """

    currency: str
    rate: Decimal | None
    policy: PolicyOf | None


def report_rows(found: Iterable[Worked], axes: Sequence[str], terms: Terms) -> tuple[ReportRow, ...]:
    """Add the work up by `axes`; each row's amount is summed exactly and rounded once."""
    groups: dict[tuple[tuple[Name, ...], str], list[Worked]] = defaultdict(list)
    for one in found:
        groups[_keys(one, axes), (one.currency or terms.currency).upper()].append(one)
    rows = [_row(keys, currency, some, terms) for (keys, currency), some in groups.items()]
    return tuple(sorted(rows, key=_order))


def sums(rows: Sequence[ReportRow], all_rows: Sequence[ReportRow]) -> Report:
    """The report of these rows; `all_rows` hold each work once."""
    amounts: dict[str, int] = defaultdict(int)
    for row in all_rows:
        amounts[row.currency] += row.amount_minor
    return Report(
        rows=tuple(rows),
        seconds=sum(row.seconds for row in all_rows),
        billable_s=sum(row.billable_s for row in all_rows),
        billed_s=sum(row.billed_s for row in all_rows),
        unpriced_s=sum(row.unpriced_s for row in all_rows),
        amounts=tuple(Amount(currency, amounts[currency]) for currency in sorted(amounts)),
    )


def _keys(one: Worked, axes: Sequence[str]) -> tuple[Name, ...]:
    return tuple(_key(axis, name) for axis, name in zip(axes, one.names, strict=True))


def _key(axis: str, name: Name) -> Name:
    """The name itself, or of a day the period that it belongs to."""
    if axis not in PERIODS or name is None:
        return name
    period = PERIODS[axis](name[0])
    return period, period


def _row(keys: tuple[Name, ...], currency: str, some: Sequence[Worked], terms: Terms) -> ReportRow:
    billable = [one for one in some if one.billable]
    billed: dict[Decimal | None, int] = defaultdict(int)
    for one, seconds in _billed(billable, terms):
        billed[_rate(one, terms)] += seconds
    return ReportRow(
        keys=keys,
        currency=currency,
        seconds=sum(one.seconds for one in some),
        billable_s=sum(one.seconds for one in billable),
        billed_s=sum(billed.values()),
        unpriced_s=billed[None],
        amount_minor=priced_amount([(seconds, rate) for rate, seconds in billed.items() if rate is not None], currency),
    )


def _rate(one: Worked, terms: Terms) -> Decimal | None:
    if one.fixed:
        return None
    return terms.rate if one.rate is None else Decimal(one.rate)


def _billed(some: Sequence[Worked], terms: Terms) -> Iterable[tuple[Worked, int]]:
    """Billed seconds. A unit of rounding never spans two rates or two rows."""
    if terms.policy is None:
        yield from ((one, one.seconds) for one in some)
        return
    units: dict[tuple[object, ...], list[Worked]] = defaultdict(list)
    for one in some:
        policy = terms.policy(one.client_id, one.project_id)
        if policy.unit is Unit.ENTRY and one.each is not None:
            yield one, round_seconds(one.each, policy) * one.entries
        else:
            day = one.date if policy.unit is Unit.DAY else None
            units[one.client_id, one.project_id, one.rate, one.fixed, day].append(one)
    for together in units.values():
        first = together[0]
        policy = terms.policy(first.client_id, first.project_id)
        yield first, round_seconds(sum(one.seconds for one in together), policy)


def _order(row: ReportRow) -> tuple[object, ...]:
    """By name, what has none last."""
    names = tuple((True, "", "") if name is None else (False, name[1].casefold(), name[0]) for name in row.keys)
    return (*names, row.currency)
