"""How a cell with two lines looks: what it is, and below it, smaller, more about it. A higher row breaks what it is."""

from __future__ import annotations

from functools import lru_cache, partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.delegates.painting import draw_choice, draw_text
from ui.delegates.wrapping import lines_of
from ui.fonts import font
from ui.models.record_table import FaintRole, SubtextRole
from ui.tokens import Tokens, space, tokens_in_use

_PAD = 10
_MOST_LINES = 4
_KEPT = 512


class StackedDelegate(QStyledItemDelegate):
    """Paints display text with `SubtextRole` below it; a row is as high as two lines, and up to three more where
    the view asks `height_of` for a long text.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._font, self._small = font("body"), font("small")
        self._broken = lru_cache(_KEPT)(partial(_lines, self._font))  # measured for the height, then painted
        self._upper, self._lower = QFontMetrics(self._font).height(), QFontMetrics(self._small).height()

    @property
    def row_height(self) -> int:
        """In device-independent pixels."""
        return self._upper + self._lower + space(4)

    def height_of(self, text: str, width: int) -> int:
        """What a row needs whose text stands in a cell of that width."""
        return self.row_height + self._upper * (len(self._broken(text, width - 2 * _PAD)) - 1)

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
        lines = self._broken(text, inside.width()) if rect.height() > self.row_height else (text,)
        block = len(lines) * self._upper + (self._lower + 1 if subtext else 0)
        top = rect.top() + (rect.height() - block) // 2
        for line in lines:
            place = QRect(inside.left(), top, inside.width(), self._upper)
            draw_text(painter, place, line, index.data(Qt.ItemDataRole.FontRole) or self._font, color, alignment)
            top += self._upper
        if subtext:
            below = QRect(inside.left(), top + 1, inside.width(), self._lower)
            draw_text(painter, below, str(subtext), self._small, tokens.muted, alignment)
        painter.restore()


def _lines(face: QFont, text: str, width: int) -> tuple[str, ...]:
    return tuple(lines_of(text, face, width, _MOST_LINES))


def paint_ground(painter: QPainter, option: QStyleOptionViewItem, tokens: Tokens) -> None:
    """The mark of a selected row, and the line below each."""
    rect = QRect(option.rect)
    if option.state & QStyle.StateFlag.State_Selected:
        draw_choice(painter, option)
    painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.border))
