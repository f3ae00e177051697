"""The table of hours of the week page: type a duration into a cell, walk on with Tab, Enter and the arrows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from app.services.week_grid import Cell, GridRow, RowKey
from ui.fonts import font
from ui.i18n import tr
from ui.plain import one_line, tooltip
from ui.theme import space
from ui.week.grid_delegate import GridDelegate
from ui.week.grid_model import CellRole, GridModel, NotKept, NotKeptRole, RowRole
from ui.widgets.button import Button
from ui.widgets.plain_label import PlainLabel
from ui.widgets.project_chooser import ProjectChooser

if TYPE_CHECKING:
    from app.storage.projects import ProjectRow

_CONTEXT = "week_grid"
_MARK = 11
_NAME_LETTERS = 16
_WISHED_LETTERS = 28
Index = QModelIndex | QPersistentModelIndex


class GridTable(QTableView):
    """Enter goes down, Tab goes on from day to day and row to row, Delete empties a cell; a digit begins to type over
    it. Behind the last cell, and before the first one, Tab leaves the table.
    """

    cleared = Signal(QModelIndex)
    edited = Signal()
    """No cell is open any more."""

    def __init__(self, model: GridModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._hours = model
        delegate = GridDelegate(self)
        delegate.stepped.connect(self._step)
        delegate.given_up.connect(self._give_up)
        self.setItemDelegate(delegate)
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
            self._step(1)
        elif event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            following = self._following(1 if event.key() == Qt.Key.Key_Tab else -1)
            event.setAccepted(following.isValid())
            if following.isValid():
                self.setCurrentIndex(following)
        elif event.key() == Qt.Key.Key_Escape or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self.edited.emit()

    @property
    def editing(self) -> bool:
        """Whether a cell is open."""
        return self.state() is QAbstractItemView.State.EditingState

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Tab in an open cell goes to the next one that can be typed into."""
        if action is QAbstractItemView.CursorAction.MoveNext:
            return self._following(1)
        if action is QAbstractItemView.CursorAction.MovePrevious:
            return self._following(-1)
        return super().moveCursor(action, modifiers)

    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            index = self.indexAt(event.pos())
            cell, not_kept = index.data(CellRole), index.data(NotKeptRole)
            text = _explained(cell, not_kept) if isinstance(cell, Cell) else str(index.data() or "")
            QToolTip.showText(event.globalPos(), tooltip(text), self.viewport())
            return True
        return super().viewportEvent(event)

    @Slot(int)
    def _step(self, rows: int) -> None:
        """Up or down by so many rows, as far as hours can be typed."""
        index = self.currentIndex()
        there = index.siblingAtRow(index.row() + rows)
        if there.flags() & Qt.ItemFlag.ItemIsEditable:
            self.setCurrentIndex(there)

    @Slot()
    def _give_up(self) -> None:
        self._hours.give_up(self.currentIndex())

    def _following(self, step: int) -> QModelIndex:
        """The next cell, or with -1 the one before, that can be typed into; none behind the last."""
        model, index = self.model(), self.currentIndex()
        columns = model.columnCount()
        place = index.row() * columns + index.column() + step if index.isValid() else 0
        while 0 <= place < model.rowCount() * columns:
            found = model.index(place // columns, place % columns)
            if found.flags() & Qt.ItemFlag.ItemIsEditable:
                return found
            place += step
        return QModelIndex()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()
        if self.hasFocus() or self.editing:
            self.scrollTo(self.currentIndex())

    @Slot()
    def _fit(self) -> None:
        """Days alike, as narrow as they may be where names would be cut; the names have the rest."""
        header, count, metrics = self.horizontalHeader(), self.model().columnCount() - 1, self.fontMetrics()
        day = QFontMetrics(header.font()).horizontalAdvance("Wed 30")
        least = max(metrics.horizontalAdvance("12:55") + 30, day + space(6))
        usual = max(least, metrics.horizontalAdvance("Wed 30") + space(9))
        room, name = self.viewport().width(), metrics.averageCharWidth() * _NAME_LETTERS
        wished = metrics.averageCharWidth() * _WISHED_LETTERS
        width = max(least, min(usual, (room - wished) // max(1, count)))
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
        self._waiting: tuple[Sequence[GridRow], tuple[str, ...]] | None = None
        self.model = GridModel(self.set_requested.emit, self.refused.emit, self)
        self.table = GridTable(self.model)
        self.chooser = ProjectChooser()
        self.copy_button = Button(tr(_CONTEXT, "Rows of the week before"), "secondary", "copy")
        self.copy_button.setToolTip(tooltip(tr(_CONTEXT, "Add the rows of the week before, without their hours")))
        self.hint = PlainLabel("", "small", "muted", elide=True)
        foot = QHBoxLayout()
        foot.setSpacing(space(3))
        foot.addWidget(self.chooser)
        foot.addWidget(self.copy_button)
        foot.addWidget(self.hint, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, space(3), 0)
        column.setSpacing(space(3))
        column.addWidget(self.table, 1)
        column.addLayout(foot)
        self._lead(empty=True)
        self.table.cleared.connect(self._clear)
        self.table.edited.connect(self._show_waiting)
        self.copy_button.clicked.connect(self.copy_requested)
        self.chooser.project_changed.connect(self._add)
        self.chooser.first_opened.connect(self.projects_wanted)

    def show_rows(self, rows: Sequence[GridRow], days: tuple[str, ...]) -> None:
        """Show these; the current cell stays while its row is there. Other rows wait until no cell is open any more."""
        self._waiting = None
        if self.table.editing and not self.model.has_rows(rows, days):
            self._waiting = rows, days
            return
        current = self.table.currentIndex()
        row = current.data(RowRole) if current.isValid() else None
        self.model.show_rows(rows, days)
        self._lead(empty=not rows)
        at = self.model.row_of(row.key) if isinstance(row, GridRow) else -1
        if at >= 0:
            self.table.setCurrentIndex(self.model.index(at, min(current.column(), len(days) + 1)))
        elif rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.model.index(0, 1))

    def _lead(self, *, empty: bool) -> None:
        """Where there is no cell to type into, the keys are for what adds a row."""
        self.setFocusProxy(self.chooser if empty else self.table)
        self.hint.setText(
            tr(_CONTEXT, "Choose a project to type hours for, or take the rows of the week before.")
            if empty
            else tr(_CONTEXT, "Type 1:30, 1.5 or 90m; Enter and Tab go on.")
        )

    def choose_row(self, key: RowKey) -> None:
        """Go to the first day of a row."""
        at = self.model.row_of(key)
        if at >= 0:
            self.table.setCurrentIndex(self.model.index(at, 1))
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer(self, projects: Sequence[ProjectRow]) -> None:
        """What rows can be added for."""
        self.chooser.set_projects(projects)

    @Slot()
    def _show_waiting(self) -> None:
        if self._waiting is not None:
            self.show_rows(*self._waiting)

    @Slot(QModelIndex)
    def _clear(self, index: QModelIndex) -> None:
        self.model.setData(index, "")

    @Slot(object)
    def _add(self, project_id: object) -> None:
        if project_id is not None:
            self.chooser.set_project(None)
            self.row_requested.emit(project_id)


def _explained(cell: Cell, not_kept: NotKept | None) -> str:
    """Why what was typed is not saved, or why a cell may not go lower."""
    if not_kept is not None:
        typed, reason = one_line(not_kept.typed), one_line(not_kept.reason)
        return tr(_CONTEXT, "“{typed}” is not saved. {reason}", typed=typed, reason=reason)
    if cell.billed:
        return tr(_CONTEXT, "Some of this is billed and locked; more can be added.")
    if cell.timed:
        return tr(_CONTEXT, "Some of this was recorded by the clock and stays; more can be added.")
    return ""
