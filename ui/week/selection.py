"""Which entry the keyboard goes to next. Knows no widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from app.storage.week import WeekRow
from ui.week.blocks import Piece


class Stop(NamedTuple):
    """A place where the keyboard may be: an entry in a column, those without times (place -1) before the others."""

    column: int
    place: int
    row: WeekRow


def stops(pieces: Sequence[Piece], strips: Sequence[Sequence[WeekRow]]) -> list[Stop]:
    """All of them by column from top to bottom; an entry that goes on in other columns once, where it first is."""
    found, seen = list[Stop](), set[str]()
    for column, rows in enumerate(strips):
        found += [Stop(column, -1, row) for row in rows]
        for piece in pieces:
            if piece.column == column and piece.row.id not in seen:
                seen.add(piece.row.id)
                found.append(Stop(column, piece.top, piece.row))
    return found


def above_or_below(order: Sequence[Stop], current: Stop, step: int) -> Stop | None:
    """The entry before or after it in its column."""
    column = [stop for stop in order if stop.column == current.column]
    at = column.index(current) + step
    return column[at] if 0 <= at < len(column) else None


def beside(order: Sequence[Stop], column: int, place: int) -> Stop | None:
    """The entry of that column that is nearest to a place; None if it has none."""
    near = [stop for stop in order if stop.column == column]
    return min(near, key=lambda stop: (abs(stop.place - place), stop.place), default=None)
