"""What an absence is called, what it is worth, and what may be done about it, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, assert_never

from app.domain.spans import local_day
from app.services.absence_decisions import ANSWERING_S
from app.services.absence_hindrance import Hindrance
from app.services.absence_worth import Worth
from app.services.absences import OpenAbsence
from app.storage.entries import EntryRow
from ui.format import clock_time, hours, money, spoken, time_range, weekday
from ui.i18n import tr, tr_n
from ui.icons import IconRole

_CONTEXT = "absence"

KEEP, DISCARD, CONTINUE, GIVE, SPLIT = "keep", "discard", "continue", "give", "split"
ICONS: dict[str, tuple[str, IconRole]] = {
    KEEP: ("check", "run"),
    DISCARD: ("stop", "danger"),
    CONTINUE: ("play", "accent"),
    GIVE: ("external", "muted"),
    SPLIT: ("split", "muted"),
}


class Choice(NamedTuple):
    """One thing to do about an absence, and what follows from it."""

    key: str
    text: str
    detail: str


def title(absence: OpenAbsence) -> str:
    """What happened, in a few words."""
    if absence.zones is not None:
        return tr(_CONTEXT, "You are in another time zone")
    if absence.by_s:
        length = spoken(abs(absence.by_s))
        if absence.by_s > 0:
            return tr(_CONTEXT, "The clock was set forward by {length}", length=length)
        return tr(_CONTEXT, "The clock was set back by {length}", length=length)
    length = spoken(absence.seconds)
    match absence.row.cause:
        case "off":
            return tr(_CONTEXT, "Stint was off for {length}", length=length)
        case "crash":
            return tr(_CONTEXT, "Stint was cut short for {length}", length=length)
        case _ if absence.ended_at is None:
            return tr(_CONTEXT, "Away for {length} so far", length=length)
        case _:
            return tr(_CONTEXT, "You were away for {length}", length=length)


def when_and_why(absence: OpenAbsence, zone: str, today: str = "") -> str:
    """From when to when, and how it is known. With `today` (YYYY-MM-DD) one of another day says of which."""
    if absence.zones is not None:
        return tr(_CONTEXT, "It was {old} and is {new} now.", old=absence.zones[0], new=absence.zones[1])
    if absence.by_s:
        return tr(_CONTEXT, "Nobody was away. Only the clock of this computer changed while the timer ran.")
    if absence.ended_at is None:
        span = tr(_CONTEXT, "Since {start}", start=clock_time(absence.began_at, zone))
    else:
        span = time_range(absence.began_at, absence.ended_at, zone)
    day = local_day(absence.began_at, zone)
    return " · ".join([*([weekday(day)] if today not in ("", day) else []), span, *_reasons(absence)])


def _reasons(absence: OpenAbsence) -> list[str]:
    words = {
        "idle": tr(_CONTEXT, "no key, no pointer"),
        "locked": tr(_CONTEXT, "screen locked"),
        "slept": tr(_CONTEXT, "computer asleep"),
        "off": tr(_CONTEXT, "the program was not running"),
        "crash": tr(_CONTEXT, "the program was not running"),
    }
    return list(dict.fromkeys(words[cause] for cause in absence.causes if cause in words))


def place(entry: EntryRow) -> str:
    """Project and client of an entry."""
    found = " · ".join(part for part in (entry.project_name, entry.client_name) if part)
    return found or tr(_CONTEXT, "no project")


def worth_text(worth: Worth | None) -> str:
    """The amount and its rate; nothing where no hourly rate is known."""
    if worth is None:
        return ""
    return tr(
        _CONTEXT, "{amount} at {rate} an hour", amount=_money(worth), rate=money(worth.hour_minor, worth.currency)
    )


def part_text(seconds: int, worth: Worth | None) -> str:
    """A part of it: `0:12 · €18.00`."""
    return " · ".join([hours(seconds), _money(worth)]) if worth is not None else hours(seconds)


def _money(worth: Worth) -> str:
    return money(worth.amount_minor, worth.currency)


def choices(absence: OpenAbsence, zone: str, now: int) -> Sequence[Choice]:
    """What may be done, the harmless first."""
    texts = _jump_texts(absence, zone) if not absence.is_span else _texts(absence, zone, now)
    if absence.hindrance is not None:
        texts[KEEP] = tr(_CONTEXT, "Set it aside"), tr(_CONTEXT, "the entry stays as it is")
    return [Choice(key, *texts[key]) for key in absence.choices]


def _jump_texts(absence: OpenAbsence, zone: str) -> dict[str, tuple[str, str]]:
    if absence.zones is not None:
        return {KEEP: (tr(_CONTEXT, "All right"), tr(_CONTEXT, "the entry keeps its times and its day"))}
    moved = clock_time((absence.entry.entry.started_at or 0) + absence.by_s, zone)
    return {
        KEEP: (tr(_CONTEXT, "Leave it"), tr(_CONTEXT, "the start stays as it is")),
        CONTINUE: (tr(_CONTEXT, "Move the start along"), tr(_CONTEXT, "to {time}", time=moved)),
    }


def _texts(absence: OpenAbsence, zone: str, now: int) -> dict[str, tuple[str, str]]:
    discard, ends = tr(_CONTEXT, "Discard"), tr(_CONTEXT, "it was no work")
    if absence.entry.entry.running:
        discard = tr(_CONTEXT, "Discard and stop")
        ends = tr(_CONTEXT, "the timer ends at {time}", time=clock_time(absence.began_at, zone))
        if absence.ended_at is not None and now - absence.ended_at > ANSWERING_S:
            back = clock_time(absence.ended_at, zone)
            ends = tr(_CONTEXT, "ends now; what you did since {time} stays", time=back)
    return {
        KEEP: (tr(_CONTEXT, "Keep"), tr(_CONTEXT, "it was work on this")),
        DISCARD: (discard, ends),
        CONTINUE: (tr(_CONTEXT, "Discard and continue"), tr(_CONTEXT, "the timer runs on, without it")),
        GIVE: (tr(_CONTEXT, "Give to another entry…"), tr(_CONTEXT, "it was work on something else")),
        SPLIT: (tr(_CONTEXT, "Split…"), tr(_CONTEXT, "it was work up to a time that you choose")),
    }


def hindrance_text(absence: OpenAbsence) -> str:
    """Why its time has to stay where it is, and what could be done about that; empty where it can be changed."""
    match absence.hindrance:
        case None:
            return ""
        case Hindrance.INVOICED:
            return tr(
                _CONTEXT, "This entry is on invoice {number} by now, so its time stays as it is. To change it, void the"
                " invoice first.", number=absence.entry.invoice_number or "",
            )  # fmt: skip
        case Hindrance.DRAFTED:
            return tr(
                _CONTEXT, "This entry is on the draft of an invoice by now, so its time stays as it is. To change it,"
                " take it off the draft first.",
            )  # fmt: skip
        case Hindrance.BILLED:
            return tr(
                _CONTEXT, "This entry is billed or written off by now, so its time stays as it is. To change it, take"
                " that back first.",
            )  # fmt: skip
        case Hindrance.ANOTHERS:
            return tr(_CONTEXT, "This entry is somebody else's by now; only they can change it.")
        case Hindrance.TIMES:
            return tr(
                _CONTEXT, "The duration of this entry was set in Clientary and differs from its clock times. To take"
                " time out of it, set its start and end first.",
            )  # fmt: skip
        case Hindrance.START:
            return tr(_CONTEXT, "The times of this entry changed since: its start cannot move along with the clock.")
        case _:
            assert_never(absence.hindrance)


def inbox_text(absence: OpenAbsence, zone: str) -> str:
    """What its line in the inbox says beside the day."""
    said = when_and_why(absence, zone) if absence.is_span else title(absence)
    if absence.hindrance is None:
        return said
    return tr(_CONTEXT, "{absence} · can only be set aside", absence=said)


def decided_text(key: str, absence: OpenAbsence) -> str:
    """What was done, for the message over the window."""
    length, name = spoken(absence.seconds), absence.entry.entry.title
    match key:
        case "keep" if not absence.is_span or absence.hindrance is not None:
            return tr(_CONTEXT, "“{title}” stays as it is.", title=name)
        case "keep":
            return tr(_CONTEXT, "Kept: {length} of “{title}”.", length=length, title=name)
        case _ if absence.by_s:
            return tr(_CONTEXT, "The start of “{title}” moved with the clock.", title=name)
        case "discard":
            return tr(_CONTEXT, "Discarded: {length} of “{title}”.", length=length, title=name)
        case "continue":
            return tr(_CONTEXT, "Discarded: {length} of “{title}”; the timer runs on.", length=length, title=name)
        case "give":
            return tr(_CONTEXT, "Taken from “{title}”: {length}.", length=length, title=name)
        case _:
            return tr(_CONTEXT, "Split: the rest of the absence is no part of “{title}”.", title=name)


def waiting_text(count: int) -> str:
    """How many more there are."""
    return tr_n(
        _CONTEXT, "{n} more absence waits on the timer page.", "{n} more absences wait on the timer page.", count
    )
