"""A row with a check box before it, two lines of text, and a value at the right."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.delegates.painting import RIGHT, draw_check, draw_choice, draw_text
from ui.fonts import font
from ui.models.offered_entries import ValueRole
from ui.models.record_table import FaintRole, SubtextRole
from ui.tokens import hover_ground, space, tokens_in_use

_BOX = 16
_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Select, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TickDelegate(QStyledItemDelegate):
    """A click anywhere in the row, the space bar or Enter changes its tick."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._font, self._small = font("body"), font("small")
        self._upper, self._lower = QFontMetrics(self._font).height(), QFontMetrics(self._small).height()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option, index  # all are alike
        return QSize(0, self._upper + self._lower + space(4))

    def editorEvent(
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        del option
        by_key = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in _KEYS
        if not by_key and event.type() != QEvent.Type.MouseButtonRelease:
            return False
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is None:
            return False
        checked = Qt.CheckState(state) is Qt.CheckState.Checked
        after = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
        return model.setData(index, after, Qt.ItemDataRole.CheckStateRole)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens, rect = tokens_in_use(), QRect(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            draw_choice(painter, option)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(hover_ground(tokens)))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.border))
        inside = rect.adjusted(space(3), 0, -space(3), 0)
        state = index.data(Qt.ItemDataRole.CheckStateRole)
        if state is not None:
            box = QRect(inside.left(), inside.center().y() - _BOX // 2, _BOX, _BOX)
            draw_check(painter, box, checked=Qt.CheckState(state) is Qt.CheckState.Checked)
        faint = bool(index.data(FaintRole))
        value = str(index.data(ValueRole))
        draw_text(painter, inside, value, self._font, tokens.muted if faint else tokens.text, RIGHT)
        room = inside.adjusted(_BOX + space(3), 0, -QFontMetrics(self._font).horizontalAdvance(value) - space(3), 0)
        top = rect.top() + (rect.height() - self._upper - self._lower) // 2
        upper = QRect(room.left(), top, room.width(), self._upper)
        lower = QRect(room.left(), top + self._upper, room.width(), self._lower)
        draw_text(painter, upper, str(index.data() or ""), self._font, tokens.muted if faint else tokens.text)
        draw_text(painter, lower, str(index.data(SubtextRole)), self._small, tokens.muted)
        painter.restore()
