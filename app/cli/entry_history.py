"""`history`: what became of one entry."""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.outcome import Command, Outcome, Session
from app.cli.tables import cell, clock, table
from app.domain.spans import iso
from app.services.entry_history import EntryHistory, FieldChange, HistoryStep

_INSTANTS = ("started_at", "ended_at")
_WORDS = {
    "log": "logged", "start": "started", "stop": "stopped", "pause": "paused", "resume": "resumed", "edit": "changed",
    "nudge": "start moved", "move": "moved", "split": "split", "merge": "merged", "duplicate": "copied",
    "delete": "deleted", "restore": "brought back", "undo": "undone", "redo": "done again",
    "resolve": "conflict decided", "pull": "from Clientary", "mend": "fitted to its neighbour",
}  # fmt: skip


_FIELDS = {"started_at": "start", "ended_at": "end", "seconds": "duration", "timezone": "time zone", "date": "day"}


def _flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID")


def _history(given: Given, session: Session) -> Outcome:
    steps = EntryHistory(session.context.db).of_entry(given.required("id"))
    zone = session.context.zone
    return Outcome(
        {"history": [_object(step, zone) for step in steps]},
        lambda: table(("When", "What", "Change"), [_cells(step, zone) for step in steps]) if steps else "No changes.",
    )


def _object(step: HistoryStep, zone: str) -> dict[str, object]:
    fields = {
        change.name: {"before": _json(change, change.before, zone), "after": _json(change, change.after, zone)}
        for change in step.fields
    }
    return {
        "at": iso(step.at, zone), "act": step.act, "came": step.came, "went": step.went, "fields": fields,
        "reason": step.reason or None,
    }  # fmt: skip


def _json(change: FieldChange, value: object, zone: str) -> object:
    if change.name in _INSTANTS and isinstance(value, int):
        return iso(value, zone)
    return list(value) if isinstance(value, tuple) else value


def _cells(step: HistoryStep, zone: str) -> tuple[str, str, str]:
    said = [_change(change, zone) for change in step.fields]
    said += ["now in Deleted"] if step.went else []
    said += [f"although billed: {step.reason}"] if step.reason else []
    return iso(step.at, zone)[:16].replace("T", " "), _WORDS.get(step.act, step.act), cell("; ".join(said), 120)


def _change(change: FieldChange, zone: str) -> str:
    before, after = (_text(change, value, zone) for value in (change.before, change.after))
    return f"{_FIELDS.get(change.name, change.name)}: {before} > {after}"


def _text(change: FieldChange, value: object, zone: str) -> str:
    if value is None or value in ((), ""):
        return "-"
    if change.name in _INSTANTS and isinstance(value, int):
        return iso(value, zone)[:16].replace("T", " ")
    if change.name == "seconds" and isinstance(value, int):
        return clock(value)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


COMMANDS = {"history": Command(_flags, _history)}
