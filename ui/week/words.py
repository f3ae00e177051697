"""What the calendar says in words: of an entry, of a drop, of a week."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QDate, QLocale

from app.domain.entries import Entry
from app.services.entry_writing import is_billed
from app.services.week import Sums
from app.storage.entries import EntryRow
from app.storage.week import WeekRow
from ui.format import clock_time, hours, long_day, money, spoken, time_range, weekday
from ui.i18n import tr

_CONTEXT = "week"
_SOON_S = 60


def heading(days: tuple[str, ...], *, short: bool = False) -> str:
    """`16 – 22 November 2026` of those days (YYYY-MM-DD); `short` cuts the months' names."""
    first, last = days[0], days[-1]
    if first == last:
        return weekday(first) if short else long_day(first)
    whole = tr(_CONTEXT, "d MMM yyyy") if short else tr(_CONTEXT, "d MMMM yyyy")
    start = whole
    if first[:4] == last[:4]:
        start = tr(_CONTEXT, "d MMM") if short else tr(_CONTEXT, "d MMMM")
    if first[:7] == last[:7]:
        start = tr(_CONTEXT, "d")
    return tr(_CONTEXT, "{first} – {last}", first=_written(first, start), last=_written(last, whole))


def _written(day: str, pattern: str) -> str:
    parsed = date.fromisoformat(day)
    return QLocale().toString(QDate(parsed.year, parsed.month, parsed.day), pattern)


def entry_words(row: WeekRow, now: int) -> str:
    """Everything about an entry, for a screen reader and beside the pointer."""
    parts = [row.title]
    if row.project_name:
        parts.append(f"{row.project_name}, {row.client_name}" if row.client_name else row.project_name)
    if row.task_title:
        parts.append(row.task_title)
    parts += [long_day(row.date, with_year=False), times(row, now), spoken(row.seconds_at(now))]
    if row.billed:
        parts.append(tr(_CONTEXT, "billed, locked"))
    if not row.billable:
        parts.append(tr(_CONTEXT, "not billable"))
    return "; ".join(parts)


def times(row: WeekRow, now: int) -> str:
    """`9:00 – 12:00`; with `+1` where it ends on a later day."""
    text = time_range(row.started_at, row.ended_at, row.zone)
    if row.started_at is None or row.running:
        return text
    later = _days_later(row, now)
    return f"{text} +{later}" if later else text


def drop_words(row: WeekRow, now: int) -> str:
    """What a drop here would make of the entry: `9:15 – 10:30 · 1:15`."""
    if row.started_at is None:
        return tr(_CONTEXT, "no times · {duration}", duration=hours(row.seconds))
    if row.running:
        return tr(
            _CONTEXT,
            "from {start} · {duration}",
            start=clock_time(row.started_at, row.zone),
            duration=hours(row.seconds_at(now)),
        )
    return f"{times(row, now)} · {hours(row.seconds)}"


def figures(week: Sums, worth: Mapping[str, int], target_s: int) -> str:
    """`42:33 in all · 36:20 billable · 6:10 unbilled · 2:00 at a fixed price · €3,510.00 · 1:27 left of 44:00`; `worth`
    in minor units.
    """
    parts = [
        tr(_CONTEXT, "{duration} in all", duration=hours(week.seconds)),
        tr(_CONTEXT, "{duration} billable", duration=hours(week.billable)),
        tr(_CONTEXT, "{duration} unbilled", duration=hours(week.unbilled)),
    ]
    if week.fixed:
        parts.append(tr(_CONTEXT, "{duration} at a fixed price", duration=hours(week.fixed)))
    parts += [money(minor, currency) for currency, minor in sorted(worth.items()) if minor]
    if target_s:
        parts.append(_target(week.seconds, target_s))
    return " · ".join(parts)


def _target(worked_s: int, target_s: int) -> str:
    if worked_s >= target_s:
        over = hours(worked_s - target_s)
        return tr(_CONTEXT, "{over} over {target}", over=over, target=hours(target_s))
    return tr(_CONTEXT, "{left} left of {target}", left=hours(target_s - worked_s), target=hours(target_s))


def _days_later(row: WeekRow, now: int) -> int:
    from app.domain.spans import days_between, local_day

    end = now if row.ended_at is None else row.ended_at
    start = row.started_at or end
    if end - start < _SOON_S:
        return 0
    return days_between(local_day(start, row.zone), local_day(end - 1, row.zone))


def when_words(entry: Entry) -> str:
    """Where an entry is now: `Tue 17 Nov, 9:15 – 10:30`."""
    if entry.started_at is None:
        return tr(_CONTEXT, "{day}, no times", day=weekday(entry.date))
    span = time_range(entry.started_at, entry.ended_at, entry.timezone)
    return tr(_CONTEXT, "{day}, {times}", day=weekday(entry.date), times=span)


def locked_words(title: str) -> str:
    """Why an entry that is billed does not move."""
    return tr(_CONTEXT, "“{title}” is billed, so its times are locked. Nothing was changed.", title=title)


def lost_words(title: str, row: EntryRow | None) -> str:
    """Why an entry could not be moved as it was begun; `row` is what it is now, None or deleted if it is gone."""
    if row is None or row.deleted:
        return tr(
            _CONTEXT,
            "“{title}” was deleted meanwhile, so it was not moved. You can bring it back on the page Sync.",
            title=title,
        )
    if is_billed(row):
        return locked_words(title)
    return tr(
        _CONTEXT,
        "“{title}” was changed elsewhere meanwhile. It is now on {when}; nothing was moved.",
        title=title,
        when=when_words(row.entry),
    )
