"""How a word about a state is drawn in a row of a list: as the `Tag` widget draws it elsewhere."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter

from ui.fonts import font
from ui.tokens import RADIUS_S, Tokens
from ui.widgets.tag import TagKind

_PAD, _RISE = 8, 2


def tag_font() -> QFont:
    """Small and half bold."""
    made = font("small")
    made.setWeight(font("strong").weight())
    return made


def tag_size(text: str, face: QFont) -> QSize:
    """The room that the tag takes."""
    metrics = QFontMetrics(face)
    return QSize(metrics.horizontalAdvance(text) + 2 * _PAD, metrics.height() + 2 * _RISE)


def paint_tag(painter: QPainter, rect: QRect, text: str, kind: TagKind, face: QFont, tokens: Tokens) -> None:
    """Draw it at the left of `rect`, in its middle, cut where there is no room."""
    color, ground = _colors(kind, tokens)
    size = tag_size(text, face)
    place = QRect(rect.left(), 0, min(size.width(), rect.width()), size.height())
    place.moveTop(rect.center().y() - size.height() // 2 + 1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(place), RADIUS_S, RADIUS_S)
    painter.setFont(face)
    painter.setPen(QColor(color))
    inside = place.adjusted(_PAD, 0, -_PAD, 0)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inside.width())
    painter.drawText(inside, Qt.AlignmentFlag.AlignCenter, shown)


def _colors(kind: TagKind, tokens: Tokens) -> tuple[str, str]:
    match kind:
        case "accent":
            return tokens.accent, tokens.accent_soft
        case "success":
            return tokens.run, tokens.run_soft
        case "error":
            return tokens.danger, tokens.danger_soft
        case "warn":
            return tokens.warn, tokens.warn_soft
        case "neutral":
            return tokens.muted, tokens.border
