"""A row with a check box before one line of text, for short lists of what to tick."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from ui.delegates.painting import draw_check, draw_text
from ui.delegates.tick_delegate import TickDelegate
from ui.fonts import font
from ui.tokens import RADIUS_S, hover_ground, space, tokens_in_use

_BOX = 16


class CheckDelegate(TickDelegate):
    """As `TickDelegate`, a click anywhere in the row, the space bar or Enter changes its tick."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option
        metrics = QFontMetrics(font("body"))
        wide = metrics.horizontalAdvance(str(index.data() or "")) + _BOX + space(8)
        return QSize(wide, metrics.height() + space(3))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens, rect = tokens_in_use(), QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft if selected else hover_ground(tokens)))
            painter.drawRoundedRect(QRectF(rect), RADIUS_S, RADIUS_S)
        inside = rect.adjusted(space(2), 0, -space(2), 0)
        box = QRect(inside.left(), inside.center().y() - _BOX // 2 + 1, _BOX, _BOX)
        checked = Qt.CheckState(index.data(Qt.ItemDataRole.CheckStateRole)) is Qt.CheckState.Checked
        draw_check(painter, box, checked=checked)
        text = inside.adjusted(_BOX + space(2), 0, 0, 0)
        draw_text(painter, text, str(index.data() or ""), font("body"), tokens.text)
        painter.restore()
