"""Entries as blocks in the columns of days: where each begins and ends, and how those that overlap share a column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from app.domain.spans import days_between, local_day, shift_day
from app.storage.week import WeekRow
from ui.week.axis import Axis, stretches


class Piece(NamedTuple):
    """What one column shows of an entry. `top` and `bottom` are places of the axis, `day` the day that really lies
    there: an entry that was moved to another date than that of its start stands where it counts. `begins` and `ends`:
    whether its first and last second are in this column. It takes `share` of the `lanes` of its column from `lane` on.
    """

    row: WeekRow
    column: int
    day: str
    top: int
    bottom: int
    begins: bool
    ends: bool
    lane: int = 0
    lanes: int = 1
    share: int = 1


def pieces(axis: Axis, rows: Iterable[WeekRow], now: int) -> list[Piece]:
    """The pieces of all entries with clock times that those days show, by column from top to bottom; what runs reaches
    until `now`.
    """
    columns: list[list[Piece]] = [[] for _ in axis.days]
    for row in rows:
        for piece in _pieces_of(axis, row, now):
            columns[piece.column].append(piece)
    return [piece for column in columns for piece in _side_by_side(column)]


def without_times(axis: Axis, rows: Iterable[WeekRow]) -> list[list[WeekRow]]:
    """For each day the entries that have only a duration."""
    columns: dict[str, list[WeekRow]] = {day: [] for day in axis.days}
    for row in rows:
        if row.started_at is None and row.date in columns:
            columns[row.date].append(row)
    return list(columns.values())


def _pieces_of(axis: Axis, row: WeekRow, now: int) -> Iterable[Piece]:
    if row.started_at is None:
        return
    start, zone, starts_at = row.started_at, row.zone, axis.day_starts_at_min
    end = max(start, now if row.ended_at is None else row.ended_at)
    day = local_day(start, zone, starts_at)
    moved = days_between(day, row.date)
    shown = shift_day(day, moved) if moved else day
    while shown <= axis.days[-1]:
        parts = stretches(day, zone, starts_at)
        began, ended = max(start, parts[0].began), min(end, parts[-1].ended)
        if shown >= axis.days[0] and (began < ended or began == start):
            top = axis.place(began, day, zone)
            bottom = max(top, axis.place(ended, day, zone, end=ended > began))
            yield Piece(row, axis.days.index(shown), day, top, bottom, began == start, ended == end)
        if end <= parts[-1].ended:
            return
        day, shown = shift_day(day, 1), shift_day(shown, 1)


def _side_by_side(column: list[Piece]) -> list[Piece]:
    """Those that overlap beside each other, each as wide as its neighbours leave room for."""
    column.sort(key=lambda piece: (piece.top, -piece.bottom, piece.row.id))
    placed: list[Piece] = []
    group: list[Piece] = []
    reached = -1
    for piece in column:
        if group and piece.top >= reached:
            placed += _in_lanes(group)
            group = []
        group.append(piece)
        reached = max(reached, piece.bottom, piece.top + 1)
    return placed + _in_lanes(group)


def _in_lanes(group: Sequence[Piece]) -> list[Piece]:
    """A group of pieces each of which overlaps another one of it."""
    ends: list[int] = []
    lanes: list[int] = []
    for piece in group:
        free = next((lane for lane, end in enumerate(ends) if end <= piece.top), len(ends))
        ends[free : free + 1] = [max(piece.bottom, piece.top + 1)]
        lanes.append(free)
    return [
        piece._replace(lane=lane, lanes=len(ends), share=_room(group, lanes, number, len(ends)))
        for number, (piece, lane) in enumerate(zip(group, lanes, strict=True))
    ]


def _room(group: Sequence[Piece], lanes: Sequence[int], number: int, count: int) -> int:
    """How many lanes to the right are free for as long as a piece lasts, its own included."""
    piece, own = group[number], lanes[number]
    right = [
        lane
        for other, lane in zip(group, lanes, strict=True)
        if lane > own and other.top < piece.bottom and other.bottom > piece.top
    ]
    return min(right, default=count) - own
