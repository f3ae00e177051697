"""Which projects of a client: all of them, or those that are ticked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QWidget

from app.domain.ids import ProjectId
from ui.i18n import tr, tr_n
from ui.plain import menu_text, one_line
from ui.theme import space, tokens_in_use
from ui.widgets.button import Button
from ui.widgets.popup import Popup

_WIDTH, _MOST_ROWS = 300, 10
_ARROW = 12
_IdRole = Qt.ItemDataRole.UserRole


class ProjectChecks(Button):
    """A button that names the ticked projects and opens the list of them; none ticked means all."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "field", parent=parent)
        self._names: dict[ProjectId, str] = {}
        self._ticked: tuple[ProjectId, ...] = ()
        self.popup = Popup(self)
        self.list = QListWidget()
        self.list.setProperty("role", "bare")
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setAccessibleName(tr("ProjectChecks", "Projects"))
        self.popup.body.addWidget(self.list)
        self.list.itemChanged.connect(self._read)
        self.clicked.connect(self._open)
        self._show()

    @property
    def ticked(self) -> tuple[ProjectId, ...]:
        """Empty for all."""
        return self._ticked

    def set_projects(self, projects: Sequence[tuple[ProjectId, str]], ticked: Sequence[ProjectId] = ()) -> None:
        """What there is to tick, and what is; no signal."""
        self._names = dict(projects)
        self._ticked = tuple(one for one in ticked if one in self._names)
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for project_id, name in projects:
            item = QListWidgetItem(one_line(name), self.list)
            item.setData(_IdRole, project_id)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            item.setCheckState(Qt.CheckState.Checked if project_id in self._ticked else Qt.CheckState.Unchecked)
        self.list.blockSignals(blocked)
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_F4):
            self._open()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._show()

    def sizeHint(self) -> QSize:
        return QSize(space(20), super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        place = QRect(self.width() - _ARROW - space(2), (self.height() - _ARROW) // 2, _ARROW, _ARROW)
        scheme = "dark" if tokens_in_use().dark else "light"
        QIcon(f"stint:icons/controls/down-{scheme}.svg").paint(QPainter(self), place)

    @Slot()
    def _open(self) -> None:
        rows = max(1, min(_MOST_ROWS, self.list.count()))
        height = rows * max(self.list.sizeHintForRow(0), space(7)) + space(6)
        self.popup.open_at(self, QSize(max(_WIDTH, self.width()), height))
        self.list.setCurrentRow(max(0, self.list.currentRow()))
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)

    @Slot()
    def _read(self) -> None:
        items = [self.list.item(row) for row in range(self.list.count())]
        self._ticked = tuple(item.data(_IdRole) for item in items if item.checkState() is Qt.CheckState.Checked)
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        names = [self._names[one] for one in self._ticked]
        match len(names):
            case 0:
                text = tr("ProjectChecks", "All projects")
            case 1 | 2:
                text = ", ".join(names)
            case count:
                text = tr_n("ProjectChecks", "{n} project", "{n} projects", count)
        room = self.width() - _ARROW - space(8)
        shown = self.fontMetrics().elidedText(one_line(text), Qt.TextElideMode.ElideRight, room)
        self.setText(menu_text(shown))
        self.setAccessibleDescription(", ".join(names) or text)
        self.setEnabled(bool(self._names))
