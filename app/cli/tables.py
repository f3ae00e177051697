"""Plain text for people: tables and durations. Text from outside is data, so it cannot steer the terminal."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

MAX_CELL = 60
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_JOINERS = "\u200c\u200d"  # part of emoji and of some scripts


def printable(text: str) -> str:
    """`text` on one line, without control, direction and escape characters."""
    if text.isascii() and text.isprintable():
        return text
    kept = (" " if c in "\n\r\t" else c for c in text)
    return "".join(c for c in kept if c in _JOINERS or unicodedata.category(c) not in _INVISIBLE)


def cell(text: str | None, limit: int = MAX_CELL) -> str:
    """A table cell; None is empty, long text is cut."""
    flat = printable(text or "")
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"


def clock(seconds: int) -> str:
    """`1:30` for an hour and a half."""
    minutes = seconds // 60
    return f"{minutes // 60}:{minutes % 60:02}"


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Columns two spaces apart; those in `right` are right-aligned. Only the headings when there are no rows."""
    columns = [[heading, *(row[index] for row in rows)] for index, heading in enumerate(headings)]
    widths = [max(_width(text) for text in column) for column in columns]
    lines = []
    for row in (headings, *rows):
        cells = []
        for index, text in enumerate(row):
            space = " " * (widths[index] - _width(text))
            cells.append(space + text if index in right else text + space)
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _width(text: str) -> int:
    """Columns that a terminal uses: wide characters take two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) or c in _JOINERS else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )
