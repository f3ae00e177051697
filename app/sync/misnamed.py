"""Creates that were answered with the id of a record that is nowhere: what they made is found, and linked instead.

A link that was made from such an answer is not *seen* until a list or a get has shown its record. Where neither does
and a record that nothing here stands for is what was sent, that one is ours (`README.md`, *Creating*).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from app.domain.ids import RemoteId
from app.errors import BadReply, Rejected
from app.membrane.rest import Listing
from app.membrane.wire import RemoteHours, snapshot_json
from app.storage.links import Link
from app.storage.outbox import ENTRY
from app.storage.synclog import log_event, operation_behind
from app.sync.adoption import Unsettled, adopt
from app.sync.cycle import Cycle
from app.sync.learning import keeps_of
from app.sync.merge import Base, theirs_of

log = logging.getLogger(__name__)


def link_misnamed_hours(cycle: Cycle, pid: str, listing: Listing[RemoteHours]) -> None:
    """Before a project's list is applied: link what is there in place of ids that are not."""
    doubtful = {link.remote_id: link for link in unseen_beside(cycle, ENTRY, {r.id for r in listing.records}, pid)}
    if not doubtful:
        return
    unlinked = [record for record in listing.records if not cycle.links.knows(ENTRY, record.id)]
    creates = [Unsettled(rid, Base.from_json(link.base).ours, frozenset()) for rid, link in doubtful.items()]
    lossy = cycle.clientary.creates_hours_by_action()
    for rid, record in adopt(creates, unlinked, cycle.me, lossy=lossy, keeps=keeps_of(cycle.facts)).items():
        link = doubtful[rid]
        if not is_nowhere(cycle, lambda rid=rid: cycle.clientary.hours_entry(RemoteId(rid))):  # type: ignore[misc]  # default binds
            continue
        base = Base(Base.from_json(link.base).ours, theirs_of(record)).to_json()
        with cycle.db.write():
            link_instead(cycle, link, record.id)
            cycle.links.save(
                Link(ENTRY, record.id, link.local_id, base, snapshot_json(record.raw), record.project_id), cycle.now
            )


def unseen_beside(cycle: Cycle, kind: str, present: set[RemoteId], parent_id: str | None = None) -> list[Link]:
    """Links that nothing has shown, a list with the records `present` included. Those that it shows are seen now."""
    unseen = cycle.links.unseen(kind, parent_id)
    shown = [link for link in unseen if link.remote_id in present]
    if shown:
        with cycle.db.write():
            for link in shown:
                cycle.links.save(replace(link, seen=True), cycle.now)
    return [link for link in unseen if link.remote_id not in present]


def is_nowhere(cycle: Cycle, get: Callable[[], object | None]) -> bool:
    """Whether the record's own get is a 404 while another get works; what cannot be read tells nothing."""
    try:
        return get() is None and cycle.gets_work()
    except (Rejected, BadReply):
        return False


def link_instead(cycle: Cycle, link: Link, remote_id: str) -> None:
    """Forget the id that is nowhere and say so in the sync log; inside the write that links the record."""
    cycle.links.remove(link.kind, link.remote_id)
    operation_id = operation_behind(cycle.db, link.kind, link.local_id, link.remote_id)
    log_event(
        cycle.db, operation_id, link.kind, link.local_id, "adopted", cycle.now,
        remote_id=remote_id, detail=f"the answer had named {link.remote_id}, which is nowhere",
    )  # fmt: skip
    cycle.tally.adopted += 1
    log.info("%s %s was answered with an id that is nowhere; linked what was made", link.kind, link.local_id)
