"""The JSON object of a sync, the same in words, and the exit code that it means."""

from __future__ import annotations

from collections.abc import Sequence

from app.cli.matter_words import mismatch_text
from app.cli.messages import KEPT, state_sentence
from app.cli.outcome import ATTENTION, DONE, OFFLINE, worst
from app.cli.present import Json
from app.storage.invoices import InvoiceRow
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


def sync_text(result: SyncResult, mismatched: Sequence[InvoiceRow] = ()) -> str:
    """What happened, in two or three lines, and each of the invoices that differ in Clientary."""
    pulled = ", ".join(_counted(count, kind) for kind, count in result.pulled.items() if count)
    pushed = f"{result.created} created, {result.updated} updated, {result.deleted} deleted"
    lines = []
    if pulled or result.state == "idle":  # a sync that was stopped does not know whether there is anything new
        lines.append(f"From Clientary: {pulled or 'nothing new'}.")
    requests = _counted(result.requests, "requests")
    lines.append(f"To Clientary: {pushed} ({requests}, {result.seconds:.1f} s).")
    if result.adopted:
        lines.append(f"{result.adopted} whose answer was lost turned out to be there already.")
    open_counts = {
        "waiting": result.waiting,
        "being checked": result.checking,
        "refused": result.parked,
        "in conflict (stint conflicts)": result.conflicts,
        "to be answered (stint conflicts)": result.questions,
        "invoices with another total in Clientary (stint conflicts)": result.mismatches,
    }
    still = ", ".join(_counted(count, what) for what, count in open_counts.items() if count)
    lines += [f"Still open: {still}."] if still else []
    return "\n".join([*lines, *map(mismatch_text, mismatched)])


def _counted(count: int, what: str) -> str:
    """`1 client`, `2 clients`, `1 invoice with another total`: the first word is a plural where it names records."""
    noun, *rest = what.split(" ", 1)
    if count == 1 and noun != "staff":
        noun = "entry" if noun == "entries" else noun.removesuffix("s")
    return " ".join([str(count), noun, *rest])


def sync_messages(result: SyncResult) -> list[str]:
    """What belongs on standard error: why it stopped, and what went wrong on the way."""
    found = [] if result.state == "idle" else [state_sentence(result.state, result.reason)]
    if result.state == "offline" and result.retry_after_s:
        found = [f"Clientary asks to wait {result.retry_after_s} s. {KEPT}"]
    if result.out_of_time:
        found.append("The time was over before everything was done; the rest is kept and goes on with the next sync.")
    return [*found, *result.problems]
