"""The list that a project is chosen from, found by typing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QWidget

from app.domain.ids import ProjectId
from ui.delegates.project_delegate import ProjectDelegate
from ui.i18n import tr
from ui.models.project_list import ProjectListModel
from ui.theme import space
from ui.widgets.plain_label import PlainLabel
from ui.widgets.popup import Popup

_WIDTH, _MOST_ROWS = 340, 9
_MOVING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class ProjectPopup(Popup):
    """What is typed filters; the arrow keys move in the list meanwhile; Enter or a click chooses; Esc leaves."""

    chosen = Signal(object)  # ProjectId or None

    def __init__(self, model: ProjectListModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("ProjectChooser", "Project or client"))
        self.search.setAccessibleName(tr("ProjectChooser", "Find a project"))
        self.search.installEventFilter(self)
        self.list = QListView()
        self.list.setProperty("role", "bare")
        self.list.setModel(model)
        self.list.setItemDelegate(ProjectDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setAccessibleName(tr("ProjectChooser", "Projects"))
        self._nothing = PlainLabel(tr("ProjectChooser", "No project has that name."), "body", "muted")
        self._nothing.setContentsMargins(space(2), space(2), space(2), space(2))
        for part in (self.search, self.list, self._nothing):
            self.body.addWidget(part)
        self._marked: ProjectId | None = None
        self.search.textChanged.connect(self._filter)
        model.modelAboutToBeReset.connect(self._remember_mark)
        model.modelReset.connect(self._restore_mark)
        self.list.clicked.connect(self._choose)
        self.list.entered.connect(self.list.setCurrentIndex)

    def open_for(self, anchor: QWidget, project_id: ProjectId | None, typed: str = "") -> None:
        """Open below `anchor` with a project marked, or with the first characters already typed."""
        self.search.setText(typed)
        self._filter(typed)
        if not typed:
            self._mark(self._model.row_of(project_id))
        row = self.list.sizeHintForRow(0) if self._model.rowCount() else space(8)
        rows = max(3, min(_MOST_ROWS, self._model.rowCount()))
        self.open_at(anchor, QSize(_WIDTH, self.search.sizeHint().height() + rows * row + space(6)))
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._took(event)
        return super().eventFilter(watched, event)

    def _took(self, event: QKeyEvent) -> bool:
        """Keys of the search field that are meant for the list."""
        key = event.key()
        if key in _MOVING:
            page = self.list.height() // max(1, self.list.sizeHintForRow(0))
            steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
            self._mark(self.list.currentIndex().row() + steps[Qt.Key(key)])
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentIndex())
            return True
        return False

    def _mark(self, row: int) -> None:
        last = self._model.rowCount() - 1
        if last >= 0:
            self.list.setCurrentIndex(self._model.index(max(0, min(row, last))))

    @Slot(str)
    def _filter(self, typed: str) -> None:
        self._model.show_matching(typed)
        self._mark(0)

    @Slot()
    def _remember_mark(self) -> None:
        index = self.list.currentIndex()
        self._marked = self._model.choice(index.row()).project_id if index.isValid() else None

    @Slot()
    def _restore_mark(self) -> None:
        """Projects that arrive while the list is open must not slip another one under the Enter key."""
        found = self._model.rowCount() > 0
        self.list.setVisible(found)
        self._nothing.setVisible(not found)
        self._mark(self._model.row_of(self._marked))

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            project_id = self._model.choice(index.row()).project_id
            self.hide()
            self.chosen.emit(project_id)
