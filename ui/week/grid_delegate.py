"""How the table of hours looks, and the line that opens in a cell of it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.services.week_grid import Cell, GridRow
from ui.delegates.painting import DOT, LEFT, RIGHT, draw_dot, draw_ring, draw_text
from ui.fonts import font
from ui.i18n import tr
from ui.icons import current_icon
from ui.plain import one_line
from ui.theme import space
from ui.tokens import project_color, tokens_in_use
from ui.week.grid_model import CellRole, NotKeptRole, RowRole

_CONTEXT = "week_grid"
_MARK = 11
_STEPS: dict[int, int] = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Return: 1, Qt.Key.Key_Enter: 1}
"""Keys that end an edit, and by how many rows they go on."""
Index = QModelIndex | QPersistentModelIndex


class GridDelegate(QStyledItemDelegate):
    """Paints names with their project's dot, and hours with what locks them; edits in a bare line."""

    stepped = Signal(int)
    """What was typed is taken, and the keyboard goes on by so many rows."""
    given_up = Signal()
    """Esc: what was typed is not taken, nor what was refused there before."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        tokens, rect = tokens_in_use(), QRect(option.rect)
        row, sums = index.data(RowRole), index.data(RowRole) is None
        if sums:
            painter.fillRect(rect, QColor(tokens.raised))
        if index.column() == 0:
            self._name(painter, rect.adjusted(space(3), 0, -space(2), 0), row, str(index.data()))
        else:
            last = index.column() == index.model().columnCount() - 1
            face = font("strong" if sums or last else "body")
            draw_text(painter, rect.adjusted(0, 0, -space(3), 0), str(index.data()), face, tokens.text, RIGHT)
            self._marks(painter, rect, index.data(CellRole), not_kept=index.data(NotKeptRole) is not None)
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, QColor(tokens.border))
        if option.state & QStyle.StateFlag.State_Selected and option.state & QStyle.StateFlag.State_Active:
            draw_ring(painter, rect)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del index
        return QSize(0, option.fontMetrics.height() + space(5))

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        del option, index
        editor = QLineEdit(parent)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.setPlaceholderText("1:30")
        editor.setAccessibleName(tr(_CONTEXT, "Hours, as 1:30, 1.5h or 90m"))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Sync may change the week at any time; what is being typed stays."""
        if not (isinstance(editor, QLineEdit) and editor.isModified()):
            super().setEditorData(editor, index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and isinstance(watched, QWidget):
            step = _STEPS.get(event.key())
            if step is not None:
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, QStyledItemDelegate.EndEditHint.NoHint)
                self.stepped.emit(step)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.given_up.emit()
        return super().eventFilter(watched, event)

    @staticmethod
    def _name(painter: QPainter, rect: QRect, row: GridRow | None, name: str) -> None:
        tokens = tokens_in_use()
        if row is None:
            draw_text(painter, rect, name, font("strong"), tokens.text)
            return
        color = QColor(tokens.faint) if row.key.project_id is None else project_color(row.key.project_id)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_dot(painter, rect, color)
        painter.restore()
        left = rect.adjusted(DOT + space(2), 0, 0, 0)
        taken = draw_text(painter, left, name, font("body"), tokens.text, LEFT)
        if row.client_name:
            rest = left.adjusted(taken + space(2), 0, 0, 0)
            draw_text(painter, rest, one_line(row.client_name), font("small"), tokens.muted, LEFT)

    @staticmethod
    def _marks(painter: QPainter, rect: QRect, cell: Cell | None, *, not_kept: bool) -> None:
        """A warning where what was typed is not saved, a lock where some is billed, a clock where it recorded some."""
        place = QRect(rect.left() + space(2), rect.center().y() - _MARK // 2, _MARK, _MARK)
        if not_kept:
            current_icon("warning", "danger").paint(painter, place)
        elif cell is not None and cell.seconds and (cell.billed or cell.timed):
            current_icon("lock" if cell.billed else "clock", "faint").paint(painter, place)
