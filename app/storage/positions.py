"""The order of entries as one integer: by date, then by start, newest highest.

It is the table's rowid and that of the search index, so a day, a month and "the newest hits" are short walks along one
tree instead of sorts. Layout, from the high bits: days since 1970 (17), seconds of the start since two days before
that date (20), a number that makes it unique (24).
"""

from __future__ import annotations

from datetime import date

from app.storage.database import Database

_SERIAL_BITS = 24
_OFFSET_BITS = 20
_DAY_BITS = _SERIAL_BITS + _OFFSET_BITS
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_DAY_S = 86_400
_LAST_OFFSET = (1 << _OFFSET_BITS) - 1


def first_of_day(day: str, days_later: int = 0) -> int:
    """The lowest position of entries dated so many days after `day` (YYYY-MM-DD); the next day's ends the range."""
    return (date.fromisoformat(day).toordinal() + days_later - _EPOCH_DAY) << _DAY_BITS


def bucket(day: str, started_at: int | None) -> int:
    """The lowest position of that date and start; entries without clock times come before those with."""
    start_of_day = (date.fromisoformat(day).toordinal() - _EPOCH_DAY) * _DAY_S
    offset = 0 if started_at is None else min(max(started_at - start_of_day + 2 * _DAY_S, 1), _LAST_OFFSET)
    return first_of_day(day) + (offset << _SERIAL_BITS)


def free_position(db: Database, day: str, started_at: int | None) -> int:
    """A position nobody has, behind all entries of the same date and start. Call inside the write transaction."""
    low = bucket(day, started_at)
    row = db.one("select max(position) from entry where position between ? and ?", low, low + (1 << _SERIAL_BITS) - 1)
    return low if row is None or row[0] is None else int(row[0]) + 1


def same_bucket(position: int, day: str, started_at: int | None) -> bool:
    """Whether an entry at `position` may stay there with that date and start."""
    return position >> _SERIAL_BITS == bucket(day, started_at) >> _SERIAL_BITS
