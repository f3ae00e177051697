"""After the push: projects that only we changed need no listing in the next cycle."""

from __future__ import annotations

from decimal import Decimal

from app.domain.ids import RemoteId
from app.errors import BadReply, Offline, Rejected
from app.storage.outbox import ENTRY
from app.sync.cycle import Cycle
from app.sync.hours import signature

_TOLERANCE = Decimal("0.005")


def refresh_signatures(cycle: Cycle) -> None:
    """Remember how the projects look now whose hours we wrote, where their totals show nothing but what is known here.

    A total that differs means that somebody else wrote too: then the next cycle lists the project again.
    """
    if not cycle.written_projects or not any(_told(cycle, pid) for pid in cycle.written_projects):
        return
    try:
        projects = {project.id: project for project in cycle.clientary.projects().records}
    except (Rejected, BadReply, Offline):
        return
    with cycle.db.write():
        for pid in cycle.written_projects:
            project = projects.get(RemoteId(pid))
            if project is None or project.worked_hours is None or pid not in cycle.listings:
                continue
            if abs(cycle.links.hours_of(ENTRY, pid) - project.worked_hours) <= _TOLERANCE:
                cycle.state.put(cycle.connection_id, f"hours:{pid}", signature(project), cycle.now)


def _told(cycle: Cycle, pid: str) -> bool:
    project = cycle.projects.get(RemoteId(pid))
    return project is not None and project.worked_hours is not None
