"""How a cell of a record table looks: a dot, a text, a quieter one behind it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.delegates.painting import DOT, draw_choice, draw_dot, draw_text
from ui.fonts import font
from ui.models.record_table import DotRole, FaintRole, SubtextRole
from ui.tokens import Tokens, project_color, space, tokens_in_use

_PAD = 10


class RecordDelegate(QStyledItemDelegate):
    """Paints cells of `RecordTableModel`; the fonts are looked up once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._font, self._small = font("body"), font("small")

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        tokens, state = tokens_in_use(), option.state
        rect = QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            draw_choice(painter, option)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.border))
        faint = bool(index.data(FaintRole))
        inside = rect.adjusted(_PAD, 0, -_PAD, 0)
        dot = index.data(DotRole)
        if dot is not None:
            draw_dot(painter, inside, QColor(tokens.faint) if faint else project_color(dot))
            inside.setLeft(inside.left() + DOT + space(2))
        self._texts(painter, inside, tokens, index, faint=faint)
        painter.restore()

    def _texts(
        self,
        painter: QPainter,
        rect: QRect,
        tokens: Tokens,
        index: QModelIndex | QPersistentModelIndex,
        *,
        faint: bool,
    ) -> None:
        alignment = Qt.AlignmentFlag(index.data(Qt.ItemDataRole.TextAlignmentRole))
        text = str(index.data() or "")
        width = draw_text(painter, rect, text, self._font, tokens.muted if faint else tokens.text, alignment)
        subtext = index.data(SubtextRole)
        rest = rect.adjusted(width + space(2), 0, 0, 0)
        if subtext and rest.width() > space(8):
            draw_text(painter, rest, subtext, self._small, tokens.muted, alignment)
