"""What an invoice must come to, in exact fractions, written from the description of billing and not from the program.

Time: worked seconds are rounded by unit (an entry, the entries of one day and project, or a line) to a step; exact
multiples stay, and any work is at least the minimum. A line of hours is billed seconds times rate, rounded half up
once. A typed line is quantity times price, half up. Each tax is taken of the taxed lines, with compounding also of the
rounded taxes before it, and rounded half up once for the document.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import floor

HOUR = 3600
DIGITS = {"EUR": 2, "JPY": 0, "KWD": 3}


@dataclass(frozen=True)
class Rule:
    """A rounding of time, in minutes."""

    step: int
    way: str
    least: int
    unit: str


@dataclass(frozen=True)
class Work:
    """One entry: what it is, where it belongs, what an hour costs in major units, how its time is rounded."""

    key: str
    seconds: int
    day: str
    project: str
    task: str | None
    title: str
    rate: Fraction
    rule: Rule


@dataclass(frozen=True)
class Line:
    """A line's amount in minor units, and whether it is taxed."""

    minor: int
    taxed: bool


@dataclass(frozen=True)
class Sums:
    """What a document comes to, in minor units."""

    subtotal: int
    taxes: tuple[int, ...]
    total: int


def half_up(value: Fraction) -> int:
    """The nearest whole number, ties away from zero."""
    return floor(value + Fraction(1, 2)) if value >= 0 else -floor(-value + Fraction(1, 2))


def billed(worked: int, rule: Rule) -> int:
    """Billed seconds of one unit of work."""
    if not worked:
        return 0
    step, result = rule.step * 60, worked
    if step and worked % step:
        below = worked - worked % step
        nearest = below + step if 2 * (worked % step) >= step else below
        result = {"up": below + step, "down": below, "nearest": nearest}[rule.way]
    return max(result, rule.least * 60)


def line_of(work: Work, group: str) -> Hashable:
    """What the entries of one line have in common."""
    same = {
        "entry": work.key,
        "day": work.day,
        "task": work.task,
        "project": work.project,
        "project-task": (work.project, work.task),
        "title": work.title,
        "one": None,
    }[group]
    return same if group == "one" else (same, work.rate)


def unit_of(work: Work, group: str) -> Hashable:
    """What an entry is rounded together with; entries of other rules are never in the same unit."""
    own = {"entry": work.key, "day": (work.day, work.project), "line": line_of(work, group)}[work.rule.unit]
    return work.rule, own


def grouped(works: Iterable[Work], group: str) -> dict[Hashable, list[Work]]:
    """The works of each line."""
    lines: dict[Hashable, list[Work]] = {}
    for work in works:
        lines.setdefault(line_of(work, group), []).append(work)
    return lines


def units(works: Iterable[Work], group: str) -> dict[Hashable, list[Work]]:
    """The works of each unit of rounding."""
    found: dict[Hashable, list[Work]] = {}
    for work in works:
        found.setdefault(unit_of(work, group), []).append(work)
    return found


def hours_minor(parts: Iterable[tuple[int, Fraction]], currency: str) -> int:
    """Minor units of billed seconds at rates."""
    exact = sum((Fraction(seconds) * rate for seconds, rate in parts), Fraction(0)) / HOUR
    return half_up(exact * 10 ** DIGITS[currency])


def typed_minor(quantity: Fraction, price: Fraction, currency: str) -> int:
    """Minor units of a line that a person typed."""
    return half_up(quantity * price * 10 ** DIGITS[currency])


def discount_minor(percent: Fraction, lines: Sequence[Line]) -> list[Line]:
    """What a percentage takes of the taxed and of the untaxed lines."""
    taken = [(taxed, sum(line.minor for line in lines if line.taxed is taxed)) for taxed in (True, False)]
    return [Line(-half_up(base * percent / 100), taxed) for taxed, base in taken if half_up(base * percent / 100)]


def sums(lines: Sequence[Line], percents: Sequence[Fraction], compound: bool) -> Sums:
    """Subtotal, taxes and total of a document."""
    base = sum(line.minor for line in lines if line.taxed)
    taxes: list[int] = []
    for percent in percents:
        taxes.append(half_up((base + (sum(taxes) if compound else 0)) * percent / 100))
    subtotal = sum(line.minor for line in lines)
    return Sums(subtotal, tuple(taxes), subtotal + sum(taxes))


def other_totals(lines: Sequence[Line], percents: Sequence[Fraction], compound: bool) -> dict[str, int]:
    """The totals of servers that round the taxes of each line, or halves to the even digit."""
    each = [sums([line], percents, compound).total for line in lines]
    base, even = sum(line.minor for line in lines if line.taxed), 0
    for percent in percents:
        even += round(Fraction(base + (even if compound else 0)) * percent / 100)
    return {"per_line": sum(each), "half_even": sum(line.minor for line in lines) + even}
