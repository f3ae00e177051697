"""`mark billed`, `mark written-off` and `mark unbilled`."""

from __future__ import annotations

from functools import partial

from app.cli.arguments import Flags, Given, UsageError
from app.cli.outcome import Command, Outcome, Session
from app.cli.timer import shown_entry
from app.domain.when import parse_day
from app.errors import UserInputError
from app.services.marks import Marking, MarkService

_DONE = {
    Marking.BILLED: "Marked as billed elsewhere",
    Marking.WRITTEN_OFF: "Written off",
    Marking.UNBILLED: "Marked as unbilled",
}


def _flags(flags: Flags) -> None:
    flags.positional("ids", metavar="ID", count="*")
    flags.value("--before", metavar="D", help="all open hours of days before this one, instead of single entries")
    flags.value("--reason", metavar="R", help="kept with the mark")


def _mark(marking: Marking, given: Given, session: Session) -> Outcome:
    service = MarkService(session.context.db, session.context.clock)
    ids, before, reason = given.many("ids") or [], given.text("before"), given.text("reason") or ""
    if ids and before is not None:
        raise UserInputError("Give either entries or --before.", field="before")
    if before is not None:
        rows = service.mark_before(marking, parse_day(before, session.today, field="before"), reason)
    elif ids:
        rows = service.mark(marking, ids, reason)
    else:
        raise UsageError(f"mark {marking.value} needs entries or --before", f"stint mark {marking.value} ID…")
    result = {"entries": [shown_entry(row, session) for row in rows]}
    return Outcome(result, lambda: _told(marking, len(rows)))


def _told(marking: Marking, count: int) -> str:
    """Without an act there is nothing that `undo` would take back but another one."""
    if not count:
        return "There was nothing to mark."
    return f"{_DONE[marking]}: {count} {'entry' if count == 1 else 'entries'}. `stint undo` takes it back."


COMMANDS = {f"mark {marking.value}": Command(_flags, partial(_mark, marking)) for marking in Marking}
