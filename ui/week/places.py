"""Where on the widget everything of the calendar is, and what is at a point of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from PySide6.QtCore import QPointF, QRectF

from app.storage.week import WeekRow
from ui.week.axis import HOUR_S, Axis
from ui.week.blocks import Piece
from ui.week.drag import Spot

GAP = 2.0
EDGE_PX = 5.0
"""How near to an end of a block the pointer takes hold of that end."""
LOWEST_PX = 5.0
FEW = 3
"""So many entries without clock times always have their lines."""
Part = Literal["body", "start", "end", "chip", "more"]


class Strip(NamedTuple):
    """The entries of a day that have no clock times. `shown`: how many of them are to be seen; `foldable`: whether a
    line below them shows more or fewer.
    """

    rows: Sequence[WeekRow]
    shown: int
    foldable: bool

    @property
    def lines(self) -> int:
        return self.shown + self.foldable


def folded(rows: Sequence[WeekRow], room: int) -> Strip:
    """A strip that may have so many lines; the last one tells of what there is no room for."""
    if len(rows) <= FEW:
        return Strip(rows, len(rows), foldable=False)
    return Strip(rows, min(len(rows), max(room, FEW) - 1), foldable=True)


@dataclass(frozen=True, slots=True)
class Hit:
    """What is at a point: part of an entry, or the line that shows the rest of a strip (`row` None)."""

    part: Part
    row: WeekRow | None
    column: int
    piece: Piece | None = None


@dataclass(frozen=True, slots=True)
class Places:
    """Device-independent pixels of the viewport. `head` is the height of the days' names, `strip` of what stands above
    the hours, `chip` of one entry in it; `scroll` is how far the hours are scrolled.
    """

    axis: Axis
    width: float
    height: float
    gutter: float
    head: float
    strip: float
    chip: float
    hour_px: float
    scroll: float = 0.0
    stacked: bool = False
    """Whether a day's sum stands below its name, for there is no room beside it."""

    @property
    def top(self) -> float:
        """Where the hours begin."""
        return self.head + self.strip

    @property
    def whole(self) -> float:
        """The height of all hours."""
        return self.axis.length * self.hour_px / HOUR_S

    @property
    def column_width(self) -> float:
        return (self.width - self.gutter) / len(self.axis.days)

    def left(self, column: int) -> float:
        return self.gutter + column * self.column_width

    def column_rect(self, column: int) -> QRectF:
        """The hours of a day, as far as they are in view."""
        return QRectF(self.left(column), self.top, self.column_width, self.height - self.top)

    def head_rect(self, column: int) -> QRectF:
        return QRectF(self.left(column), 0, self.column_width, self.head)

    def strip_rect(self, column: int) -> QRectF:
        return QRectF(self.left(column), self.head, self.column_width, self.strip)

    def chip_rect(self, column: int, number: int) -> QRectF:
        """The entry of that number in a strip."""
        top = self.head + GAP + 1 + number * (self.chip + GAP)
        return QRectF(self.left(column) + 3, top, self.column_width - 6, self.chip)

    def y(self, place: int) -> float:
        return self.top + place * self.hour_px / HOUR_S - self.scroll

    def piece_rect(self, piece: Piece) -> QRectF:
        """A block; never so flat that it could not be seen."""
        room = self.column_width - 6
        lane = room / piece.lanes
        top, bottom = self.y(piece.top), self.y(piece.bottom)
        gap = 1.0 if piece.lane + piece.share < piece.lanes else 0.0
        left = self.left(piece.column) + 3 + piece.lane * lane
        return QRectF(left, top + 0.5, max(4.0, piece.share * lane - gap), max(LOWEST_PX, bottom - top - 1.5))

    def column_at(self, x: float) -> int:
        """The nearest column."""
        return min(max(int((x - self.gutter) // self.column_width), 0), len(self.axis.days) - 1)

    def place_at(self, y: float) -> int:
        """The nearest place of the axis."""
        return min(max(round((y - self.top + self.scroll) * HOUR_S / self.hour_px), 0), self.axis.length)

    def spot(self, point: QPointF) -> Spot:
        """Where something dropped at that point would go."""
        strip = point.y() < self.top
        return Spot(self.column_at(point.x()), None if strip else self.place_at(point.y()))

    def hit(self, point: QPointF, pieces: Sequence[Piece], strips: Sequence[Strip]) -> Hit | None:
        """What is there; None on empty ground."""
        if point.x() < self.gutter or point.y() < self.head:
            return None
        if point.y() < self.top:
            return self._hit_strip(point, strips[self.column_at(point.x())])
        for piece in reversed(pieces):
            rect = self.piece_rect(piece)
            if rect.adjusted(0, -0.5, 0, 1).contains(point):
                return Hit(self._part(rect, point, piece), piece.row, piece.column, piece)
        return None

    def _hit_strip(self, point: QPointF, strip: Strip) -> Hit | None:
        column = self.column_at(point.x())
        for number, row in enumerate(strip.rows[: strip.shown]):
            if self.chip_rect(column, number).contains(point):
                return Hit("chip", row, column)
        if strip.foldable and self.chip_rect(column, strip.shown).contains(point):
            return Hit("more", None, column)
        return None

    @staticmethod
    def _part(rect: QRectF, point: QPointF, piece: Piece) -> Part:
        edge = min(EDGE_PX, rect.height() / 3)
        if piece.row.billed:
            return "body"
        if piece.ends and not piece.row.running and point.y() > rect.bottom() - edge:
            return "end"
        if piece.begins and point.y() < rect.top() + edge and rect.height() > 2 * EDGE_PX:
            return "start"
        return "body"
