"""The projects that match what is typed, best first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from app.domain.ids import ProjectId
from app.domain.names import fold
from ui.i18n import tr

if TYPE_CHECKING:
    from app.storage.projects import ProjectRow

ChoiceRole = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex
ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class ProjectChoice:
    """One thing to choose; `project_id` None is "no project". `folded` is what typed words are looked for in."""

    project_id: ProjectId | None
    name: str
    client: str = ""
    folded_name: str = ""
    folded: str = ""


def choice_of(row: ProjectRow) -> ProjectChoice:
    """The choice that stands for a project."""
    name, client = row.project.name, row.client_name or ""
    folded_name = fold(name)
    return ProjectChoice(row.project.id, name, client, folded_name, f"{folded_name} {fold(client)}")


class ProjectListModel(QAbstractListModel):
    """Holds every choice and shows those that match; without a filter "No project" comes first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[ProjectChoice] = []
        self._shown: list[ProjectChoice] = []
        self._typed = ""

    def set_choices(self, choices: Sequence[ProjectChoice]) -> None:
        """Replace them all; the filter stays."""
        self._all = list(choices)
        self.show_matching(self._typed)

    def show_matching(self, typed: str) -> None:
        """Show those that hold every typed word in the project's or the client's name, whatever case and accents."""
        self.beginResetModel()
        self._typed = typed
        words = fold(typed).replace("/", " ").split()
        if words:
            hits = [choice for choice in self._all if all(word in choice.folded for word in words)]
            self._shown = sorted(hits, key=lambda choice: _distance(choice, words))
        else:
            self._shown = [ProjectChoice(None, tr("ProjectChooser", "No project")), *self._all]
        self.endResetModel()

    def choice(self, row: int) -> ProjectChoice:
        """What is shown in that row."""
        return self._shown[row]

    def find(self, project_id: ProjectId | None) -> ProjectChoice | None:
        """The choice of that project, shown or not."""
        return next((choice for choice in self._all if choice.project_id == project_id), None)

    def row_of(self, project_id: ProjectId | None) -> int:
        """The row where that project is shown, 0 if it is not."""
        return next((row for row, choice in enumerate(self._shown) if choice.project_id == project_id), 0)

    def rowCount(self, parent: Index = ROOT) -> int:
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        if role == ChoiceRole:
            return self._shown[index.row()]
        choice = self._shown[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return choice.name
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{choice.name}, {choice.client}" if choice.client else choice.name
        return None


def _distance(choice: ProjectChoice, words: Sequence[str]) -> int:
    """How far a match is from what was meant: name begins so, a word of it does, the client's does, somewhere."""
    first = words[0]
    if choice.folded_name.startswith(first):
        return 0
    if f" {first}" in f" {choice.folded_name}":
        return 1
    return 2 if f" {first}" in choice.folded else 3
