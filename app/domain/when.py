"""Dates, times and durations as a person types them (the values of the command line and of the quick log).

Every refusal is a `UserInputError` whose detail is one plain sentence; `facts["field"]` says which value it was.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from app.domain.money import rounded_quotient, shown
from app.domain.spans import at_local, local_datetime, local_day, shift_day
from app.errors import UserInputError

MAX_DURATION_S = 10_000 * 3600
"""More than a year of hours in one entry is a typing mistake."""

_DAY_S = 24 * 3600

NEXT_DAY_LIMIT_S = 16 * 3600
"""A span that seems to end before it starts runs into the next day, but only when that makes a shift, not a slip."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_STAMP = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s?(?:([Zz])|([+-])(\d{2}):?(\d{2})?)?", re.ASCII
)
_DURATION = re.compile(r"(\d{1,6}):(\d{2})(?::(\d{2}))?", re.ASCII)
_HOURS = re.compile(
    r"(\d{1,6})(?:(?:\.|,(?!\d{3}(?!\d)))(\d{1,6}))?\s?(?:h|hrs?|hours?)", re.ASCII | re.IGNORECASE
)  # not 1,500h, which may be 1.5 or 1500
_HOURS_MINUTES = re.compile(r"(\d{1,6})\s?h\s?(\d{1,2})", re.ASCII | re.IGNORECASE)
_UNITS = re.compile(
    r"(?:(\d{1,6})\s?(?:h|hrs?|hours?)\s?)?(?:(\d{1,6})\s?(?:m|mins?|minutes?)\s?)?(?:(\d{1,6})\s?(?:s|secs?|seconds?))?",
    re.ASCII | re.IGNORECASE,
)


def parse_duration(text: str, *, field: str = "duration") -> int:
    """Whole seconds of `1:30`, `1h30`, `1h30m`, `90m`, `1.5h`, `45s`."""
    value = text.strip()
    if value.startswith(("-", "−", "–")):
        raise UserInputError(f'A duration cannot be negative: "{shown(text)}".', field=field)
    seconds = duration_seconds(value)
    if seconds is None:
        raise UserInputError(f'"{shown(text)}" is not a duration such as 1:30, 1h30, 90m or 1.5h.', field=field)
    if seconds == 0:
        raise UserInputError("A duration must be longer than zero.", field=field)
    if seconds > MAX_DURATION_S:
        raise UserInputError(f'"{shown(text)}" is longer than {MAX_DURATION_S // 3600:,} hours.', field=field)
    return seconds


def length_doubt(seconds: int | None) -> str | None:
    """What to say of work that is longer than any day: a merged entry may be, what somebody types is a slip."""
    if seconds is None or seconds <= _DAY_S:
        return None
    return "That is more than 24 hours for one day; change it if it was a slip."


def duration_seconds(value: str) -> int | None:
    """The seconds that `value` stands for, or None when it is no duration."""
    if len(value) > 40:
        return None
    if (match := _DURATION.fullmatch(value)) is not None:
        hours, minutes, seconds = (int(part or 0) for part in match.groups())
        return hours * 3600 + minutes * 60 + seconds if minutes < 60 and seconds < 60 else None
    if (match := _HOURS.fullmatch(value)) is not None:
        whole, fraction = match.group(1), match.group(2) or ""
        return rounded_quotient(int(whole + fraction) * 3600, 10 ** len(fraction))
    return _seconds_of_units(value)


def _seconds_of_units(value: str) -> int | None:
    match = _HOURS_MINUTES.fullmatch(value) or _UNITS.fullmatch(value)
    if match is None or not value:
        return None
    hours, minutes, seconds = (*match.groups(), None)[:3]
    if (hours and int(minutes or 0) > 59) or ((hours or minutes) and int(seconds or 0) > 59):
        return None
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0)


def parse_day(text: str, today: str, *, field: str = "date") -> str:
    """YYYY-MM-DD of a date, `today`, `yesterday`, or a weekday name (the latest one, today included)."""
    day = named_day(text.strip(), today) or _calendar_day(text.strip())
    if day is None:
        raise UserInputError(f'"{shown(text)}" is not a date such as 2026-03-09, yesterday or monday.', field=field)
    return day


def named_day(word: str, today: str) -> str | None:
    """The day that a word names, or None. English, whole names only; case does not matter."""
    lowered = word.lower()
    if lowered == "today":
        return today
    if lowered == "yesterday":
        return shift_day(today, -1)
    if lowered in WEEKDAYS:
        behind = (date.fromisoformat(today).weekday() - WEEKDAYS.index(lowered)) % 7
        return shift_day(today, -behind)
    return None


def _calendar_day(value: str) -> str | None:
    if len(value) != 10 or value[4] != "-" or not value.isascii():
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None
    return day.isoformat() if 1900 <= day.year <= 9997 else None


def parse_instant(
    text: str, *, now: int, zone: str, day: str | None = None, latest_past: bool = False, field: str = "at"
) -> int:
    """UTC epoch seconds of `HH:MM`, `YYYY-MM-DDTHH:MM[:SS][offset]`, `now` or `10m ago`.

    `HH:MM` is on `day` (default: today in `zone`), or with `latest_past` the latest such time not after `now`.
    """
    value = text.strip()
    if value.lower() == "now":
        return now
    if value.lower().endswith(" ago"):
        return now - parse_duration(value[:-4], field=field)
    if (match := _CLOCK.fullmatch(value)) is not None:
        hour, minute, second = (int(part or 0) for part in match.groups())
        return _bare_time(text, (hour, minute, second), now, zone, day, latest_past, field)
    if (match := _STAMP.fullmatch(value)) is not None:
        return _full_time(text, match, zone, field)
    raise UserInputError(
        f'"{shown(text)}" is not a time such as 14:30, 2026-03-09T14:30, now or "10m ago".', field=field
    )


def _bare_time(
    text: str, clock: tuple[int, int, int], now: int, zone: str, day: str | None, latest_past: bool, field: str
) -> int:
    on = day if day is not None else local_day(now, zone)
    _check_clock(text, clock, field)
    instant = at_local(on, *clock, zone)
    if latest_past and day is None and instant > now:
        return at_local(shift_day(on, -1), *clock, zone)
    return instant


def _full_time(text: str, match: re.Match[str], zone: str, field: str) -> int:
    day = parse_day(match.group(1), "", field=field)
    clock = int(match.group(2)), int(match.group(3)), int(match.group(4) or 0)
    _check_clock(text, clock, field)
    zulu, sign, hours, minutes = match.group(5, 6, 7, 8)
    if not zulu and not sign:
        return at_local(day, *clock, zone)
    offset_s = int(hours or 0) * 3600 + int(minutes or 0) * 60
    if offset_s >= 24 * 3600 or int(minutes or 0) > 59:
        raise UserInputError(f'"{shown(text)}" has an impossible offset.', field=field)
    wall = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).replace(hour=clock[0], minute=clock[1])
    return int(wall.timestamp()) + clock[2] - (-offset_s if sign == "-" else offset_s)


def _check_clock(text: str, clock: tuple[int, int, int], field: str) -> None:
    if clock[0] > 23 or clock[1] > 59 or clock[2] > 59:
        raise UserInputError(f'There is no such time of day as "{shown(text)}".', field=field)


def is_bare(text: str) -> bool:
    """Whether the text is a time of day alone, without a date."""
    return _CLOCK.fullmatch(text.strip()) is not None


def parse_span(from_text: str, to_text: str, *, now: int, zone: str, day: str | None = None) -> tuple[int, int]:
    """Start and end of work, end after start.

    Times of day are on `day` or today; an end beside a full start is on the day of that start. An end that is not
    after its start means the next day if both are times of day and that makes at most 16 hours.
    """
    start = parse_instant(from_text, now=now, zone=zone, day=day, field="from")
    to_day = day if day is not None or is_bare(from_text) else local_day(start, zone)
    end = parse_instant(to_text, now=now, zone=zone, day=to_day, field="to")
    if end > start:
        return start, end
    if is_bare(from_text) and is_bare(to_text):
        clock = [int(part) for part in to_text.strip().split(":")]
        following = shift_day(day or local_day(now, zone), 1)
        end = at_local(following, clock[0], clock[1], clock[2] if len(clock) > 2 else 0, zone)
        if start < end <= start + NEXT_DAY_LIMIT_S:
            return start, end
    began = local_datetime(start, zone).strftime("%H:%M")
    raise UserInputError(f'The end "{shown(to_text)}" is not after the start at {began}.', field="to")
