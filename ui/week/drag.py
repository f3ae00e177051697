"""What a drag in the calendar means at each place of the pointer. Knows no widget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from app.domain.spans import days_between, local_day, shift_day
from app.storage.week import WeekRow
from ui.week.axis import MINUTE_S, Axis

Kind = Literal["create", "move", "start", "end"]
"""A new entry; a whole one; one of its ends."""

NEW = "new"
"""The id of the entry that is being made."""
EXACT_MIN = 1
SHORTEST_S = MINUTE_S


class Spot(NamedTuple):
    """Where the pointer is: a column, and a place of its axis; None in the strip above the hours."""

    column: int
    place: int | None


@dataclass(frozen=True, slots=True)
class Drag:
    """A press that became a drag. `grip_s`: how many seconds of the entry lie above the pointer."""

    kind: Kind
    row: WeekRow
    origin: Spot
    grip_s: int = 0

    def result(self, axis: Axis, spot: Spot, step_min: int, now: int) -> WeekRow:
        """The entry as it would be if it were dropped there, its ends at multiples of `step_min`."""
        if self.kind == "create":
            return self._drawn(axis, spot, step_min)
        if self.kind == "move":
            return self._moved(axis, spot, step_min, now)
        return self._resized(axis, spot, step_min, now)

    def _drawn(self, axis: Axis, spot: Spot, step_min: int) -> WeekRow:
        """From where it was pressed to where the pointer is, in that column."""
        day, anchor = axis.days[self.origin.column], self.origin.place or 0
        ends = sorted((axis.snapped(anchor, step_min), axis.snapped(spot.place or 0, step_min)))
        if ends[1] - ends[0] < step_min * MINUTE_S:
            down = (spot.place or 0) >= anchor
            first = ends[0] if down else max(0, ends[1] - step_min * MINUTE_S)
            ends = [first, first + step_min * MINUTE_S]
        start, end = (axis.instant(place, day, self.row.zone) for place in ends)
        return self._timed(start, max(end, start + SHORTEST_S), axis)

    def _moved(self, axis: Axis, spot: Spot, step_min: int, now: int) -> WeekRow:
        row, day = self.row, axis.days[spot.column]
        if spot.place is None:
            return row if row.running else row._replace(started_at=None, ended_at=None, date=day)
        start = self._snapped(axis, axis.instant(spot.place, day, row.zone) - self.grip_s, step_min)
        if row.running:
            return self._timed(min(start, now), None, axis)
        return self._timed(start, start + row.seconds, axis)

    def _resized(self, axis: Axis, spot: Spot, step_min: int, now: int) -> WeekRow:
        row, start, end = self.row, self.row.started_at or 0, self.row.ended_at
        moved = days_between(local_day(start, row.zone, axis.day_starts_at_min), row.date)
        day = shift_day(axis.days[spot.column], -moved)  # the entry stands so many days beside that of its start
        edge = self._snapped(axis, axis.instant(spot.place or 0, day, row.zone), step_min)
        if self.kind == "end":
            return self._timed(start, max(edge, start + SHORTEST_S), axis)
        latest = now if end is None else end - SHORTEST_S
        return self._timed(min(edge, latest), end, axis)

    def _snapped(self, axis: Axis, instant: int, step_min: int) -> int:
        """By the clock of the day that the instant lies in, which need not be one that is shown."""
        day = local_day(instant, self.row.zone, axis.day_starts_at_min)
        return axis.instant(axis.snapped(axis.place(instant, day, self.row.zone), step_min), day, self.row.zone)

    def _timed(self, start: int, end: int | None, axis: Axis) -> WeekRow:
        """With those times, counting on the day of the start unless that is where it was."""
        row = self.row
        day = row.date if start == row.started_at else local_day(start, row.zone, axis.day_starts_at_min)
        seconds = row.seconds if end is None else end - start
        return row._replace(started_at=start, ended_at=end, seconds=seconds, date=day)
