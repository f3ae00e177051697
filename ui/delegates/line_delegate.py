"""How a line of a list looks: a dot or an icon, a title, a quieter detail, a value at the right."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.delegates.painting import DOT, RIGHT, draw_choice, draw_dot, draw_ring, draw_text
from ui.fonts import font
from ui.icons import current_icon
from ui.models.line_list import Line, LineRole
from ui.tokens import RADIUS_S, Tokens, hover_ground, project_color, space, tokens_in_use

_ICON = 16
_PAD = 10


class LineDelegate(QStyledItemDelegate):
    """Paints lines of `LineListModel`. `stacked` puts the detail below the title instead of behind it; `ruled` draws a
    line between rows.
    """

    def __init__(self, *, stacked: bool = False, ruled: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stacked, self._ruled = stacked, ruled
        self._title, self._small, self._section = font("body"), font("small"), font("section")
        self._title_height = QFontMetrics(self._title).height()
        self._small_height = QFontMetrics(self._small).height()

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        del option
        line: Line = index.data(LineRole)
        if line.heading:
            return QSize(0, self._small_height + space(5))
        height = self._title_height + space(4)
        return QSize(0, height + (self._small_height + 2 if self._stacked and line.detail else 0))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line: Line = index.data(LineRole)
        tokens, rect = tokens_in_use(), QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inside = rect.adjusted(_PAD, 0, -_PAD, 0)
        if line.heading:
            inside.setTop(inside.top() + space(3))
            draw_text(painter, inside, line.title, self._section, tokens.muted)
        else:
            self._ground(painter, rect, option, tokens, last=index.row() == index.model().rowCount() - 1)
            self._line(painter, _after_mark(painter, inside, line), line, tokens)
        painter.restore()

    def _ground(
        self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, tokens: Tokens, *, last: bool
    ) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if selected or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft if selected else hover_ground(tokens)))
            radius = 0 if self._ruled else RADIUS_S
            painter.drawRoundedRect(QRectF(rect), radius, radius)
        if selected and self._ruled:
            draw_choice(painter, option)
        elif selected and option.widget.hasFocus():
            draw_ring(painter, rect)
        if self._ruled and not last:
            painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.border))

    def _line(self, painter: QPainter, rect: QRect, line: Line, tokens: Tokens) -> None:
        rect = _before_mark(painter, rect, line)
        if line.value:
            value = QFontMetrics(self._title).horizontalAdvance(line.value)
            draw_text(painter, rect, line.value, self._title, tokens.text, RIGHT)
            rect = rect.adjusted(0, 0, -value - space(3), 0)
        if self._stacked and line.detail:
            top = rect.top() + (rect.height() - self._title_height - self._small_height - 2) // 2
            upper = QRect(rect.left(), top, rect.width(), self._title_height)
            lower = QRect(rect.left(), upper.bottom() + 3, rect.width(), self._small_height)
            draw_text(painter, upper, line.title, self._title, tokens.text)
            draw_text(painter, lower, line.detail, self._small, tokens.muted)
            return
        width = draw_text(painter, rect, line.title, self._title, tokens.text)
        rest = rect.adjusted(width + space(2), 0, 0, 0)
        if line.detail and rest.width() > space(8):
            draw_text(painter, rest, line.detail, self._small, tokens.muted)


def _before_mark(painter: QPainter, rect: QRect, line: Line) -> QRect:
    """Draw the mark at the right end; returns the room that is left before it."""
    if line.mark is None:
        return rect
    name, role = line.mark[:2]
    current_icon(name, role).paint(painter, QRect(rect.right() - _ICON + 1, rect.center().y() - 7, _ICON, _ICON))
    return rect.adjusted(0, 0, -_ICON - space(2), 0)


def _after_mark(painter: QPainter, rect: QRect, line: Line) -> QRect:
    """Draw the dot or icon; returns the room that is left for the texts."""
    if line.project_id is not None:
        draw_dot(painter, rect, project_color(line.project_id))
        return rect.adjusted(DOT + space(2) + 2, 0, 0, 0)
    if line.icon is not None:
        name, role = line.icon
        place = QRect(rect.left(), rect.center().y() - _ICON // 2, _ICON, _ICON)
        current_icon(name, role).paint(painter, place)
        return rect.adjusted(_ICON + space(2) + 2, 0, 0, 0)
    return rect
