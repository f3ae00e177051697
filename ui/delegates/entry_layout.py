"""Where the parts of an entry's row lie: the same for painting, pointing and tooltips."""

from functools import lru_cache
from typing import NamedTuple

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QFontMetrics

from ui.fonts import font, system_font
from ui.format import time_range
from ui.tokens import space

EDGE = 16
"""Room at the right of the cards, which a scroll bar shares."""
BUTTON = 26
_PAD = 14
_GAP = 12
_MARK = 18
_NARROW = 470
_CHIP_SHARE, _CHIP_MOST, _CHIP_LEAST = 0.3, 260, 110

ACTIONS = ("continue", "edit", "delete")
"""Buttons of a row under the pointer, from left to right."""


class RowParts(NamedTuple):
    """Rectangles of one row; `times` is empty where there is no room for it. The buttons cover `times`, or without it
    the right end of `chip`: never the title, which says what they are about.
    """

    card: QRect
    title: QRect
    buttons: dict[str, QRect]
    chip: QRect
    times: QRect
    duration: QRect
    mark: QRect

    def at(self, place: QPoint) -> str | None:
        """The button or `mark` at a point, None for the rest of the row."""
        if self.mark.adjusted(-space(2), -space(2), space(2), space(2)).contains(place):
            return "mark"
        return next((name for name, rect in self.buttons.items() if rect.contains(place)), None)


def row_height() -> int:
    """Of rows and headings alike: a list of equal heights needs no measuring."""
    return max(40, QFontMetrics(font("body")).height() + 24)


def row_parts(rect: QRect, edge: int) -> RowParts:
    """Lay a row out within the rectangle of its item, of which `edge` pixels at the right stay free."""
    card = rect.adjusted(0, 0, -edge, 0)
    duration_width, times_width = _widths(system_font())
    right = card.right() - _PAD
    mark = QRect(right - _MARK + 1, card.top(), _MARK, card.height())
    duration = QRect(mark.left() - _GAP - duration_width, card.top(), duration_width, card.height())
    left = duration.left() - _GAP
    times = QRect()
    if card.width() >= _NARROW:
        times = QRect(left - times_width, card.top(), times_width, card.height())
        left = times.left() - _GAP
    chip_width = max(_CHIP_LEAST, min(_CHIP_MOST, int(card.width() * _CHIP_SHARE)))
    chip = QRect(left - chip_width, card.top(), chip_width, card.height())
    title = QRect(QPoint(card.left() + _PAD, card.top()), QPoint(chip.left() - _GAP, card.bottom()))
    return RowParts(card, title, _buttons(chip if times.isEmpty() else times), chip, times, duration, mark)


def part_at(parts: RowParts, x: int) -> str:
    """What is edited where the pointer is: title, chip, times or duration."""
    if x >= parts.duration.left():
        return "duration"
    if not parts.times.isEmpty() and x >= parts.times.left():
        return "times"
    return "chip" if x >= parts.chip.left() else "title"


def place_of(parts: RowParts, part: str) -> QRect:
    """Where the field for a part lies; times of a narrow row lie over the chip."""
    if part == "times" and parts.times.isEmpty():
        return parts.chip
    rects = {"title": parts.title, "chip": parts.chip, "times": parts.times, "duration": parts.duration}
    return rects[part]


def _buttons(room: QRect) -> dict[str, QRect]:
    """At the right end of what they cover."""
    top = room.center().y() - BUTTON // 2 + 1
    first = room.right() - len(ACTIONS) * BUTTON + 1
    return {name: QRect(first + at * BUTTON, top, BUTTON, BUTTON) for at, name in enumerate(ACTIONS)}


@lru_cache(maxsize=8)
def _widths(system: int) -> tuple[int, int]:
    """Of the columns with the duration and the clock times, in these fonts and the user's way of writing times."""
    del system  # it only tells when to measure again
    evening = 22 * 3600 + 44 * 60
    sample = time_range(evening, evening + 4 * 3600, "UTC")
    metrics = QFontMetrics(font("small"))
    # with some of the room for the warning before them; the rest of it is in the gap
    longest = max(metrics.horizontalAdvance(sample), metrics.horizontalAdvance(time_range(None, None, "UTC")))
    return QFontMetrics(font("strong")).horizontalAdvance("00:00"), max(longest + 2 + space(2), len(ACTIONS) * BUTTON)


ALIGN_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
ALIGN_RIGHT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
