"""Which colour is whose: the same for a project in every data folder, and different for the projects of one client."""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from app.errors import AppError
from app.storage.changes import Changes
from ui.tokens import PROJECT_COLORS, use_project_colors

if TYPE_CHECKING:
    from app.storage.project_marks import ProjectMark
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


def spread(marks: Iterable[ProjectMark]) -> dict[str, int]:
    """For each project's id a place in the palette.

    The place follows from what the project is in Clientary: its id there, its name before it has one. Where it is
    taken by an older project of the same client, the nearest free one is.
    """
    places: dict[str, int] = {}
    taken: dict[str | None, list[int]] = {}
    for mark in sorted(marks, key=_age):
        of_client = taken.setdefault(mark.client_id, [])
        if len(of_client) == len(PROJECT_COLORS):
            of_client.clear()  # the palette begins again
        wanted = zlib.crc32(_known_by(mark).encode()) % len(PROJECT_COLORS)
        free = (place for place in range(len(PROJECT_COLORS)) if place not in of_client)
        places[mark.id] = min(free, key=lambda place: (_apart(place, wanted), place))
        of_client.append(places[mark.id])
    return places


def _age(mark: ProjectMark) -> tuple[int, int, str]:
    """Ids there grow with time; those that it does not have yet come last, in an order that every folder has."""
    remote = mark.remote_id or ""
    number = int(remote) if remote.isascii() and remote.isdigit() else 0
    return (0 if mark.remote_id else 1, number, _known_by(mark))


def _known_by(mark: ProjectMark) -> str:
    if mark.remote_id:
        return mark.remote_id
    from app.domain.names import fold  # only until the project is in Clientary; it brings much before the first paint

    return fold(mark.name)


def _apart(one: int, other: int) -> int:
    """Steps between two places of the palette, which is a ring."""
    steps = abs(one - other)
    return min(steps, len(PROJECT_COLORS) - steps)
