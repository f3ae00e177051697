"""From instants to places on the calendar's scale and back, also on days on which clocks change.

A place is a number of seconds down a column. All columns share one scale, the clock on the wall from the start of the
day, so that nine o'clock is on one line everywhere. Where an hour comes twice on one of the days, the scale has a row
for each time; where an hour is left out, its row is there and empty. Rows that a day does not have are its `voids`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from app.domain.spans import day_bounds, local_datetime, shift_day

DAY_S, HOUR_S, MINUTE_S = 86_400, 3_600, 60


class Stretch(NamedTuple):
    """Part of a day between two changes of its clock: from the instant `began` until before `ended`, when the wall
    shows the day's start plus `wall` seconds and more.
    """

    began: int
    ended: int
    wall: int

    @property
    def wall_end(self) -> int:
        return self.wall + self.ended - self.began


@lru_cache(maxsize=512)
def stretches(day: str, zone: str, day_starts_at_min: int) -> tuple[Stretch, ...]:
    """The parts of a day: one, or two when its clock changes."""
    began, ended = day_bounds(day, zone, day_starts_at_min)
    nominal = datetime.combine(date.fromisoformat(day), datetime.min.time()) + timedelta(minutes=day_starts_at_min)

    def wall(instant: int) -> int:
        return int((local_datetime(instant, zone).replace(tzinfo=None) - nominal).total_seconds())

    first = wall(began)
    if wall(ended - 1) - first == ended - 1 - began:
        return (Stretch(began, ended, first),)
    low, high = began, ended - 1  # the first instant after the change is somewhere in between
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if wall(middle) - first == middle - began else (low, middle)
    return Stretch(began, high, first), Stretch(high, ended, wall(high))


class Tick(NamedTuple):
    """A full hour of the wall clock: its place, and the hour from 0 to 23."""

    place: int
    hour: int


@dataclass(frozen=True, slots=True)
class Axis:
    """The scale of some days in a row. `twice` is where an hour begins to come again and how long that lasts, in
    seconds; the other methods take the day that an instant lies in, and the zone by whose clock it is shown.
    """

    days: tuple[str, ...]
    zone: str
    day_starts_at_min: int = 0
    twice: tuple[int, int] | None = None

    @property
    def length(self) -> int:
        """Seconds down a column."""
        return DAY_S + (self.twice[1] if self.twice else 0)

    def place(self, instant: int, day: str, zone: str, *, end: bool = False) -> int:
        """Where an instant of that day is; `end`: as the end of something, so on the near side of a void."""
        parts = stretches(day, zone, self.day_starts_at_min)
        late = len(parts) > 1 and (instant > parts[1].began if end else instant >= parts[1].began)
        part = parts[1] if late else parts[0]
        wall = part.wall + instant - part.began
        if self.twice is None:
            return wall
        at, length = self.twice
        if _goes_back(parts):
            return wall + length if late else wall
        return wall + length if wall > at or (wall == at and not end) else wall

    def instant(self, place: int, day: str, zone: str) -> int:
        """The instant at a place of that day; within a void the nearest one after it."""
        parts = stretches(day, zone, self.day_starts_at_min)
        wall, part = place, parts[0]
        if self.twice is not None and place >= self.twice[0]:
            at, length = self.twice
            wall = max(at, place - length)
            if _goes_back(parts):
                wall, part = place - length, parts[1]
        if len(parts) > 1 and part is parts[0] and wall >= part.wall_end:
            part = parts[1]
        return min(max(part.began + wall - part.wall, part.began), part.ended)

    def snapped(self, place: int, step_min: int) -> int:
        """The nearest place at which the wall shows a multiple of so many minutes, within the column."""
        step, offset = step_min * MINUTE_S, self.day_starts_at_min * MINUTE_S
        near = (place + offset + step // 2) // step * step - offset
        return min(max(near, 0), self.length)

    def voids(self, column: int) -> list[tuple[int, int]]:
        """The places from and to which the day of that column has nothing, because its clock does not show them."""
        day, found, reached = self.days[column], list[tuple[int, int]](), 0
        for part in stretches(day, self.zone, self.day_starts_at_min):
            top = self.place(part.began, day, self.zone)
            if top > reached:
                found.append((reached, top))
            reached = self.place(part.ended, day, self.zone, end=True)
        if self.twice is not None and not _goes_back(stretches(day, self.zone, self.day_starts_at_min)):
            found.append((self.twice[0], sum(self.twice)))
        return sorted(found)

    def ticks(self) -> list[Tick]:
        """The full hours from top to bottom, an hour that comes twice at both places."""
        first = -(-self.day_starts_at_min // 60)
        found = []
        for hour in range(first, first + 25):
            wall = hour * HOUR_S - self.day_starts_at_min * MINUTE_S
            if wall > DAY_S:
                break
            later = self.twice is not None and wall >= self.twice[0]
            found.append(Tick(wall + (self.twice[1] if later and self.twice else 0), hour % 24))
        if self.twice is not None:
            again = (self.twice[0] - self.twice[1]) // HOUR_S
            found.append(Tick(self.twice[0], (first + again) % 24))
        return sorted(found)

    def hours_of(self, column: int) -> int:
        """Seconds that the day of that column has: 23, 24 or 25 hours."""
        parts = stretches(self.days[column], self.zone, self.day_starts_at_min)
        return parts[-1].ended - parts[0].began


def axis_of(first_day: str, count: int, zone: str, day_starts_at_min: int = 0) -> Axis:
    """The scale of `count` days."""
    days = tuple(shift_day(first_day, later) for later in range(count))
    twice = None
    for day in days:
        parts = stretches(day, zone, day_starts_at_min)
        if _goes_back(parts):
            twice = parts[0].wall_end, parts[0].wall_end - parts[1].wall
    return Axis(days, zone, day_starts_at_min, twice)


def _goes_back(parts: tuple[Stretch, ...]) -> bool:
    return len(parts) > 1 and parts[1].wall < parts[0].wall_end
