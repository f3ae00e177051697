"""`synclog`: what happened to each operation."""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.entries import limit_of
from app.cli.outcome import Command, Outcome, Session
from app.cli.present import Json, instant
from app.cli.tables import cell, table
from app.errors import UserInputError
from app.services.sync_log import EVERYTHING, SyncFilter, SyncLog, SyncOperation, SyncState
from app.storage.synclog import SyncEvent, recent_events, record_titles

DEFAULT_LIMIT = 200
_STATES: tuple[SyncState, ...] = ("all", "open", "refused", "done")
_STEPS = {"queued": ("queued",), "sent": ("sent",), "confirmed": ("confirmed", "adopted")}


def _flags(flags: Flags) -> None:
    flags.value("--limit", metavar="N", help=f"at most that many steps (default {DEFAULT_LIMIT})")
    flags.value("--record", metavar="ID", help="only of this entry or invoice")
    flags.value("--search", metavar="WORDS", help="only where a title, number, remote ID or detail has these words")
    flags.value("--state", metavar="|".join(_STATES), help="only operations that stand so; open: not settled yet")


def _log(given: Given, session: Session) -> Outcome:
    limit, zone = limit_of(given.text("limit"), DEFAULT_LIMIT), session.context.zone
    wanted = SyncFilter(tuple((given.text("search") or "").split()), _state(given.text("state")))
    if wanted == EVERYTHING:
        operations = _recent(session, limit, given.text("record"))
    else:
        operations = _found(session, limit, wanted, given.text("record"))
    titles = record_titles(session.context.db, {steps[0].record_id for steps in operations})
    result = {"operations": [_operation(steps, zone, titles) for steps in operations]}
    headings = ("What", "State", "Queued", "Sent", "Confirmed", "Remote ID", "Said", "Record")
    cells = [_cells(steps, zone, titles) for steps in operations]
    nothing = "Nothing was synced yet." if wanted == EVERYTHING else "No operation fits."
    return Outcome(result, lambda: table(headings, cells) if cells else nothing)


def _state(text: str | None) -> SyncState:
    found = next((state for state in _STATES if state == (text or "all")), None)
    if found is None:
        raise UserInputError(f"The state is one of {', '.join(_STATES)}.", field="state")
    return found


def _recent(session: Session, limit: int, record_id: str | None) -> list[list[SyncEvent]]:
    """The latest steps by operation, newest first."""
    operations: dict[str, list[SyncEvent]] = {}
    for event in recent_events(session.context.db, limit, record_id):
        operations.setdefault(event.operation_id or f"{event.kind} {event.record_id} {event.seq}", []).append(event)
    return list(operations.values())


def _found(session: Session, limit: int, wanted: SyncFilter, record_id: str | None) -> list[list[SyncEvent]]:
    """The same of the operations that are wanted, each with all of its steps."""
    log, before, found, steps = SyncLog(session.context.db), None, list[list[SyncEvent]](), 0
    while True:
        page = log.page(before, wanted)
        for one in page.operations:
            if record_id is None or one.record_id == record_id:
                found.append(_steps(one))
                steps += len(one.steps)
            if steps >= limit:
                return found
        before = page.next_before
        if before is None:
            return found


def _steps(one: SyncOperation) -> list[SyncEvent]:
    operation_id = "" if one.key == str(one.seq) else one.key
    return [
        SyncEvent(one.seq, operation_id, one.kind, one.record_id, step.event, step.at, step.remote_id, step.detail)
        for step in reversed(one.steps)
    ]


def _cells(steps: list[SyncEvent], zone: str, titles: dict[str, str]) -> tuple[str, ...]:
    """One operation as a line: its record, where it stands, when it was queued, sent and confirmed."""
    latest = steps[0]
    instants = [
        next((_moment(step.at, zone) for step in steps if step.event in events), "") for events in _STEPS.values()
    ]
    remote_id = next((step.remote_id for step in steps if step.remote_id is not None), "")
    what = f"{latest.kind} {cell(titles.get(latest.record_id, ''))}".strip()
    return (what, latest.event, *instants, remote_id, cell(latest.detail), latest.record_id)


def _moment(at: int, zone: str) -> str:
    return (instant(at, zone) or "")[:19].replace("T", " ")


def _operation(steps: list[SyncEvent], zone: str, titles: dict[str, str]) -> Json:
    """One operation; `steps` are newest first, its `events` oldest first."""
    latest: dict[str, SyncEvent] = {}
    for step in steps:
        latest.setdefault(step.event, step)
    remote_id = next((step.remote_id for step in steps if step.remote_id is not None), None)
    return {
        "id": steps[0].operation_id,
        "kind": steps[0].kind,
        "record_id": steps[0].record_id,
        "title": titles.get(steps[0].record_id),
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
