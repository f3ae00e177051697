"""Which projects of a client: all of them, or those that are ticked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.domain.ids import ProjectId
from ui.i18n import tr, tr_n
from ui.widgets.checks import Checks


class ProjectChecks(Checks):
    """A button that names the ticked projects and opens the list of them; none ticked means all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("ProjectChecks", "Projects"), parent)

    @property
    def ticked(self) -> tuple[ProjectId, ...]:
        """Empty for all."""
        return tuple(ProjectId(one) for one in self._ticked)

    def set_projects(self, projects: Sequence[tuple[ProjectId, str]], ticked: Sequence[ProjectId] = ()) -> None:
        """What there is to tick, and what is; no signal."""
        self.set_choices(projects, ticked)

    def none_text(self) -> str:
        return tr("ProjectChecks", "All projects")

    def count_text(self, count: int) -> str:
        return tr_n("ProjectChecks", "{n} project", "{n} projects", count)
