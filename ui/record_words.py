"""Words and numbers that the pages of clients and projects share."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from app.domain.money import exponent
from app.services.directory import ProjectListing
from app.services.status import Unbilled
from ui.format import hours, money, short_day, spoken
from ui.i18n import tr
from ui.models.line_list import Line
from ui.models.sync_words import mark_of
from ui.widgets.record_detail import Stat

if TYPE_CHECKING:
    from app.storage.entries import EntryRow

_CONTEXT = "records"


def amounts(parts: Sequence[Unbilled]) -> str:
    """Unbilled money, one amount for each currency; empty where hours have no price."""
    return " + ".join(money(part.amount_minor, part.currency) for part in parts if part.amount_minor)


def unbilled_stat(parts: Sequence[Unbilled]) -> Stat:
    """The stat card of unbilled time: money large, hours below; hours large where nothing has a price."""
    seconds, fixed_s = sum(part.seconds for part in parts), sum(part.fixed_s for part in parts)
    if not seconds:
        return Stat(tr(_CONTEXT, "Nothing"), tr(_CONTEXT, "no unbilled hours"), tr(_CONTEXT, "Nothing"))
    worth = amounts(parts)
    if not worth:
        why = tr(_CONTEXT, "hours at a fixed price") if fixed_s == seconds else tr(_CONTEXT, "hours without a rate")
        return Stat(hours(seconds), why, spoken(seconds))
    if fixed_s:
        apart = tr(
            _CONTEXT,
            "{hours} h by the hour, {fixed} h at a fixed price",
            hours=hours(seconds - fixed_s),
            fixed=hours(fixed_s),
        )
        return Stat(worth, apart, worth)
    return Stat(worth, tr(_CONTEXT, "{hours} h", hours=hours(seconds)), worth)


def open_seconds(project: ProjectListing) -> int:
    """What waits to be billed by the hour; nothing where the project has a fixed price."""
    return 0 if project.unbilled is None else project.unbilled.hourly_s


def rate_text(project: ProjectListing) -> str:
    """What an hour is worth, or the whole amount of a fixed project."""
    if project.rate is None:
        return tr(_CONTEXT, "fixed price") if project.row.project.fixed else tr(_CONTEXT, "none set")
    amount = rate_amount(project.rate, project.currency)
    if project.row.project.fixed:
        return tr(_CONTEXT, "{amount} fixed price", amount=amount)
    return tr(_CONTEXT, "{amount} / h", amount=amount)


def rate_amount(rate: Decimal, currency: str) -> str:
    """A rate as money; digits beyond the currency's are shown as they are, never rounded away."""
    minor = rate.scaleb(exponent(currency))
    if minor == minor.to_integral_value():
        return money(int(minor), currency)
    return f"{rate.normalize():f} {currency}"


def entry_lines(rows: Sequence[EntryRow], *, with_project: bool) -> tuple[Line, ...]:
    """The latest entries; their keys are ("timer", id): page and argument."""
    return tuple(
        Line(
            key=("timer", row.entry.id),
            title=row.entry.title,
            detail=" · ".join(
                part for part in (short_day(row.entry.date), row.project_name if with_project else None) if part
            ),
            value=tr(_CONTEXT, "running") if row.entry.running else hours(row.entry.seconds),
            spoken=tr(_CONTEXT, "running") if row.entry.running else spoken(row.entry.seconds),
            project_id=row.entry.project_id if with_project else None,
            mark=mark_of(row),
        )
        for row in rows
    )
