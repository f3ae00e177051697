"""Choosing a project by typing a piece of its name or of its client's."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from app.domain.ids import ProjectId
from ui.i18n import tr
from ui.theme import project_color
from ui.widgets.chip import Chip

if TYPE_CHECKING:
    from app.storage.projects import ProjectRow
    from ui.models.project_list import ProjectListModel
    from ui.widgets.project_popup import ProjectPopup

_OPENING = (Qt.Key.Key_Down, Qt.Key.Key_F4, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_CLEARING = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


class ProjectChooser(Chip):
    """A chip that names the project and opens the list of them. On the closed chip Enter, space or Down open it, typing
    opens it with what is typed, Delete takes the project away.
    """

    project_changed = Signal(object)  # ProjectId or None; only for what the user does
    project_chosen = Signal()
    """The user chose in the list, maybe what was chosen before; the list is closed by now."""
    first_opened = Signal()
    """The list is needed for the first time: whoever has not called `set_projects` yet may do it now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("ProjectChooser", "+ project"), dashed=True, parent=parent)
        self._project_id: ProjectId | None = None
        self._fallback = ("", "")
        self._listed = False
        self.clicked.connect(self.open_list)
        self._show()

    @property
    def project_id(self) -> ProjectId | None:
        """The project that is chosen; None is no project."""
        return self._project_id

    @cached_property
    def popup(self) -> ProjectPopup:
        """The list; made, with the modules it needs, when it is first opened, for the window has to open quickly."""
        from ui.widgets.project_popup import ProjectPopup

        if not self._listed:
            self.first_opened.emit()
        made = ProjectPopup(self._model, self)
        made.chosen.connect(self._take)
        made.chosen.connect(self.project_chosen)
        made.closed.connect(self.setFocus)
        return made

    def set_projects(self, rows: Sequence[ProjectRow]) -> None:
        """What there is to choose from; the choice stays, even if it is not among them."""
        from ui.models.project_list import choice_of

        self._listed = True
        self._model.set_choices([choice_of(row) for row in rows])
        self._show()

    @cached_property
    def _model(self) -> ProjectListModel:
        from ui.models.project_list import ProjectListModel

        return ProjectListModel(self)

    def set_project(self, project_id: ProjectId | None, name: str = "", client: str = "") -> None:
        """Show a project without a signal. `name` and `client` serve for one that is not on offer (closed since)."""
        self._project_id, self._fallback = project_id, (name, client)
        self._show()

    @Slot()
    def open_list(self) -> None:
        """Open the list with the present project marked."""
        self.popup.open_for(self, self._project_id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.key() in _OPENING and plain:
            self.open_list()
        elif event.key() in _CLEARING and plain:
            self._take(None)
        elif plain and event.text().strip() and event.text().isprintable():
            self.popup.open_for(self, self._project_id, event.text())
        else:
            super().keyPressEvent(event)

    @Slot(object)
    def _take(self, project_id: ProjectId | None) -> None:
        if project_id != self._project_id:
            self.set_project(project_id)
            self.project_changed.emit(project_id)

    def _show(self) -> None:
        if self._project_id is None:
            self.show_value(tr("ProjectChooser", "+ project"), dashed=True)
            self.setAccessibleName(tr("ProjectChooser", "Project: none"))
            return
        choice = self._model.find(self._project_id) if self._listed else None
        name, client = (choice.name, choice.client) if choice is not None else self._fallback
        name = name or tr("ProjectChooser", "Unknown project")
        self.show_value(name, project_color(self._project_id), client)
        whole = f"{name}, {client}" if client else name
        self.setAccessibleName(tr("ProjectChooser", "Project: {project}", project=whole))
