"""Text that is broken into at most two lines, the second cut where room ends."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QTextLayout, QTextOption

from ui.plain import one_line


def two_lines(text: str, face: QFont, width: float) -> list[str]:
    """One line where it fits into `width` device-independent pixels, else two."""
    shown, metrics = one_line(text), QFontMetricsF(face)
    if metrics.horizontalAdvance(shown) <= width or width <= 0:
        return [shown]
    layout = QTextLayout(shown, face)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    layout.endLayout()
    units, end = shown.encode("utf-16-le"), 2 * line.textLength()  # Qt counts UTF-16 units
    first, rest = units[:end].decode("utf-16-le", "ignore"), units[end:].decode("utf-16-le", "ignore")
    return [first.rstrip(), metrics.elidedText(rest.lstrip(), Qt.TextElideMode.ElideRight, width)]
