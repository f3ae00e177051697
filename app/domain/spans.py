"""Zones and days: from UTC seconds to what the clock on the wall showed, and back.

A zone is named by its IANA key, or by a POSIX `TZ` rule such as `CET-1CEST,M3.5.0,M10.5.0/3` where the system has
nothing better; both kinds of name may be stored with an entry.
"""

from __future__ import annotations

import io
import os
import struct
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from app.errors import UserInputError

_DEFAULT_DST_RULE = ",M3.2.0,M11.1.0"
"""What POSIX systems assume for a rule that names a summer time but not its dates."""

_MIN_INSTANT, _MAX_INSTANT = -2_208_988_800, 253_370_764_800  # years 1900 to 9998, with room for any offset


@lru_cache(maxsize=128)
def zone(name: str) -> ZoneInfo:
    """The zone of that name; raises `UserInputError` for one that this computer does not know."""
    loaded = _by_key(name) or _by_posix_rule(name)
    if loaded is None:
        raise UserInputError(f"The time zone {name!r} is not known on this computer.", field="timezone")
    return loaded


def local_zone_name() -> str:
    """The zone that the user lives in: `TZ`, else the system's, else UTC."""
    named = os.environ.get("TZ")
    if named is not None:
        key = _key_of_path(named.removeprefix(":"))
        return key if key and _loadable(key) else "UTC"  # as the C library does for a value it cannot use
    try:
        key = _key_of_path(str(Path("/etc/localtime").readlink()))
    except OSError:
        key = ""
    return key if key and _loadable(key) else _asked_of_tzlocal()


def local_datetime(instant_s: int, zone_name: str) -> datetime:
    """The wall clock at an instant; raises `UserInputError` outside the years 1900 to 9998."""
    if not _MIN_INSTANT <= instant_s <= _MAX_INSTANT:
        raise UserInputError("That time is too far away.", field="at")
    return datetime.fromtimestamp(instant_s, zone(zone_name))


def local_day(instant_s: int, zone_name: str, day_starts_at_min: int = 0) -> str:
    """The calendar day (YYYY-MM-DD) on the wall; with a day start of 240 the small hours count to the day before."""
    wall = local_datetime(instant_s, zone_name).replace(tzinfo=None)
    return (wall - timedelta(minutes=day_starts_at_min)).date().isoformat()


def at_local(day: str, hour: int, minute: int, second: int, zone_name: str) -> int:
    """The instant when the wall shows that time. One that a clock change skips moves forward by the gap; of one that
    comes twice it is the first (both are what `fold=0` means).
    """
    wall = datetime.combine(date.fromisoformat(day), datetime.min.time()).replace(hour=hour, minute=minute)
    aware = wall.replace(second=second, tzinfo=zone(zone_name), fold=0)
    return int((aware - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds())


def iso(instant_s: int, zone_name: str) -> str:
    """ISO 8601 with offset, to the second."""
    return local_datetime(instant_s, zone_name).isoformat(timespec="seconds")


def shift_day(day: str, days: int) -> str:
    """The calendar day that many days later (earlier when negative)."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except OverflowError as exc:
        raise UserInputError("That date is too far away.", field="date") from exc


def days_between(day: str, later: str) -> int:
    """How many calendar days `later` is after `day`; negative when it is before."""
    return (date.fromisoformat(later) - date.fromisoformat(day)).days


def day_bounds(day: str, zone_name: str, day_starts_at_min: int = 0) -> tuple[int, int]:
    """First instant of the day and first instant after it; 23 or 25 hours apart when clocks change."""
    hour, minute = divmod(day_starts_at_min, 60)
    after = shift_day(day, 1)
    return at_local(day, hour, minute, 0, zone_name), at_local(after, hour, minute, 0, zone_name)


def week_bounds(day: str, first_weekday: int = 0) -> tuple[str, str]:
    """First and last day of the week that holds `day`; weekdays count from Monday = 0."""
    behind = (date.fromisoformat(day).weekday() - first_weekday) % 7
    first = shift_day(day, -behind)
    return first, shift_day(first, 6)


def _loadable(name: str) -> bool:
    return _by_key(name) is not None or _by_posix_rule(name) is not None


def _by_key(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # unknown; not a key at all; a folder of the zone database
        return None


def _by_posix_rule(rule: str) -> ZoneInfo | None:
    """A zone from the rule alone: zoneinfo reads such rules only as the last line of a zone file, so make one."""
    if not rule.isascii() or not any(c.isdigit() for c in rule) or any(c.isspace() for c in rule):
        return None
    header = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4)
    body = struct.pack(">lbb4s", 0, 0, 0, b"UTC\0")
    for complete in (rule, rule + _DEFAULT_DST_RULE):
        content = header + body + header + body + b"\n" + complete.encode() + b"\n"
        try:
            return ZoneInfo.from_file(io.BytesIO(content), key=rule)
        except ValueError:
            continue
    return None


def _key_of_path(name: str) -> str:
    """`Europe/Paris` of `/usr/share/zoneinfo/Europe/Paris`; anything else that is no path as it is."""
    _, found, key = name.rpartition("zoneinfo/")
    if found:
        return key.removeprefix("posix/").removeprefix("right/")
    return "" if name.startswith(("/", ".")) else name


def _asked_of_tzlocal() -> str:
    import tzlocal  # only where the link does not answer (Windows, containers); it costs 20 ms

    try:
        key = str(tzlocal.get_localzone_name() or "")
    except (LookupError, OSError, ValueError):
        key = ""
    return key if key and _loadable(key) else "UTC"
