"""`pause`, `resume`, `continue`, `nudge`, `split`, `merge`, `duplicate` and `move`."""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.entry_flags import day_of
from app.cli.outcome import Command, Outcome, Session
from app.cli.tables import cell, clock
from app.cli.timer import entry_service, shown_entry
from app.domain.entries import Entry
from app.domain.spans import iso, shift_day
from app.domain.when import is_bare, parse_duration, parse_instant
from app.errors import Refused, UserInputError
from app.services.entries import Switched
from app.services.entry_changes import EntryChanges
from app.storage.entries import EntryRow

_USUAL_NUDGE_S = 5 * 60


def _changes(session: Session) -> EntryChanges:
    context = session.context
    return EntryChanges(context.db, context.clock, context.zone, context.day_starts_at_min)


def _no_flags(flags: Flags) -> None:
    del flags


def _one_entry(flags: Flags) -> None:
    flags.positional("id", metavar="ID")


def _pause(given: Given, session: Session) -> Outcome:
    del given
    row = entry_service(session).pause()
    return _entry(row, session, f"Paused: {_described(row)} `stint resume` goes on with it.")


def _resume(given: Given, session: Session) -> Outcome:
    del given
    return _started(entry_service(session).resume(), session)


def _continue(given: Given, session: Session) -> Outcome:
    return _started(entry_service(session).start_again(given.required("id")), session)


def _nudge_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID", count="?", help="the running entry, unless you name another one")
    flags.value("--earlier", metavar="D", help="how much earlier it began (5 minutes, unless you say)")
    flags.value("--later", metavar="D", help="how much later it began")
    flags.value("--unlock", metavar="REASON", help="change it although it is billed")


def _nudge(given: Given, session: Session) -> Outcome:
    earlier, later = given.text("earlier"), given.text("later")
    if earlier is not None and later is not None:
        raise UserInputError("Give either --earlier or --later.", field="later")
    if later is not None:
        delta_s = parse_duration(later, field="later")
    else:
        delta_s = -(_USUAL_NUDGE_S if earlier is None else parse_duration(earlier, field="earlier"))
    entry_id = given.text("id")
    if entry_id is None:
        running = entry_service(session).running()
        if running is None:
            raise Refused("No timer is running. Name an entry by its id.")
        entry_id = running.id
    row = _changes(session).nudge_start(entry_id, delta_s, given.text("unlock") or None)
    since = iso(row.entry.started_at or 0, row.entry.timezone)[11:16]
    return _entry(row, session, f"Begins at {since} now: {_described(row)}")


def _split_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID")
    flags.value("--at", metavar="T", help="when the second part begins")
    flags.value("--last", metavar="D", help="how long the second part is")


def _split(given: Given, session: Session) -> Outcome:
    at, last = given.text("at"), given.text("last")
    if (at is None) == (last is None):
        raise UserInputError("Give either --at or --last.", field="at")
    entry_id, changes = given.required("id"), _changes(session)
    if last is not None:
        parts = changes.split_off(entry_id, parse_duration(last, field="last"))
    else:
        entry = entry_service(session).row(entry_id).entry
        parts = changes.split(entry_id, _instant_in(entry, at or "", session))
    lines = "\n".join(f"  {_described(row)}" for row in parts)
    return Outcome({"entries": [shown_entry(row, session) for row in parts]}, lambda: f"Split:\n{lines}")


def _instant_in(entry: Entry, text: str, session: Session) -> int:
    """The time that lies in the entry: a bare one before its start is on the next day."""
    at = parse_instant(text, now=session.now, zone=entry.timezone, day=entry.date)
    if entry.started_at is not None and at <= entry.started_at and is_bare(text):
        return parse_instant(text, now=session.now, zone=entry.timezone, day=shift_day(entry.date, 1))
    return at


def _merge_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID", count="+")


def _merge(given: Given, session: Session) -> Outcome:
    row = _changes(session).merge(given.many("id") or [])
    return _entry(row, session, f"Merged: {_described(row)}")


def _duplicate_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID")
    flags.value("--date", metavar="D", help="the day of the copy; without it a copy of the duration on the same day")


def _duplicate(given: Given, session: Session) -> Outcome:
    row = _changes(session).duplicate(given.required("id"), day_of(given, session))
    return _entry(row, session, f"Copied: {_described(row)}")


def _move_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID")
    flags.value("--date", metavar="D", help="YYYY-MM-DD, today, yesterday or a weekday", required=True)
    flags.value("--unlock", metavar="REASON", help="move it although it is billed")


def _move(given: Given, session: Session) -> Outcome:
    day, unlock = day_of(given, session) or "", given.text("unlock") or None
    row = _changes(session).move_to_day(given.required("id"), day, unlock)
    return _entry(row, session, f"Moved: {_described(row)}")


def _entry(row: EntryRow, session: Session, text: str) -> Outcome:
    return Outcome({"entry": shown_entry(row, session)}, lambda: "" if session.quiet else text)


def _started(switched: Switched, session: Session) -> Outcome:
    started = switched.started
    since = iso(started.entry.started_at or 0, started.entry.timezone)[11:16]
    result = {"entry": shown_entry(started, session), "warnings": []}
    return Outcome(result, lambda: "" if session.quiet else f"Started: {cell(started.entry.title)} at {since}.")


def _described(row: EntryRow) -> str:
    entry = row.entry
    if entry.running:
        return f"{entry.date} {cell(entry.title)}, running."
    return f"{entry.date} {cell(entry.title)}, {clock(entry.seconds)} h."


COMMANDS = {
    "pause": Command(_no_flags, _pause),
    "resume": Command(_no_flags, _resume),
    "continue": Command(_one_entry, _continue),
    "nudge": Command(_nudge_flags, _nudge),
    "split": Command(_split_flags, _split),
    "merge": Command(_merge_flags, _merge),
    "duplicate": Command(_duplicate_flags, _duplicate),
    "move": Command(_move_flags, _move),
}
