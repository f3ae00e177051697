"""How pulled contacts, estimates and recurring schedules are kept here: read, never written there."""

from __future__ import annotations

from app.domain.ids import ClientId, new_id
from app.domain.papers import Contact, Estimate, EstimateLine, Recurring
from app.errors import BadReply, Rejected
from app.membrane.rest import Listing
from app.membrane.wire import RemoteContact, RemoteEstimate, RemoteRecurring, snapshot_json
from app.storage.links import Link
from app.storage.papers import PaperRepository
from app.sync.cycle import Cycle
from app.sync.records import local_of

MOST_OPENED = 100
"""Estimates opened in one pull; the others show no lines until they change."""


def store_contact(cycle: Cycle, record: RemoteContact, local_id: str) -> None:
    PaperRepository(cycle.db).save_contact(
        Contact(local_id, record.name, record.email, record.phone, _client(cycle, record.client_id))
    )


def store_estimate(cycle: Cycle, record: RemoteEstimate, local_id: str) -> None:
    lines = tuple(EstimateLine(item.title, item.quantity, item.price) for item in record.items or ())
    PaperRepository(cycle.db).save_estimate(
        Estimate(
            id=local_id,
            date=record.date,
            number=record.number,
            title=record.title,
            client_id=_client(cycle, record.client_id),
            currency=record.currency,
            status=record.status,
            total=record.total,
            lines=lines,
        )
    )


def read_lines(cycle: Cycle, listing: Listing[RemoteEstimate]) -> frozenset[str]:
    """Before a list is stored: open new and changed estimates whose lines it leaves out. Those are stored here already
    and named, so that they are not stored again without their lines.
    """
    stored: set[str] = set()
    for record in listing.records:
        snapshot, link = snapshot_json(record.raw), cycle.links.of_remote("estimate", record.id)
        if record.items is not None or (link is not None and link.snapshot == snapshot):
            continue
        if len(stored) == MOST_OPENED:
            break
        detail = _opened(cycle, record)
        if detail is None or detail.items is None:
            continue
        local_id = new_id() if link is None else link.local_id
        with cycle.db.write():
            store_estimate(cycle, detail, local_id)
            cycle.links.save(Link("estimate", record.id, local_id, "{}", snapshot), cycle.now)
        stored.add(record.id)
    return frozenset(stored)


def _opened(cycle: Cycle, record: RemoteEstimate) -> RemoteEstimate | None:
    """The estimate by its own get; None where that tells nothing, which is no reason not to show its head."""
    try:
        return cycle.clientary.estimate(record.id)
    except (Rejected, BadReply):
        return None


def store_recurring(cycle: Cycle, record: RemoteRecurring, local_id: str) -> None:
    PaperRepository(cycle.db).save_recurring(
        Recurring(
            id=local_id,
            number=record.number,
            title=record.title,
            client_id=_client(cycle, record.client_id),
            next_date=record.next_date,
            time_interval=record.time_interval,
            currency=record.currency,
            status=record.status,
            total=record.total,
        )
    )


def contact_gone(cycle: Cycle, local_id: str) -> None:
    PaperRepository(cycle.db).mark_gone("contact", local_id, cycle.now)


def estimate_gone(cycle: Cycle, local_id: str) -> None:
    PaperRepository(cycle.db).mark_gone("estimate", local_id, cycle.now)


def recurring_gone(cycle: Cycle, local_id: str) -> None:
    PaperRepository(cycle.db).mark_gone("recurring", local_id, cycle.now)


def _client(cycle: Cycle, remote_id: str | None) -> ClientId | None:
    local_id = local_of(cycle, "client", remote_id)
    return None if local_id is None else ClientId(local_id)
