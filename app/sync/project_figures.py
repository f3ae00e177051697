"""What a project's own figures tell about its hours: whether they changed, and whether a listing has all of them."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal

from app.membrane.rest import Listing
from app.membrane.wire import RemoteHours, RemoteProject
from app.storage.links import Link
from app.sync.merge import Base

SUM_TOLERANCE = Decimal("0.05")
"""Hours by which a total and a sum may differ and still agree."""
SAME_SECOND_S = 1
"""The second itself, and the one after it for clocks that differ a little."""
NOTHING_TOLD = json.dumps([None, None, None])
"""The signature of a project that shows none of its figures."""


def signature(project: RemoteProject) -> str:
    """What changes when hours of the project change, as far as the server tells."""
    numbers = [None if n is None else str(n.normalize()) for n in (project.worked_hours, project.unbilled_hours)]
    return json.dumps([*numbers, project.updated_at])


def still_moving(project: RemoteProject, asked_at: int) -> bool:
    """Whether the project changed so recently that a further change would leave the same `updated_at`.

    It counts whole seconds, and a new title moves nothing else: what is listed in the very second of a change may be
    changed again in that second, unseen. Clocks that differ by more than the margin hide this until the full pass.
    """
    try:
        changed_at = datetime.fromisoformat(project.updated_at or "")
    except ValueError:
        return False
    return changed_at.tzinfo is not None and abs(asked_at - changed_at.timestamp()) <= SAME_SECOND_S


def unseen_hours(listing: Listing[RemoteHours], project: RemoteProject | None) -> Decimal:
    """How much the project's own total has beyond the listing; a user who may not see everything has such a rest."""
    if project is None or project.worked_hours is None:
        return Decimal(0)
    return max(Decimal(0), project.worked_hours - _listed_hours(listing))


def sums_vouch(listing: Listing[RemoteHours], project: RemoteProject | None, missing: list[Link]) -> bool:
    """Whether the project's total says that linked records which the listing lacks were deleted: it fits the listing,
    and would fit less if they were there. An empty list alone proves nothing.
    """
    if not listing.records or project is None or project.worked_hours is None:
        return False
    listed = _listed_hours(listing)
    lacking = sum((Base.from_json(link.base).theirs.hours for link in missing), Decimal(0))
    off = abs(listed - project.worked_hours)
    return off <= SUM_TOLERANCE and off < abs(listed + lacking - project.worked_hours)


def _listed_hours(listing: Listing[RemoteHours]) -> Decimal:
    return sum((record.hours for record in listing.records), Decimal(0))
