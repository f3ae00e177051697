"""How a word about a state is drawn in a row of a list: as the `Tag` widget draws it elsewhere."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from ui.fonts import font
from ui.icons import pixmap
from ui.tokens import RADIUS_S, Tokens
from ui.widgets.tag import TagKind

_PAD, _RISE, _ICON, _GAP = 8, 2, 12, 5


def tag_font() -> QFont:
    """Small and half bold."""
    made = font("small")
    made.setWeight(font("strong").weight())
    return made


def tag_size(text: str, face: QFont, *, icon: bool = False) -> QSize:
    """The room that the tag takes, with or without a drawing before its word."""
    metrics = QFontMetricsF(face)
    drawing = _ICON + _GAP if icon else 0
    # Rounded up: a pixel's fraction too few, and the word is cut.
    return QSize(ceil(metrics.horizontalAdvance(text)) + drawing + 2 * _PAD, ceil(metrics.height()) + 2 * _RISE)


def paint_tag(
    painter: QPainter, rect: QRect, text: str, kind: TagKind, face: QFont, tokens: Tokens, icon: str | None = None
) -> None:
    """Draw it at the left of `rect`, in its middle, cut where there is no room; `icon` is drawn before the word."""
    color, ground = _colors(kind, tokens)
    size = tag_size(text, face, icon=icon is not None)
    place = QRect(rect.left(), 0, min(size.width(), rect.width()), size.height())
    place.moveTop(rect.center().y() - size.height() // 2 + 1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(ground))
    painter.drawRoundedRect(QRectF(place), RADIUS_S, RADIUS_S)
    painter.setFont(face)
    painter.setPen(QColor(color))
    inside = place.adjusted(_PAD, 0, -_PAD, 0)
    if icon is not None:
        drawn = pixmap(icon, color, _ICON, painter.device().devicePixelRatioF())
        painter.drawPixmap(inside.left(), inside.center().y() - _ICON // 2 + 1, drawn)
        inside.setLeft(inside.left() + _ICON + _GAP)
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
