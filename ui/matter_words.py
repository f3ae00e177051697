"""How the window says what is the matter with a record: both versions, what is looked for, what can be answered."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from PySide6.QtCore import QLocale

from app.services.attention import Lookup, Matter
from app.services.versions import FIELDS, Side, Version
from ui.format import clock, hours, short_day, time_range
from ui.i18n import tr
from ui.plain import one_line
from ui.sync_story import when

_CONTEXT = "SyncPage"
PAYMENT, MESSAGE = "payment", "message"
ASKED = (PAYMENT, MESSAGE)
"""Kinds of which nobody can look up what became of one: a person says it."""
_NOTHING = "–"
_FINEST_HOURS = Decimal("0.0001")


class SideRow(NamedTuple):
    """One field of both versions; `mark`: why a person has to decide about it, empty where there is nothing to."""

    name: str
    ours: str
    theirs: str
    mark: str = ""


def explanation(matter: Matter) -> str:
    """What happened, what it means, what to do."""
    match matter.state:
        case "conflict" if any(side.name == "deleted" for side in matter.sides):
            return _deletion(matter)
        case "conflict":
            return tr(
                _CONTEXT,
                "This was changed here and in Clientary since they last agreed. Choose which version holds; the other "
                "one is overwritten.",
            )
        case "parked":
            return tr(
                _CONTEXT,
                "This change was not accepted, so it is only here. Change the record and it is sent again, or try "
                "again as it is.",
            )
        case "checking" if needs_answer(matter) and matter.kind == MESSAGE:
            return tr(
                _CONTEXT,
                "Clientary did not answer, and it keeps no list of e-mails, so this one is not sent again by itself. "
                "Look there, or ask the recipients, then say whether it was sent.",
            )
        case "checking" if needs_answer(matter):
            return tr(
                _CONTEXT,
                "Clientary did not answer, and a payment cannot be recognised there, so it is not sent again by "
                "itself. Look at the invoice in Clientary, then say whether the payment is there.",
            )
        case "checking":
            return tr(
                _CONTEXT,
                "Clientary did not answer, so nobody knows yet whether it was done. Stint reads back and settles it "
                "before anything is repeated. There is nothing to do.",
            )


def _deletion(matter: Matter) -> str:
    if _deleted_here(matter):
        return tr(
            _CONTEXT,
            "You deleted this, and it was changed in Clientary meanwhile. Delete it there too, or take it back with "
            "the changes.",
        )
    return tr(
        _CONTEXT,
        "This was deleted in Clientary, and you changed it here meanwhile. Create it there again, or let it go here "
        "too.",
    )


def answers(matter: Matter) -> tuple[str, str]:
    """What the two buttons say: ours, theirs; of a payment or an e-mail, that it is there, that it is not."""
    if matter.kind == MESSAGE:
        return tr(_CONTEXT, "It was sent"), tr(_CONTEXT, "It was not: send it again")
    if matter.kind == PAYMENT:
        return tr(_CONTEXT, "It is there"), tr(_CONTEXT, "It is not: send it again")
    if _deleted_here(matter):
        return tr(_CONTEXT, "Delete it there too"), tr(_CONTEXT, "Take it back")
    if _is_deletion(matter):
        return tr(_CONTEXT, "Create it again"), tr(_CONTEXT, "Let it go")
    return tr(_CONTEXT, "Keep mine"), tr(_CONTEXT, "Take Clientary's")


def needs_answer(matter: Matter) -> bool:
    """Whether it has two answers of which a person gives one: a conflict, or what nobody can look up."""
    if matter.kind not in ASKED:
        return matter.state == "conflict"
    return matter.state == "checking" and matter.lookup is not None and not matter.lookup.in_flight


def side_rows(matter: Matter) -> list[SideRow]:
    """Every field of both versions that one of them has, as far as they are known."""
    both = matter.versions
    if both is None:
        return [_side_row(side) for side in matter.sides]
    rows = [_side_row(side) for side in matter.sides if side.name == "deleted"]
    mark = tr(_CONTEXT, "changed") if rows else tr(_CONTEXT, "differs")
    ours, theirs = _texts(both.ours, both.theirs), _texts(both.theirs, both.ours)
    for name in FIELDS:
        if ours.get(name) or theirs.get(name) or name in both.differing:
            texts = _shown(both.ours, ours, name), _shown(both.theirs, theirs, name)
            rows.append(SideRow(field_name(name), *texts, mark if name in both.differing else ""))
    return rows


def theirs_in_short(matter: Matter) -> str:
    """What Clientary has in the fields to decide about, on one line."""
    parts = [
        tr(_CONTEXT, "{field}: {value}", field=row.name, value=one_line(row.theirs))
        for row in side_rows(matter)
        if row.mark
    ]
    return "; ".join(parts)


def lookup_text(matter: Matter, zone: str, today: str, settle_s: float) -> str:
    """What is being looked for, since when, and when it may be sent again; one line each. `settle_s`: how long an
    unanswered request may still be on its way.
    """
    lookup = matter.lookup
    if lookup is None or needs_answer(matter):
        return ""
    lines = [_asked(matter), _looked_for(matter, lookup)]
    if lookup.sent_at is not None:
        lines.insert(0, tr(_CONTEXT, "Sent {when}.", when=when(lookup.sent_at, zone, today)))
        if not (lookup.answered or lookup.in_flight):
            lines.append(
                tr(
                    _CONTEXT,
                    "If it is not there, it is sent again, {n} s after it was sent at the earliest.",
                    n=round(settle_s),
                )
            )
    return "\n".join(line for line in lines if line)


def field_name(name: str) -> str:
    """A field of an entry, for people."""
    names = {
        "title": tr(_CONTEXT, "Title"),
        "notes": tr(_CONTEXT, "Notes"),
        "date": tr(_CONTEXT, "Date"),
        "seconds": tr(_CONTEXT, "Time"),
        "project": tr(_CONTEXT, "Project"),
        "deleted": tr(_CONTEXT, "Record"),
    }
    return names.get(name, name)


def value_text(name: str, value: object) -> str:
    """A stored value of a field, for people."""
    if name == "deleted":
        return tr(_CONTEXT, "deleted") if value is True else tr(_CONTEXT, "changed")
    if value is None or value == "":
        return tr(_CONTEXT, "(empty)")
    if name == "seconds" and isinstance(value, int):
        return hours(value)
    return short_day(value) if name == "date" and isinstance(value, str) else str(value)


def _side_row(side: Side) -> SideRow:
    texts = value_text(side.name, side.ours), value_text(side.name, side.theirs)
    return SideRow(field_name(side.name), *texts, tr(_CONTEXT, "differs"))


def _texts(version: Version | None, other: Version | None) -> dict[str, str]:
    if version is None:
        return {}
    return {
        "title": version.title,
        "notes": version.notes,
        "date": short_day(version.date) if version.date else "",
        "seconds": _time(version, other),
        "project": version.project,
    }


def _shown(version: Version | None, texts: dict[str, str], name: str) -> str:
    if version is None:
        return _NOTHING
    return texts[name] or tr(_CONTEXT, "(empty)")


def _time(version: Version, other: Version | None) -> str:
    """The time in both forms, to the second where minutes do not tell the sides apart; clock times below."""
    alike = other is not None and other.seconds != version.seconds and hours(other.seconds) == hours(version.seconds)
    text = tr(
        _CONTEXT,
        "{time} ({hours} h)",
        time=clock(version.seconds) if alike else hours(version.seconds),
        hours=_decimal_hours(version),
    )
    if version.started_at is None:
        return text
    return f"{text}\n{time_range(version.started_at, version.ended_at, version.timezone)}"


def _decimal_hours(version: Version) -> str:
    exact = Decimal(version.seconds) / 3600
    shown = exact.quantize(_FINEST_HOURS) if version.hours is None else version.hours
    return f"{shown.normalize():f}".replace(".", QLocale().decimalPoint())


def _asked(matter: Matter) -> str:
    match matter.verb:
        case "create":
            return tr(_CONTEXT, "Asked for: create it in Clientary.")
        case "delete":
            return tr(_CONTEXT, "Asked for: delete it in Clientary.")
        case _:
            return tr(_CONTEXT, "Asked for: change it in Clientary.")


def _looked_for(matter: Matter, lookup: Lookup) -> str:
    if lookup.in_flight:
        return tr(_CONTEXT, "The answer may still come.")
    if matter.verb == "create" and lookup.sent is not None:
        return _where(lookup.sent)
    if matter.kind == "invoice" and matter.verb == "create":
        number = one_line(matter.title)
        return tr(_CONTEXT, "Looked for: number {number} in the list of invoices.", number=number)
    if matter.kind == "payment":
        return tr(
            _CONTEXT,
            "Nothing in Clientary tells one payment from another, so it is not sent again by itself. Look there, then "
            "say in a terminal: stint resolve {id} --done, or --again.",
            id=matter.record_id,
        )
    if matter.verb == "create":
        return tr(_CONTEXT, "Looked for: a new record with the same contents.")
    if matter.verb == "delete":
        return tr(_CONTEXT, "Looked for: the record; if it is gone, it was done.")
    return tr(_CONTEXT, "Looked for: the record; if it shows our values, it was done.")


def _where(sent: Version) -> str:
    return tr(
        _CONTEXT,
        "Looked for: “{title}”, {time}, {day}, among the hours of {project}.",
        title=one_line(sent.title),
        time=hours(sent.seconds),
        day=short_day(sent.date),
        project=one_line(sent.project),
    )


def _is_deletion(matter: Matter) -> bool:
    return any(side.name == "deleted" for side in matter.sides)


def _deleted_here(matter: Matter) -> bool:
    return any(side.name == "deleted" and side.ours is True for side in matter.sides)
