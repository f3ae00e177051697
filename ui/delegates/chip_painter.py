"""How a chip is drawn: the same in the chip widget and in the rows of a list."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap

from ui.fonts import elided, font, text_width
from ui.plain import one_line
from ui.tokens import Tokens, mixed, space

_DOT = 8
_GAP = 6
_SIDE_PAD = 10
_RISE = 4
ICON_SIDE = 14


class ChipLook(NamedTuple):
    """What a chip shows. `detail` follows in a quieter colour; `dashed` is an empty place to fill in; `lit` is a
    switch that is on.
    """

    text: str
    detail: str = ""
    dot: QColor | None = None
    dashed: bool = False
    lit: bool = False
    icon: QPixmap | None = None


class ChipState(NamedTuple):
    """What happens to it."""

    hovered: bool = False
    pressed: bool = False
    focused: bool = False
    enabled: bool = True


CALM = ChipState()


def chip_size(look: ChipLook) -> QSize:
    """The room that the whole chip takes, at its natural width."""
    width = 2 * _SIDE_PAD + _lead(look) + text_width("small", one_line(look.text))
    if look.detail:
        width += text_width("small", _joined(look))
    return QSize(width + 2, QFontMetrics(font("small")).height() + 2 * _RISE + 2)


def paint_chip(painter: QPainter, rect: QRect, look: ChipLook, tokens: Tokens, state: ChipState = CALM) -> None:
    """Draw it into `rect`, cut at the right if that is too narrow."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _frame(painter, rect, look, tokens, state)
    left = rect.left() + _SIDE_PAD
    if look.dot is not None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.dot if state.enabled else QColor(tokens.faint))
        painter.drawEllipse(QPointF(left + _DOT / 2, rect.center().y() + 0.5), _DOT / 2, _DOT / 2)
    elif look.icon is not None:
        painter.drawPixmap(left, rect.center().y() - ICON_SIDE // 2 + 1, look.icon)
    _texts(painter, rect.adjusted(_SIDE_PAD + _lead(look), 0, -_SIDE_PAD, 0), look, tokens, state)
    painter.restore()


def _frame(painter: QPainter, rect: QRect, look: ChipLook, tokens: Tokens, state: ChipState) -> None:
    width = 2.0 if state.focused else 1.0
    line = tokens.accent if state.focused or look.lit else tokens.border
    if look.dashed and not state.focused:
        line = mixed(tokens.border, tokens.faint, 0.6)
    pen = QPen(QColor(line), width)
    if look.dashed and not state.focused:
        pen.setDashPattern([3, 3])
    fill = tokens.accent_soft if look.lit else tokens.surface
    if state.pressed or state.hovered:
        strength = 0.09 if state.pressed else 0.045
        fill = mixed(fill, tokens.text, strength * (1.8 if tokens.dark else 1.0))
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush if look.dashed and not state.hovered else QColor(fill))
    inner = QRectF(rect).adjusted(width / 2, width / 2, -width / 2, -width / 2)
    painter.drawRoundedRect(inner, inner.height() / 2, inner.height() / 2)


def _texts(painter: QPainter, rect: QRect, look: ChipLook, tokens: Tokens, state: ChipState) -> None:
    painter.setFont(font("small"))
    middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
    text = elided("small", one_line(look.text), rect.width())
    color = tokens.accent if look.lit else tokens.muted if look.dashed else tokens.text
    painter.setPen(QColor(color if state.enabled else tokens.faint))
    painter.drawText(rect, middle, text)
    rest = rect.adjusted(text_width("small", text), 0, 0, 0)
    if look.detail and rest.width() >= min(space(5), text_width("small", _joined(look))):
        painter.setPen(QColor(tokens.muted if state.enabled else tokens.faint))
        painter.drawText(rest, middle, elided("small", _joined(look), rest.width()))


def _joined(look: ChipLook) -> str:
    return f" · {one_line(look.detail)}"


def _lead(look: ChipLook) -> int:
    """Room of the dot or icon before the text."""
    if look.dot is not None:
        return _DOT + _GAP
    return 0 if look.icon is None else ICON_SIDE + _GAP if look.text else ICON_SIDE
