"""What delegates draw alike: one line of text that is cut where room ends, and a project's dot."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from ui.icons import current_icon
from ui.plain import one_line
from ui.tokens import tokens_in_use

DOT = 8
"""Diameter of a dot in device-independent pixels."""

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def draw_text(
    painter: QPainter, rect: QRect, text: str, face: QFont, color: str, alignment: Qt.AlignmentFlag = LEFT
) -> int:
    """Draw one line of plain text into `rect`; returns the width that it took."""
    painter.setFont(face)
    painter.setPen(QColor(color))
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(one_line(text), Qt.TextElideMode.ElideRight, max(0, rect.width()))
    painter.drawText(rect, alignment, shown)
    return metrics.horizontalAdvance(shown)


def draw_dot(painter: QPainter, rect: QRect, color: QColor) -> None:
    """A dot at the left end of `rect`, halfway up."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawEllipse(QPointF(rect.left() + DOT / 2, rect.center().y() + 0.5), DOT / 2, DOT / 2)


def draw_check(painter: QPainter, place: QRect, *, checked: bool) -> None:
    """A check box as those of the style sheet."""
    tokens = tokens_in_use()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(tokens.accent if checked else tokens.faint))
    painter.setBrush(QColor(tokens.accent if checked else tokens.surface))
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if checked:
        current_icon("check", "on_accent").paint(painter, place.adjusted(1, 1, -1, -1))
