"""How something to choose by a key looks: its project's dot or an icon, title and project, and the key."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.delegates.painting import DOT, draw_dot, draw_text
from ui.fonts import font
from ui.icons import current_icon
from ui.models.line_list import Line, LineRole
from ui.tokens import RADIUS_S, Tokens, hover_ground, project_color, space, tokens_in_use

_PAD = space(2)
_KEY_PAD = 6
_ICON = 16


class SuggestionDelegate(QStyledItemDelegate):
    """Paints lines of `LineListModel` whose value is a key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._small = font("body"), font("small")
        self._height = QFontMetrics(self._title).height() + space(4)
        self.keys_shown = True
        """False leaves their room empty, where no key pressed now would come here."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, self._height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line: Line = index.data(LineRole)
        tokens, rect = tokens_in_use(), QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, rect, option, tokens)
        inside = rect.adjusted(_PAD, 0, -_PAD, 0)
        inside.setRight(self._key(painter, inside, line.value, tokens) - space(2))
        inside.setLeft(self._lead(painter, inside, line, tokens))
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        width = draw_text(painter, inside, line.title, self._title, tokens.text if enabled else tokens.faint)
        inside.setLeft(inside.left() + width + space(1))
        if line.detail and inside.width() > space(8):
            draw_text(painter, inside, f"· {line.detail}", self._title, tokens.muted if enabled else tokens.faint)
        painter.restore()

    def _lead(self, painter: QPainter, rect: QRect, line: Line, tokens: Tokens) -> int:
        """Draw the line's icon, or its project's dot; returns where the text begins."""
        if line.icon is not None:
            place = QRect(rect.left(), rect.center().y() - _ICON // 2, _ICON, _ICON)
            current_icon(*line.icon).paint(painter, place)
            return rect.left() + _ICON + space(2)
        draw_dot(painter, rect, project_color(line.project_id) if line.project_id else QColor(tokens.faint))
        return rect.left() + DOT + space(2) + 2

    def _ground(self, painter: QPainter, rect: QRect, option: QStyleOptionViewItem, tokens: Tokens) -> None:
        if not option.state & QStyle.StateFlag.State_Enabled:
            return
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft if selected else hover_ground(tokens)))
            painter.drawRoundedRect(QRectF(rect), RADIUS_S, RADIUS_S)

    def _key(self, painter: QPainter, rect: QRect, key: str, tokens: Tokens) -> int:
        """Draw the key at the right end, if keys are shown; returns its left edge."""
        metrics = QFontMetrics(self._small)
        width, height = metrics.horizontalAdvance(key) + 2 * _KEY_PAD, metrics.height() + 3
        cap = QRect(rect.right() - width, rect.center().y() - height // 2, width, height)
        if not self.keys_shown:
            return cap.left()
        painter.setPen(QColor(tokens.border))
        painter.setBrush(QColor(tokens.surface))
        painter.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        draw_text(painter, cap, key, self._small, tokens.muted, Qt.AlignmentFlag.AlignCenter)
        return cap.left()
