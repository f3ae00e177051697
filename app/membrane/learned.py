"""What the gateway learns by the way, from lists and from answers to writes, as facts with their evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app.membrane.facts import Facts
from app.membrane.fields import as_id, canonical
from app.membrane.paging import PAGE_SIZE, Ends, Enough, Pages
from app.membrane.transport import Reply
from app.membrane.wire import RemoteHours

HOURS_PAGING = "hours_paging"
"""Fact: `counts`, `pages` (silently) or `at once` (Clientary reference 11)."""

BILLING = "billing_visible"
"""Fact: whether hours say if they are billed; a user without that right does not see it (Clientary reference 5.4)."""

REPLY = "reply:"
"""Prefix of the facts about the form in which a kind of write is answered (Clientary reference 11)."""


def hours_ends(facts: Facts, enough: Enough, *, summed: bool) -> Ends:
    """How the end of a list of hours is known on this connection. What was learned counts only where a sum (`enough`)
    can contradict it."""
    return Ends(enough=enough, at_once=summed and facts.get(HOURS_PAGING) == "at once")


def learn_paging(facts: Facts, pages: Pages) -> None:
    """How a list of hours came. A short one tells nothing."""
    count = len(pages.records)
    if pages.counted:
        facts.put(HOURS_PAGING, "counts", "a list of hours came with page counts")
    elif pages.repeated:
        facts.put(HOURS_PAGING, "at once", f"page 2 brought the same {count} hours as page 1")
    elif pages.asked == 1 and count > PAGE_SIZE:
        facts.put(HOURS_PAGING, "at once", f"{count} hours came on one page where {PAGE_SIZE} were asked for")
    elif pages.grew:
        facts.put(HOURS_PAGING, "pages", "a further page of hours brought new ones, without page counts")


def learn_billing(facts: Facts, hours: Iterable[RemoteHours]) -> None:
    flags = [entry.billed for entry in hours]
    if any(flag is not None for flag in flags):
        facts.put(BILLING, True, "hours came with their billed flag")
    elif flags:
        facts.put(BILLING, False, "hours came without a billed flag")


def learn_reply(facts: Facts, verb: str, reply: Reply, wrappers: tuple[str, ...]) -> None:
    """In which form a write through the proxy was answered; `verb` is POST, PUT or DELETE. The body of a deletion is
    not looked at."""
    form = f"status {reply.status}" if verb == "DELETE" else _form(reply, wrappers)
    facts.put(f"{REPLY}{verb}", form, f"an answer to a {verb} with status {reply.status}")


def _form(reply: Reply, wrappers: tuple[str, ...]) -> str:
    body = reply.body
    if body is None:
        return "only a Location" if reply.location else "empty"
    if not isinstance(body, Mapping):
        return "a list" if isinstance(body, list) else "a bare value"
    names = {canonical(name) for name in body}
    if not names:
        return "an empty object"
    if names == {"id"}:
        return "only the id"
    if any(isinstance(body.get(name), Mapping) and as_id(body.get("id")) is None for name in wrappers):
        return "a wrapped record"
    return "the record"
