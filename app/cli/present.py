"""The JSON objects of entries and of the status. `stint status` loads this, so it imports next to nothing.

Instants are ISO 8601 with offset, time is integer seconds, money decimal text with its currency beside it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.domain.money import decimal_text
from app.domain.spans import iso

if TYPE_CHECKING:
    from app.services.status import Status, SyncStanding
    from app.storage.entries import EntryRow

Json = dict[str, object]

_BILLED_STATES = ("billed", "elsewhere", "written_off")


def entry_object(row: EntryRow, *, now: int, default_currency: str) -> Json:
    """An entry; a running one counts its seconds up to `now`."""
    from app.domain.entries import EntrySync  # most calls of `status` show no entry

    entry = row.entry
    found: Json = {
        "id": entry.id,
        "title": entry.title,
        "notes": entry.notes,
        "project": _entry_project(row, default_currency),
        "task": {"id": entry.task_id, "name": row.task_title} if entry.task_id is not None else None,
        "tags": list(entry.tags),
        "billable": entry.billable,
        "date": entry.date,
        "started_at": instant(entry.started_at, entry.timezone),
        "ended_at": instant(entry.ended_at, entry.timezone),
        "timezone": entry.timezone,
        "seconds": entry.seconds_at(now),
        "running": entry.running,
        "billed": row.ledger in _BILLED_STATES or entry.billed_there is True,
        "billed_there": entry.billed_there,
        "invoice": {"id": row.invoice_id, "number": row.invoice_number} if row.invoice_id is not None else None,
        "person": {"id": entry.person, "name": row.person_name} if entry.person is not None else None,
        "mine": entry.person is None,
        "sync": row.sync.value,
        "remote_id": row.remote_id,
    }
    if row.sync is EntrySync.PARKED:
        found["sync_message"] = row.message or ""
    if row.sync is EntrySync.CONFLICT and row.conflict is not None:
        found["conflict"] = json.loads(row.conflict)
    return found


def _entry_project(row: EntryRow, default_currency: str) -> Json | None:
    if row.entry.project_id is None:
        return None
    client = {"id": row.client_id, "name": row.client_name} if row.client_id is not None else None
    return {
        "id": row.entry.project_id,
        "name": row.project_name,
        "client": client,
        "currency": row.currency or default_currency,
    }


def status_object(status: Status, running: EntryRow | None, *, now: int, zone: str, default_currency: str) -> Json:
    """What `stint status` answers."""
    return {
        "running": None if running is None else entry_object(running, now=now, default_currency=default_currency),
        "today_seconds": status.today_seconds,
        "week_seconds": status.week_seconds,
        "unbilled": [
            {
                "currency": u.currency,
                "amount": decimal_text(u.amount_minor, u.currency),
                "seconds": u.seconds,
                "fixed_price_seconds": u.fixed_s,
            }
            for u in status.unbilled
        ],
        "account": {
            "transport": status.transport,
            "connected": status.connected,
            "connection_id": status.connection_id,
        },
        "sync": standing_object(status.sync, zone),
    }


def standing_object(standing: SyncStanding, zone: str) -> Json:
    """How sync stands."""
    return {
        "state": standing.state,
        "reason": standing.reason,
        "last_success": instant(standing.last_success, zone),
        "waiting": standing.waiting,
        "checking": standing.checking,
        "parked": standing.parked,
        "conflicts": standing.conflicts,
        "questions": standing.questions,
    }


def instant(instant_s: int | None, zone: str) -> str | None:
    return None if instant_s is None else iso(instant_s, zone)
