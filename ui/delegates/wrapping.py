"""Text that is broken into a few lines, the last cut where room ends."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

from ui.plain import one_line


def lines_of(text: str, face: QFont, width: float, most: int) -> list[str]:
    """As many lines of `width` device-independent pixels as it takes, at most that many."""
    shown, metrics = one_line(text), QFontMetricsF(face)
    if metrics.horizontalAdvance(shown) <= width or width <= 0:  # one line is common, and quick
        return [shown]
    layout = QTextLayout(shown, face)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    units, lines, start = shown.encode("utf-16-le"), list[str](), 0  # Qt counts UTF-16 units
    while len(lines) < most - 1 and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        end = start + 2 * line.textLength()
        lines.append(units[start:end].decode("utf-16-le", "ignore").strip())
        start = end
    layout.endLayout()
    rest = units[start:].decode("utf-16-le", "ignore").strip()
    return [*lines, metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)] if rest else lines
