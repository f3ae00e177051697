"""The JSON object of a sync, the same in words, and the exit code that it means."""

from __future__ import annotations

from app.cli.messages import state_sentence
from app.cli.outcome import ATTENTION, DONE, OFFLINE, worst
from app.cli.present import Json
from app.sync.result import SyncResult


def sync_object(result: SyncResult) -> Json:
    """Counts are records, not fields."""
    return {
        "pulled": dict(result.pulled),
        "pushed": {"created": result.created, "updated": result.updated, "deleted": result.deleted},
        "adopted": result.adopted,
        "waiting": result.waiting,
        "checking": result.checking,
        "parked": result.parked,
        "conflicts": result.conflicts,
        "questions": result.questions,
        "mismatches": result.mismatches,
        "requests": result.requests,
        "seconds": round(result.seconds, 3),
        "state": result.state,
        "reason": result.reason,
        "problems": list(result.problems),
    }


def sync_exit(result: SyncResult) -> int:
    """3 when work could not be sent, else 4 when a person is needed, else 0."""
    stuck = result.state != "idle" or (result.out_of_time and result.waiting > 0)
    needed = result.waiting if result.problems else 0  # something kept it from being sent
    needed += result.checking + result.parked + result.conflicts + result.questions + result.mismatches
    return worst(OFFLINE if stuck else DONE, ATTENTION if needed else DONE)


def sync_text(result: SyncResult) -> str:
    """What happened, in two or three lines."""
    pulled = ", ".join(f"{count} {kind}" for kind, count in result.pulled.items() if count) or "nothing new"
    pushed = f"{result.created} created, {result.updated} updated, {result.deleted} deleted"
    lines = [
        f"From Clientary: {pulled}.",
        f"To Clientary: {pushed} ({result.requests} requests, {result.seconds:.1f} s).",
    ]
    if result.adopted:
        lines.append(f"{result.adopted} whose answer was lost turned out to be there already.")
    open_counts = {
        "waiting": result.waiting,
        "being checked": result.checking,
        "refused": result.parked,
        "in conflict (stint conflicts)": result.conflicts,
        "to be answered (stint conflicts)": result.questions,
        "invoices with other totals in Clientary (stint invoice ack)": result.mismatches,
    }
    still = ", ".join(f"{count} {what}" for what, count in open_counts.items() if count)
    return "\n".join([*lines, *([f"Still open: {still}."] if still else [])])


def sync_messages(result: SyncResult) -> list[str]:
    """What belongs on standard error: why it stopped, and what went wrong on the way."""
    found = [] if result.state == "idle" else [state_sentence(result.state, result.reason)]
    if result.out_of_time:
        found.append("The time was over before everything was done; the rest is kept and goes on with the next sync.")
    return [*found, *result.problems]
