"""After the push: projects that only we changed need no listing in the next cycle."""

from __future__ import annotations

from decimal import Decimal

from app.domain.ids import RemoteId
from app.errors import BadReply, Offline, Rejected
from app.storage.outbox import ENTRY
from app.sync.cycle import Cycle
from app.sync.project_figures import signature, still_moving
from app.sync.pull import store_records
from app.sync.resources import PROJECTS

_TOLERANCE = Decimal("0.005")

SHORT_CYCLE_S = 10


def refresh_signatures(cycle: Cycle) -> None:
    """Remember how the projects look now whose hours we wrote, where their totals show nothing but what is known here.

    A total that differs means that somebody else wrote too: then the next cycle lists the project again. So it does
    where a change by somebody else could hide behind ours: after a long cycle, or in the second that has just begun.
    """
    if not cycle.written_projects or not any(_told(cycle, pid) for pid in cycle.written_projects):
        return
    try:
        listing = cycle.clientary.projects()
    except (Rejected, BadReply, Offline):
        return
    withheld = frozenset[str]() if PROJECTS.settle is None else PROJECTS.settle(cycle, listing)
    store_records(cycle, PROJECTS, listing, withheld)  # their new sums are our doing, not news
    projects = {project.id: project for project in listing.records}
    with cycle.db.write():
        for pid in cycle.written_projects:
            project = projects.get(RemoteId(pid))
            if project is None or project.worked_hours is None or not _was_up_to_date(cycle, pid):
                continue
            if still_moving(project, cycle.now) or cycle.now - cycle.began_at > SHORT_CYCLE_S:
                cycle.open_projects.add(pid)
                continue
            if abs(cycle.links.hours_of(ENTRY, pid) - project.worked_hours) <= _TOLERANCE:
                cycle.state.put(cycle.connection_id, f"hours:{pid}", signature(project), cycle.now)


def list_again(cycle: Cycle) -> None:
    """What may have changed without being applied is looked at in the next cycle: its signature is forgotten."""
    links = (cycle.links.of_remote(ENTRY, rid) for rid, _vouched in cycle.missing_hours)
    late = cycle.open_projects | {record.project_id for record in cycle.changed_hours}
    late |= {link.parent_id for link in links if link is not None and link.parent_id and not link.leaving}
    for pid in late:
        cycle.state.forget(cycle.connection_id, f"hours:{pid}")


def _was_up_to_date(cycle: Cycle, pid: str) -> bool:
    """Whether everything in the project was known when this cycle began to write."""
    before = cycle.projects.get(RemoteId(pid))
    stored = cycle.state.get(cycle.connection_id, f"hours:{pid}")
    return pid in cycle.listings or (before is not None and stored == signature(before))


def _told(cycle: Cycle, pid: str) -> bool:
    project = cycle.projects.get(RemoteId(pid))
    return project is not None and project.worked_hours is not None
