"""How the sync page says things: where sync stands, what waits for a person, and the steps of the sync log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.spans import local_day, shift_day
from app.services.attention import Matter
from app.services.status import SyncStanding
from app.services.sync_log import SyncOperation, SyncStep
from ui.account_words import way_on
from ui.format import clock_time, short_day
from ui.i18n import tr, tr_n
from ui.icons import IconRole
from ui.messages import sync_state
from ui.models.line_list import Line
from ui.pages import Waiting

_CONTEXT = "SyncPage"


@dataclass(frozen=True, slots=True)
class Story:
    """Where sync stands: an icon, a title, a sentence with what to do, and what the button `action` leads to: a page
    that helps, or the way to Clientary from `start` on (both empty: no button).
    """

    icon: str
    role: IconRole
    title: str
    text: str
    page: str = ""
    action: str = ""
    start: str = ""


def story_of(standing: SyncStanding, *, running: bool, last: str, elsewhere: Sequence[Waiting] = ()) -> Story:
    """`last`: when a sync last succeeded, in words, empty where none did; `elsewhere`: what waits on other pages."""
    since = tr(_CONTEXT, "Last success: {when}.", when=last) if last else tr(_CONTEXT, "There was no sync yet.")
    why = sync_state(standing.state, standing.reason)
    if running or standing.state == "syncing":
        return Story("sync", "accent", tr(_CONTEXT, "Syncing…"), since)
    match standing.state:
        case "paused":
            text = tr(_CONTEXT, "Nothing is exchanged by itself; your work stays here until sync goes on.")
            return Story("pause", "muted", tr(_CONTEXT, "Sync is paused"), f"{text} {since}")
        case "offline":
            again = tr(_CONTEXT, "Stint tries again by itself.")
            return Story("cloud-off", "warn", tr(_CONTEXT, "Offline"), f"{why} {again} {since}")
        case "sign_in_needed" | "not_connected":
            title = (
                tr(_CONTEXT, "Sign in again") if standing.state == "sign_in_needed" else tr(_CONTEXT, "Not connected")
            )
            action, start = way_on(standing.state, standing.reason)
            return Story("cloud-off", "warn", title, f"{why} {since}", action=action, start=start)
        case "error":
            action = tr(_CONTEXT, "Open program log")
            return Story("error", "danger", tr(_CONTEXT, "Sync stopped"), f"{why} {since}", "log", action)
    return _at_rest(standing, since, [page for page in elsewhere if page.number])


def _at_rest(standing: SyncStanding, since: str, elsewhere: Sequence[Waiting]) -> Story:
    needs = standing.matters + sum(page.number for page in elsewhere)
    if needs:
        title = tr_n(_CONTEXT, "{n} thing needs you", "{n} things need you", needs)
        rest = tr(_CONTEXT, "Everything else goes on by itself.")
        if not elsewhere:
            return Story("warning", "warn", title, f"{rest} {since}")
        there = " ".join(
            tr(_CONTEXT, "On the page “{page}”: {count}.", page=p.title, count=p.number) for p in elsewhere
        )
        action = tr(_CONTEXT, "Go to “{page}”", page=elsewhere[0].title)
        return Story("warning", "warn", title, f"{there} {rest} {since}", elsewhere[0].key, action)
    if standing.checking:
        text = tr(_CONTEXT, "An answer was lost. Stint finds out what happened; do not do it again.")
        return Story("sync", "accent", tr(_CONTEXT, "Checking with Clientary"), f"{text} {since}")
    if standing.waiting:
        title = tr_n(_CONTEXT, "{n} change waits to be sent", "{n} changes wait to be sent", standing.waiting)
        return Story("arrow-up", "accent", title, since)
    return Story("check-circle", "run", tr(_CONTEXT, "Everything is sent"), since)


def when(instant: int, zone: str, today: str) -> str:
    """`today 12:41`, `yesterday 9:05`, `20 Nov 2026 9:05`, on the clock of this computer."""
    day, time = local_day(instant, zone), clock_time(instant, zone)
    if day == today:
        return tr(_CONTEXT, "today {time}", time=time)
    if day == shift_day(today, -1):
        return tr(_CONTEXT, "yesterday {time}", time=time)
    return tr(_CONTEXT, "{day} {time}", day=short_day(day), time=time)


def matter_lines(matters: Sequence[Matter], zone: str, today: str) -> list[Line]:
    """One line each; their keys are the matters' ids."""
    marks: dict[str, tuple[str, IconRole]] = {
        "conflict": ("conflict", "warn"),
        "parked": ("warning", "danger"),
        "checking": ("sync", "accent"),
    }
    return [
        Line(
            key=matter.id,
            title=name_of(matter.kind, matter.title),
            detail=f"{state_word(matter)} · {when(matter.since, zone, today)}",
            icon=marks[matter.state],
        )
        for matter in matters
    ]


def name_of(kind: str, title: str) -> str:
    """What a record is called; nameless ones by their kind."""
    if kind == "invoice":
        return tr(_CONTEXT, "Invoice {number}", number=title) if title else tr(_CONTEXT, "An invoice")
    if kind == "message":
        return tr(_CONTEXT, "E-mail: {subject}", subject=title) if title else tr(_CONTEXT, "An e-mail")
    if kind == "payment":
        return tr(_CONTEXT, "Payment of {amount}", amount=title) if title else tr(_CONTEXT, "A payment")
    if title:
        return title
    names = {"client": tr(_CONTEXT, "A client"), "project": tr(_CONTEXT, "A project"), "task": tr(_CONTEXT, "A task")}
    return names.get(kind) or tr(_CONTEXT, "An entry")


def state_word(matter: Matter) -> str:
    """Why it is in the list, in a word or two."""
    match matter.state:
        case "conflict":
            return _conflict_word(matter)
        case "parked":
            return _refused_word(matter)
        case "checking":
            return tr(_CONTEXT, "Being checked")


def _refused_word(matter: Matter) -> str:
    match "clientary" if matter.refusal is None else matter.refusal.by:
        case "membrane":
            return tr(_CONTEXT, "Refused by Membrane")
        case "stint":
            return tr(_CONTEXT, "Not sent")
        case _:
            return tr(_CONTEXT, "Refused by Clientary")


def _conflict_word(matter: Matter) -> str:
    deleted = next((side for side in matter.sides if side.name == "deleted"), None)
    if deleted is None:
        return tr(_CONTEXT, "Changed on both sides")
    if deleted.ours is True:
        return tr(_CONTEXT, "Deleted here, changed in Clientary")
    return tr(_CONTEXT, "Deleted in Clientary, changed here")


def event_word(event: str) -> str:
    """A step of the sync log, for people; steps of a newer version as they are."""
    words = {
        "queued": tr(_CONTEXT, "Queued"),
        "sent": tr(_CONTEXT, "Sent"),
        "confirmed": tr(_CONTEXT, "Confirmed"),
        "adopted": tr(_CONTEXT, "Found there"),
        "refused": tr(_CONTEXT, "Refused"),
        "checking": tr(_CONTEXT, "Being checked"),
        "withdrawn": tr(_CONTEXT, "Withdrawn"),
        "later": tr(_CONTEXT, "Put off"),
        "resolved": tr(_CONTEXT, "Decided"),
        "unlocked": tr(_CONTEXT, "Unlocked"),
    }
    return words.get(event, event)


def steps_text(operation: SyncOperation, zone: str, today: str) -> str:
    """Every step of an operation on one line each."""
    lines = []
    for step in operation.steps:
        said = _said(operation, step)
        lines.append(f"{when(step.at, zone, today)}  {event_word(step.event)}{f': {said}' if said else ''}")
    return "\n".join(lines)


def _said(operation: SyncOperation, step: SyncStep) -> str:
    """More about a step: what was asked for, the id that it got, what Clientary said."""
    if step.event in ("confirmed", "adopted") and operation.remote_id and not step.detail:
        return tr(_CONTEXT, "as record {id}", id=operation.remote_id)
    words = {
        "save": tr(_CONTEXT, "to be saved there"),
        "save, folded": tr(_CONTEXT, "with a newer change"),
        "create": tr(_CONTEXT, "create it"),
        "update": tr(_CONTEXT, "change it"),
        "delete": tr(_CONTEXT, "delete it"),
        "drop": tr(_CONTEXT, "delete the record that it left behind"),
        "ours": tr(_CONTEXT, "yours holds"),
        "theirs": tr(_CONTEXT, "Clientary's holds"),
    }
    return words.get(step.detail, step.detail)
