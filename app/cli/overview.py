"""`stint status`. Loads nothing that is slow: it is typed often and sits in shell prompts."""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.outcome import Command, Outcome, Session
from app.cli.present import status_object
from app.cli.tables import cell, clock
from app.domain.money import decimal_text
from app.domain.spans import iso
from app.services.status import Status, StatusService, SyncStanding

_STATES = {
    "idle": "up to date",
    "syncing": "syncing now",
    "paused": "paused",
    "offline": "offline; work is kept and sent later",
    "sign_in_needed": "Membrane asks to sign in again",
    "not_connected": "not connected",
    "error": "stopped by an error",
}


def _flags(flags: Flags) -> None:
    """No flags of its own."""


def _status(given: Given, session: Session) -> Outcome:  # noqa: ARG001 - every command has this shape
    context = session.context
    status = StatusService(context.db, context.clock, context.config, context.zone).read()
    result = status_object(
        status, now=session.now, zone=context.zone, default_currency=context.config.settings.billing_currency
    )
    return Outcome(result, lambda: _text(status, session.now))


def _text(status: Status, now: int) -> str:
    lines = ["No timer is running." if status.running is None else _running(status, now)]
    lines.append(f"Today {clock(status.today_seconds)} h, this week {clock(status.week_seconds)} h.")
    lines += [
        f"Unbilled: {clock(u.seconds)} h, {decimal_text(u.amount_minor, u.currency)} {u.currency}."
        for u in status.unbilled
    ]
    lines.append(f"Sync: {_standing(status.sync)}.")
    return "\n".join(lines)


def _running(status: Status, now: int) -> str:
    row = status.running
    if row is None or row.entry.started_at is None:
        return ""
    project = f" ({cell(row.project_name)})" if row.project_name is not None else ""
    since = iso(row.entry.started_at, row.entry.timezone)[11:16]
    return f"Running: {cell(row.entry.title)}{project}, {clock(row.entry.seconds_at(now))} h since {since}."


def _standing(sync: SyncStanding) -> str:
    counts = {
        "waiting": sync.waiting,
        "being checked": sync.checking,
        "refused": sync.parked,
        "in conflict": sync.conflicts,
        "to be answered": sync.questions,
    }
    parts = [_STATES.get(sync.state, sync.state), *(f"{count} {what}" for what, count in counts.items() if count)]
    return ", ".join(parts)


COMMANDS = {"status": Command(_flags, _status)}
