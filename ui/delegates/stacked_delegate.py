"""How a cell with two lines looks: what it is, and below it, smaller, more about it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.delegates.painting import draw_text
from ui.fonts import font
from ui.models.record_table import FaintRole, SubtextRole
from ui.tokens import Tokens, space, tokens_in_use

_PAD = 10


class StackedDelegate(QStyledItemDelegate):
    """Paints display text with `SubtextRole` below it; every row is as high as two lines, so that none jumps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._font, self._small = font("body"), font("small")
        self._upper, self._lower = QFontMetrics(self._font).height(), QFontMetrics(self._small).height()

    @property
    def row_height(self) -> int:
        """In device-independent pixels."""
        return self._upper + self._lower + space(4)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option, index
        return QSize(0, self.row_height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens, rect = tokens_in_use(), QRect(option.rect)
        painter.save()
        paint_ground(painter, option, tokens)
        inside = rect.adjusted(_PAD, 0, -_PAD, 0)
        alignment = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        color = tokens.muted if index.data(FaintRole) else tokens.text
        text, subtext = str(index.data() or ""), index.data(SubtextRole)
        if subtext:
            inside.setTop(rect.top() + (rect.height() - self._upper - self._lower - 1) // 2)
            inside.setHeight(self._upper)
        draw_text(painter, inside, text, self._font, color, alignment)
        if subtext:
            below = QRect(inside.left(), inside.bottom() + 2, inside.width(), self._lower)
            draw_text(painter, below, str(subtext), self._small, tokens.muted, alignment)
        painter.restore()


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, tokens: Tokens) -> None:
    """The mark of a selected row, and the line below each."""
    rect = QRect(option.rect)
    if option.state & QStyle.StateFlag.State_Selected:
        painter.fillRect(rect, QColor(tokens.accent_soft))
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.border))
