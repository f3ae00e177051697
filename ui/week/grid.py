"""The table of hours of the week page: type a duration into a cell, walk on with Tab, Enter and the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from app.services.week_grid import Cell, GridRow, RowKey
from ui.delegates.painting import DOT, LEFT, RIGHT, draw_dot, draw_ring, draw_text
from ui.fonts import font
from ui.i18n import tr
from ui.icons import current_icon
from ui.plain import one_line, tooltip
from ui.theme import space
from ui.tokens import project_color, tokens_in_use
from ui.week.grid_model import CellRole, GridModel, RowRole
from ui.widgets.button import Button
from ui.widgets.plain_label import PlainLabel
from ui.widgets.project_chooser import ProjectChooser

if TYPE_CHECKING:
    from app.storage.projects import ProjectRow

_CONTEXT = "week_grid"
_MARK = 11
_NAME_LETTERS = 16
Index = QModelIndex | QPersistentModelIndex


class GridDelegate(QStyledItemDelegate):
    """Paints names with their project's dot, and hours with what locks them; edits in a bare line."""

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
            self._marks(painter, rect, index.data(CellRole))
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
    def _marks(painter: QPainter, rect: QRect, cell: Cell | None) -> None:
        """A lock where some of it is billed, a clock where some was recorded by it."""
        if cell is None or not cell.seconds:
            return
        name = "lock" if cell.billed else "clock" if cell.timed else ""
        if name:
            place = QRect(rect.left() + space(2), rect.center().y() - _MARK // 2, _MARK, _MARK)
            current_icon(name, "faint").paint(painter, place)


class GridTable(QTableView):
    """Enter goes down, Tab goes on, Delete empties a cell; a digit begins to type over it."""

    cleared = Signal(QModelIndex)

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(GridDelegate(self))
        self.setAccessibleName(tr(_CONTEXT, "Hours of the week"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.AnyKeyPressed | triggers.DoubleClicked | triggers.EditKeyPressed)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + space(5))
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(space(6))
        small = font("small")
        small.setWeight(font("strong").weight())
        header.setFont(small)
        model.modelReset.connect(self._fit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() is QAbstractItemView.State.EditingState:
            return  # Enter comes here as well after the line took it
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.cleared.emit(self.currentIndex())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go_down()
        elif event.key() == Qt.Key.Key_Escape or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        if hint is QAbstractItemDelegate.EndEditHint.SubmitModelCache:  # Enter
            self._go_down()

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            cell = index.data(CellRole)
            text = _explained(cell) if isinstance(cell, Cell) else str(index.data() or "")
            QToolTip.showText(event.globalPos(), tooltip(text), self.viewport())
            return True
        return super().viewportEvent(event)

    def _go_down(self) -> None:
        index = self.currentIndex()
        below = index.siblingAtRow(index.row() + 1)
        if below.isValid():
            self.setCurrentIndex(below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """Days alike, as narrow as they may be where there is little room; the names have the rest."""
        header, count, metrics = self.horizontalHeader(), self.model().columnCount() - 1, self.fontMetrics()
        least, usual = metrics.horizontalAdvance("12:55") + 30, metrics.horizontalAdvance("Wed 30") + space(9)
        room, name = self.viewport().width(), metrics.averageCharWidth() * _NAME_LETTERS
        width = max(least, min(usual, (room - name) // max(1, count)))
        for column in range(1, count + 1):
            header.resizeSection(column, width)
        header.resizeSection(0, max(name, room - count * width))


class WeekGridPane(QWidget):
    """The table, and below it what adds rows."""

    set_requested = Signal(object, str, object)
    """A GridRow is to hold so many seconds on that day."""
    refused = Signal(object)
    """UserInputError of what was typed."""
    copy_requested = Signal()
    """Rows as they were a week before."""
    row_requested = Signal(object)
    """A ProjectId to add a row for."""
    projects_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = GridModel(self.set_requested.emit, self.refused.emit, self)
        self.table = GridTable(self.model)
        self.chooser = ProjectChooser()
        self.copy_button = Button(tr(_CONTEXT, "Rows of the week before"), "secondary", "copy")
        self.copy_button.setToolTip(tooltip(tr(_CONTEXT, "Add the rows of the week before, without their hours")))
        hint = PlainLabel(tr(_CONTEXT, "Type 1:30, 1.5 or 90m; Enter and Tab go on."), "small", "muted", elide=True)
        foot = QHBoxLayout()
        foot.setSpacing(space(3))
        foot.addWidget(self.chooser)
        foot.addWidget(self.copy_button)
        foot.addWidget(hint, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, space(3), 0)
        column.setSpacing(space(3))
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self.setFocusProxy(self.table)
        self.table.cleared.connect(self._clear)
        self.copy_button.clicked.connect(self.copy_requested)
        self.chooser.project_changed.connect(self._add)
        self.chooser.first_opened.connect(self.projects_wanted)

    def show_rows(self, rows: Sequence[GridRow], days: tuple[str, ...]) -> None:
        """Show these; the current cell stays while its row is there."""
        current = self.table.currentIndex()
        row = current.data(RowRole) if current.isValid() else None
        self.model.show_rows(rows, days)
        at = self.model.row_of(row.key) if isinstance(row, GridRow) else -1
        if at >= 0:
            self.table.setCurrentIndex(self.model.index(at, min(current.column(), len(days) + 1)))
        elif rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 1))

    def choose_row(self, key: RowKey) -> None:
        """Go to the first day of a row."""
        at = self.model.row_of(key)
        if at >= 0:
            self.table.setCurrentIndex(self.model.index(at, 1))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer(self, projects: Sequence[ProjectRow]) -> None:
        """What rows can be added for."""
        self.chooser.set_projects(projects)

    @Slot(QModelIndex)
    def _clear(self, index: QModelIndex) -> None:
        self.model.setData(index, "")

    @Slot(object)
    def _add(self, project_id: object) -> None:
        if project_id is not None:
            self.chooser.set_project(None)
            self.row_requested.emit(project_id)


def _explained(cell: Cell) -> str:
    """Why a cell may not go lower."""
    if cell.billed:
        return tr(_CONTEXT, "Some of this is billed and locked; more can be added.")
    if cell.timed:
        return tr(_CONTEXT, "Some of this was recorded by the clock and stays; more can be added.")
    return ""
