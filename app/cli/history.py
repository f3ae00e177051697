"""`undo` and `redo`."""

from __future__ import annotations

from collections.abc import Callable

from app.cli.arguments import Flags, Given
from app.cli.outcome import Command, Outcome, Session
from app.cli.tables import cell, clock, table
from app.cli.timer import entry_service, shown_entry
from app.domain.spans import iso
from app.services.undo import Undone, UndoService
from app.storage.undo import UndoStep

_NAMED = 3
_MINUTE = 60
_STAYS = {
    "invoice": "invoices (`stint invoice void` takes one back)",
    "payment": "payments (remove one in Clientary)",
    "message": "e-mails (those cannot be taken back)",
}
"""What undo is not for, and what to do instead."""


def _flags(flags: Flags) -> None:
    flags.switch("--list", help="show what can be undone and redone")


def _undo(given: Given, session: Session) -> Outcome:
    return _act(given, session, "Undone", "undone", UndoService.undo, "redo")


def _redo(given: Given, session: Session) -> Outcome:
    return _act(given, session, "Done again", "redone", UndoService.redo, "undo")


def _act(
    given: Given, session: Session, word: str, key: str, act: Callable[[UndoService], Undone], back: str
) -> Outcome:
    service = UndoService(session.context.db, session.context.clock)
    if given.on("list"):
        return _steps(service.steps(), session)
    done = act(service)
    rows = [entry_service(session).row(entry_id) for entry_id in done.entry_ids]
    result = {key: done.label, "entries": [shown_entry(row, session) for row in rows], "kept": list(done.kept)}
    if done.passed:
        result["passed"] = list(done.passed)
        session.say(f"stint: not undone, because it is on an invoice or billed by now: {_some(done.passed)}.")
    stays = [words for kind, words in _STAYS.items() if kind in done.stays]
    if stays:
        session.say(f"stint: undo is for entries; what was done since with {', '.join(stays)} stays as it is.")
    if done.kept:
        session.say(f"stint: left as it is, because it changed since: {', '.join(done.kept)}.")
    return Outcome(result, lambda: f"{word}: {cell(done.label)}.{_gone(done, back)}")


def _gone(done: Undone, back: str) -> str:
    """Time that went away is said; `back` is the command that brings it back."""
    if not done.seconds_gone:
        return ""
    time = clock(done.seconds_gone) if done.seconds_gone >= _MINUTE else "less than a minute"
    return f" The time in it went with it ({time}); `stint {back}` brings it back."


def _some(labels: tuple[str, ...]) -> str:
    """The newest few in words; the object has them all."""
    more = len(labels) - _NAMED
    return ", ".join(map(cell, labels[:_NAMED])) + (f" and {more} more" if more > 0 else "")


def _steps(steps: list[UndoStep], session: Session) -> Outcome:
    zone = session.context.zone
    shown = [{"label": step.label, "at": iso(step.at, zone), "undone": step.undone} for step in steps]
    cells = [
        (iso(step.at, zone)[:16].replace("T", " "), "undone" if step.undone else "", cell(step.label)) for step in steps
    ]
    return Outcome({"steps": shown}, lambda: table(("When", "", "What"), cells) if cells else "Nothing to undo.")


COMMANDS = {"undo": Command(_flags, _undo), "redo": Command(_flags, _redo)}
