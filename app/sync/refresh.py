"""A look at the hours of a few projects only, just before they are billed: what was billed there meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from app.domain.ids import RemoteId
from app.sync.apply import apply_hours
from app.sync.cycle import Cycle
from app.sync.hours import list_hours
from app.sync.pull import check_same_account
from app.sync.resources import PROJECTS


def refresh_hours(cycle: Cycle, project_ids: Sequence[str], backup: Callable[[], None]) -> None:
    """List the hours of these projects (ids here) and apply what they show; sends nothing. A list that cannot be read
    leaves a note. While a question about deletions is open, only what says that hours are billed is taken.
    """
    projects = PROJECTS.fetch(cycle.clientary, None)
    check_same_account(cycle, projects, None)
    cycle.projects = {record.id: record for record in projects.records}
    for project_id in project_ids:
        link = cycle.links.of_local("project", project_id)
        if link is not None:
            cycle.cancel.check()
            list_hours(cycle, RemoteId(link.remote_id))
    if not cycle.conflicts.questions():
        apply_hours(cycle, backup)
