"""`synclog`: what happened to each operation."""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.entries import limit_of
from app.cli.outcome import Command, Outcome, Session
from app.cli.present import Json, instant
from app.cli.tables import cell, table
from app.storage.synclog import SyncEvent, recent_events

DEFAULT_LIMIT = 200


def _flags(flags: Flags) -> None:
    flags.value("--limit", metavar="N", help=f"at most that many steps (default {DEFAULT_LIMIT})")
    flags.value("--record", metavar="ID", help="only of this entry or invoice")


def _log(given: Given, session: Session) -> Outcome:
    limit = limit_of(given.text("limit"), DEFAULT_LIMIT)
    events = recent_events(session.context.db, limit, given.text("record"))
    zone = session.context.zone
    operations: dict[str, list[SyncEvent]] = {}
    for event in events:
        operations.setdefault(event.operation_id or f"{event.kind} {event.record_id} {event.seq}", []).append(event)
    result = {"operations": [_operation(steps, zone) for steps in operations.values()]}
    cells = [
        (
            (instant(e.at, zone) or "")[:19].replace("T", " "),
            e.event,
            e.kind,
            e.remote_id or "",
            cell(e.detail),
            e.record_id,
        )
        for e in events
    ]
    headings = ("When", "Step", "Kind", "Remote ID", "Detail", "Record")
    return Outcome(result, lambda: table(headings, cells) if cells else "Nothing was synced yet.")


def _operation(steps: list[SyncEvent], zone: str) -> Json:
    """One operation; `steps` are newest first, its `events` oldest first."""
    latest: dict[str, SyncEvent] = {}
    for step in steps:
        latest.setdefault(step.event, step)
    remote_id = next((step.remote_id for step in steps if step.remote_id is not None), None)
    return {
        "id": steps[0].operation_id,
        "kind": steps[0].kind,
        "record_id": steps[0].record_id,
        "state": steps[0].event,
        "remote_id": remote_id,
        **{
            name: instant(latest[name].at, zone) if name in latest else None for name in ("queued", "sent", "confirmed")
        },
        "events": [
            {"event": step.event, "at": instant(step.at, zone), "remote_id": step.remote_id, "detail": step.detail}
            for step in reversed(steps)
        ],
    }


COMMANDS = {"synclog": Command(_flags, _log)}
