"""What delegates draw alike: one line of text that is cut where room ends, and a project's dot."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import QStyleOptionViewItem

from ui.icons import current_icon
from ui.plain import one_line
from ui.tokens import RADIUS_S, tokens_in_use

DOT = 8
"""Diameter of a dot in device-independent pixels."""

_BAR = 3

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


def draw_choice(painter: QPainter, option: QStyleOptionViewItem) -> None:
    """The ground of a chosen row; a bar at its left says that the keyboard is in this list."""
    tokens, rect = tokens_in_use(), QRect(option.rect)
    painter.fillRect(rect, QColor(tokens.accent_soft))
    if option.widget.hasFocus() and rect.left() <= 0:
        painter.fillRect(rect.left(), rect.top(), _BAR, rect.height(), QColor(tokens.accent))


def draw_ring(painter: QPainter, rect: QRect) -> None:
    """Where the keyboard is, around one cell."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens_in_use().accent), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(rect).adjusted(2, 2, -2, -3), RADIUS_S, RADIUS_S)


def draw_check(painter: QPainter, place: QRect, *, checked: bool) -> None:
    """A check box as those of the style sheet."""
    tokens = tokens_in_use()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(tokens.accent if checked else tokens.faint))
    painter.setBrush(QColor(tokens.accent if checked else tokens.surface))
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
    if checked:
        current_icon("check", "on_accent").paint(painter, place.adjusted(1, 1, -1, -1))
