"""Which colour is whose: the same for a project in every data folder, and different for the projects of one client."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.domain.folding import fold
from app.errors import AppError
from app.storage.changes import Changes
from ui.tokens import PROJECT_COLORS, use_project_colors

if TYPE_CHECKING:
    from app.storage.project_marks import ProjectMarkRow
    from ui.bridge import Bridge
    from ui.session import Session


class ProjectColors(QObject):
    """Gives the colours out anew whenever projects come or go. To be made before whatever paints them."""

    def __init__(self, session: Session, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._reload()
        bridge.changed.connect(self._follow)

    @Slot(object)
    def _follow(self, changes: Changes) -> None:
        if changes.concern("projects"):
            self._reload()

    def _reload(self) -> None:
        try:
            use_project_colors(spread(self._session.timesheet.project_marks()))
        except AppError:
            return  # the page says that nothing can be read


def spread(marks: Iterable[ProjectMarkRow]) -> dict[str, int]:
    """For each project's id a place in the palette.

    The place follows from what the project is in Clientary: its id there, its name before it has one. Where it is
    taken by an older project of the same client, the nearest free one is.
    """
    places: dict[str, int] = {}
    free: dict[str | None, list[int]] = {}
    for _new, _number, key, mark in sorted((*_age(mark), mark) for mark in marks):
        left = free.get(mark.client_id) or list(range(len(PROJECT_COLORS)))  # used up: the palette begins again
        wanted = zlib.crc32(key.encode()) % len(PROJECT_COLORS)
        places[mark.id] = wanted if wanted in left else min(left, key=lambda place: (_apart(place, wanted), place))
        left.remove(places[mark.id])
        free[mark.client_id] = left
    return places


def _age(mark: ProjectMarkRow) -> tuple[bool, int, str]:
    """Ids there grow with time; those that it does not have yet come last, in an order that every folder has."""
    remote = mark.remote_id
    if not remote:
        return True, 0, fold(mark.name)
    return False, int(remote) if remote.isascii() and remote.isdigit() else 0, remote


def _apart(one: int, other: int) -> int:
    """Steps between two places of the palette, which is a ring."""
    steps = abs(one - other)
    return min(steps, len(PROJECT_COLORS) - steps)
