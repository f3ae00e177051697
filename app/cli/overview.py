"""`stint status`. Loads nothing that is slow: it is typed often and sits in shell prompts."""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.outcome import Command, Outcome, Session
from app.cli.tables import cell, clock
from app.domain.money import decimal_text
from app.domain.spans import iso
from app.services.status import Status, StatusService, SyncStanding
from app.storage.overview import RunningTimer

_STATES = {
    "idle": "up to date",
    "syncing": "syncing now",
    "paused": "paused",
    "offline": "offline; work is kept and sent later",
    "sign_in_needed": "Membrane asks to sign in again (stint connect)",
    "not_connected": "not connected (stint connect)",
    "error": "stopped by an error",
}
_NOT_CONNECTED = {
    "reconnect": "the connection to Clientary no longer works (stint connect --reconnect)",
    "several": "several connections to Clientary; one has to be chosen (stint connect --connection ID)",
    "not_listed": "the connection asked for is not on this account (stint connections)",
    "none": "no connection to Clientary yet (stint connect --new)",
    "another_account": "the connection leads to another Clientary account",
}


def _flags(flags: Flags) -> None:
    """No flags of its own."""


def _status(given: Given, session: Session) -> Outcome:
    context = session.context
    service = StatusService(context.db, context.clock, context.config, context.zone)
    status = service.read()
    if not given.on("json"):
        return Outcome(None, lambda: _text(status, session.now))
    from app.cli.present import status_object

    currency = context.config.settings.billing_currency
    running = service.running_entry()
    result = status_object(status, running, now=session.now, zone=context.zone, default_currency=currency)
    return Outcome(result, lambda: "")


def _text(status: Status, now: int) -> str:
    lines = ["No timer is running." if status.running is None else _running(status.running, now)]
    lines.append(f"Today {clock(status.today_seconds)} h, this week {clock(status.week_seconds)} h.")
    lines += [
        f"Unbilled: {clock(u.hourly_s)} h, {decimal_text(u.amount_minor, u.currency)} {u.currency}."
        for u in status.unbilled
        if u.hourly_s
    ]
    fixed_s = sum(u.fixed_s for u in status.unbilled)
    lines += [f"Not billed by the hour, but at a fixed price: {clock(fixed_s)} h."] if fixed_s else []
    lines.append(f"Sync: {_standing(status.sync)}.")
    return "\n".join(lines)


def _running(timer: RunningTimer, now: int) -> str:
    project = f" ({cell(timer.project)})" if timer.project is not None else ""
    since = iso(timer.started_at, timer.timezone)[11:16]
    return f"Running: {cell(timer.title)}{project}, {clock(max(0, now - timer.started_at))} h since {since}."


def _standing(sync: SyncStanding) -> str:
    counts = {
        "waiting to be sent": sync.waiting,
        "being checked": sync.checking,
        "refused": sync.parked,
        "in conflict": sync.conflicts,
        "to be answered": sync.questions,
    }
    counted = [f"{count} {what}" for what, count in counts.items() if count]
    if sync.mismatches:
        noun = "invoice" if sync.mismatches == 1 else "invoices"
        counted.append(f"{sync.mismatches} {noun} with another total in Clientary (stint conflicts)")
    if sync.state == "idle" and counted:
        return ", ".join(counted)
    state = _STATES.get(sync.state, sync.state)
    if sync.state == "idle" and sync.last_success is None:
        state = "not synced yet (stint sync)"
    if sync.state == "not_connected":
        state = _NOT_CONNECTED.get(sync.reason or "", state)
    return ", ".join([state, *counted])


COMMANDS = {"status": Command(_flags, _status)}
