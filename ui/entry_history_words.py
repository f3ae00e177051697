"""A step of an entry's history as a person reads it."""

from __future__ import annotations

from app.services.entry_history import FieldChange, FieldValue, HistoryStep
from ui.format import clock_time, hours, short_day
from ui.i18n import tr

_CONTEXT = "history"


def act_words(step: HistoryStep) -> str:
    """What was done."""
    words = {
        "log": tr(_CONTEXT, "Added"),
        "start": tr(_CONTEXT, "Started") if step.came else tr(_CONTEXT, "Ended by starting another one"),
        "resume": tr(_CONTEXT, "Resumed"),
        "stop": tr(_CONTEXT, "Stopped"),
        "pause": tr(_CONTEXT, "Paused"),
        "edit": tr(_CONTEXT, "Changed"),
        "nudge": tr(_CONTEXT, "Start moved"),
        "move": tr(_CONTEXT, "Moved to another day"),
        "split": tr(_CONTEXT, "Made by a split") if step.came else tr(_CONTEXT, "Split"),
        "merge": tr(_CONTEXT, "Merged into another one") if step.went else tr(_CONTEXT, "Others merged into it"),
        "duplicate": tr(_CONTEXT, "Made as a copy"),
        "mend": tr(_CONTEXT, "Fitted to its neighbour"),
        "delete": tr(_CONTEXT, "Deleted"),
        "restore": tr(_CONTEXT, "Brought back"),
        "undo": tr(_CONTEXT, "Undone"),
        "redo": tr(_CONTEXT, "Done again"),
        "resolve": tr(_CONTEXT, "Conflict decided"),
        "pull": tr(_CONTEXT, "Deleted in Clientary") if step.went else tr(_CONTEXT, "Changed in Clientary"),
    }
    return words.get(step.act, tr(_CONTEXT, "Changed"))


def change_words(change: FieldChange, zone: str) -> str:
    """`Duration: 2:00 → 1:15`."""
    before, after = (_value(change.name, value, zone) for value in (change.before, change.after))
    return tr(_CONTEXT, "{field}: {before} → {after}", field=_field(change.name), before=before, after=after)


def _field(name: str) -> str:
    names = {
        "title": tr(_CONTEXT, "Title"), "notes": tr(_CONTEXT, "Notes"), "project": tr(_CONTEXT, "Project"),
        "task": tr(_CONTEXT, "Task"), "tags": tr(_CONTEXT, "Tags"), "billable": tr(_CONTEXT, "Billable"),
        "date": tr(_CONTEXT, "Day"), "timezone": tr(_CONTEXT, "Time zone"), "started_at": tr(_CONTEXT, "Start"),
        "ended_at": tr(_CONTEXT, "End"), "seconds": tr(_CONTEXT, "Duration"),
    }  # fmt: skip
    return names.get(name, name)


def _value(name: str, value: FieldValue, zone: str) -> str:
    if value is None or value in ((), ""):
        return tr(_CONTEXT, "none")
    if name in ("started_at", "ended_at") and isinstance(value, int):
        return clock_time(value, zone)
    if name == "seconds" and isinstance(value, int):
        return hours(value)
    if name == "billable":
        return tr(_CONTEXT, "yes") if value else tr(_CONTEXT, "no")
    if name == "date":
        return short_day(str(value))
    return ", ".join(value) if isinstance(value, tuple) else str(value)
