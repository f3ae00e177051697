"""`absences` and `absence`: times in which nobody was at the computer while a timer ran, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence

from app.cli.arguments import Flags, Given, UsageError
from app.cli.outcome import Command, Outcome, Session
from app.cli.present import Json, instant
from app.cli.tables import cell, clock, table
from app.cli.timer import entry_service, shown_entry
from app.domain.money import decimal_text
from app.domain.spans import local_datetime, local_day
from app.domain.when import parse_instant
from app.services.absence_decisions import AbsenceDecisions, Decided
from app.services.absence_hindrance import Hindrance
from app.services.absences import AbsenceService, OpenAbsence
from app.storage.absences import DISCARDED, GIVEN, KEPT, OPEN, SPLIT, STOPPED, AbsenceRepository

_CHOICES = ("keep", "discard", "continue", "give_to", "split")
_CAUSES = {
    "idle": "no input",
    "locked": "screen locked",
    "slept": "computer asleep",
    "off": "Stint was off",
    "crash": "Stint was cut short",
}
_STAYS = "its time stays as it is; --keep sets the absence aside"
_HINDERED = {
    Hindrance.INVOICED: f"the entry is on an invoice, so {_STAYS}",
    Hindrance.DRAFTED: f"the entry is on the draft of an invoice, so {_STAYS}",
    Hindrance.BILLED: f"the entry is billed or written off, so {_STAYS}",
    Hindrance.ANOTHERS: f"the entry is somebody else's, so {_STAYS}",
    Hindrance.TIMES: f"the duration of the entry differs from its clock times, so {_STAYS}",
    Hindrance.START: f"the entry was changed since the clock was set, so {_STAYS}",
}
_SAID = {
    KEPT: "Kept",
    STOPPED: "Discarded, and the timer is stopped",
    DISCARDED: "Discarded",
    GIVEN: "Given to other work",
    SPLIT: "Split",
}


def _service(session: Session) -> AbsenceService:
    context = session.context
    return AbsenceService(context.db, context.clock, context.config.settings)


def _decisions(session: Session) -> AbsenceDecisions:
    context = session.context
    return AbsenceDecisions(context.db, context.clock, context.zone, context.config.settings)


def _list_flags(flags: Flags) -> None:
    """No flags of its own."""


def _list(given: Given, session: Session) -> Outcome:  # noqa: ARG001 - every command has this shape
    absences = _service(session).open()
    result = {"absences": [_object(one, session) for one in absences]}
    nothing = "Nothing to decide: every absence is settled."
    return Outcome(result, lambda: _table(absences, session) if absences else nothing)


def _table(absences: Sequence[OpenAbsence], session: Session) -> str:
    """One line each, and below it why one can only be kept."""
    headings = ("From", "To", "Time", "Worth", "Why", "Entry", "ID")
    notes = [f"{one.id}: {_HINDERED[one.hindrance]}" for one in absences if one.hindrance is not None]
    return "\n".join([table(headings, [_cells(one, session) for one in absences]), *notes])


def _cells(absence: OpenAbsence, session: Session) -> tuple[str, ...]:
    zone, worth = session.context.zone, absence.worth
    ended = instant(absence.ended_at, zone)
    return (
        (instant(absence.began_at, zone) or "")[:16].replace("T", " "),
        "now" if ended is None else ended[11:16],
        clock(absence.seconds) if absence.is_span else "",
        "" if worth is None else f"{decimal_text(worth.amount_minor, worth.currency)} {worth.currency}",
        _why(absence),
        cell(absence.entry.entry.title),
        absence.id,
    )


def _why(absence: OpenAbsence) -> str:
    if absence.zones is not None:
        return f"the time zone changed to {cell(absence.zones[1])}"
    if absence.by_s:
        return f"the clock was set {'forward' if absence.by_s > 0 else 'back'}"
    return ", ".join(dict.fromkeys(_CAUSES.get(cause, cause) for cause in absence.causes))


def _object(absence: OpenAbsence, session: Session) -> Json:
    zone, worth = session.context.zone, absence.worth
    found: Json = {
        "id": absence.id,
        "cause": absence.row.cause,
        "causes": list(absence.causes),
        "state": absence.row.state,
        "began_at": instant(absence.began_at, zone),
        "ended_at": instant(absence.ended_at, zone),
        "seconds": absence.seconds,
        "amount": None if worth is None else decimal_text(worth.amount_minor, worth.currency),
        "currency": None if worth is None else worth.currency,
        "choices": list(absence.choices) if absence.row.state == OPEN else [],
        "hindered_by": absence.hindrance,
        "entry": shown_entry(absence.entry, session),
    }
    if absence.by_s:
        found["clock_set_by"] = absence.by_s
    if absence.zones is not None:
        found["zones"] = list(absence.zones)
    return found


def _decide_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID", help="as listed by `stint absences`; without a flag it is only shown")
    flags.either("--keep", "--discard", "--continue")
    flags.value("--give-to", metavar="ID", help="entry whose work it was; the timer goes on after it")
    flags.value("--split", metavar="T", help="it was work up to this time, and none after it")


def _decide(given: Given, session: Session) -> Outcome:
    absence = _service(session).get(given.required("id"))
    chosen = [name for name in _CHOICES if given.on(name) or given.text(name) is not None]
    if len(chosen) > 1:
        raise UsageError("give one decision only", "usage: stint absence ID [decision]\n")
    if not chosen:
        return Outcome({"absence": _object(absence, session)}, lambda: _table([absence], session))
    decided = _carried_out(chosen[0], absence, given, session)
    row = AbsenceRepository(session.context.db).get(absence.id) or absence.row
    entry = None if decided.entry is None else shown_entry(decided.entry, session)
    after = None if decided.after is None else shown_entry(decided.after, session)
    result: Json = {"absence": _object(absence._replace(row=row), session), "entry": entry, "after": after}
    return Outcome(result, lambda: _said(absence, row.state, session))


def _said(absence: OpenAbsence, state: str, session: Session) -> str:
    title = cell(absence.entry.entry.title)
    if not absence.is_span:
        return f"Kept: {title}." if state == KEPT else f"The start of {title} moved with the clock."
    running = entry_service(session).running() if state != KEPT else None
    more = "" if running is None else f" Running: {cell(running.title)}."
    return f"{_SAID[state]}: {clock(absence.seconds)} h of {title}.{more}"


def _carried_out(choice: str, absence: OpenAbsence, given: Given, session: Session) -> Decided:
    decisions = _decisions(session)
    match choice:
        case "keep":
            return decisions.keep(absence.id)
        case "discard":
            return decisions.discard(absence.id)
        case "continue":
            return decisions.discard_and_continue(absence.id)
        case "give_to":
            return decisions.give_to(absence.id, given.text("give_to") or "")
        case _:
            return decisions.split(absence.id, _time_within(absence, given.text("split") or "", session))


def _time_within(absence: OpenAbsence, text: str, session: Session) -> int:
    """The instant that a bare time means within the absence, whichever day of it that is."""
    zone, last = session.context.zone, absence.began_at + absence.seconds
    days = dict.fromkeys(local_day(at, zone) for at in (absence.began_at, last))
    found = [parse_instant(text, now=session.now, zone=zone, day=day, field="split") for day in days]
    meant = (*found, *(again for at in found for again in _said_again(at, zone)))
    return next((at for at in meant if absence.began_at < at < last), found[0])


def _said_again(at: int, zone: str) -> list[int]:
    """The same time of the clocks once more, in the night when they are set back (by an hour, in places by half)."""
    wall = local_datetime(at, zone).replace(tzinfo=None)
    return [later for later in (at + 1_800, at + 3_600) if local_datetime(later, zone).replace(tzinfo=None) == wall]


COMMANDS = {"absences": Command(_list_flags, _list), "absence": Command(_decide_flags, _decide)}
