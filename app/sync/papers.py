"""How pulled contacts, estimates and recurring schedules are kept here: read, never written there."""

from __future__ import annotations

from app.domain.ids import ClientId
from app.domain.papers import Contact, Estimate, EstimateLine, Recurring
from app.membrane.wire import RemoteContact, RemoteEstimate, RemoteRecurring
from app.storage.papers import PaperRepository
from app.sync.cycle import Cycle
from app.sync.records import local_of


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
