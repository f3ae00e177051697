"""Why something was not done, and who said so."""

from __future__ import annotations

from typing import Literal, NamedTuple

from app.errors import Rejected

Refuser = Literal["clientary", "membrane", "stint"]

NUMBER_TAKEN = "number_taken"
PLAN_LIMIT = "plan_limit"
_PLAN_STATUS = 426
"""Clientary's status where the account's plan is full (Clientary reference 6)."""


class Refusal(NamedTuple):
    """`words`: the other side's own, or whole sentences where Stint refused before anything was sent (`by` is "stint").
    `why`: a stable key where one is known: `NUMBER_TAKEN`, `PLAN_LIMIT`, else Membrane's.
    """

    words: str = ""
    by: Refuser = "clientary"
    why: str = ""


NOTHING_SAID = Refusal()
"""No reason was given."""


def refuser(text: str) -> Refuser:
    """Who refused, from text that was stored or sent; Clientary where it says nobody that is known."""
    match text:
        case "membrane" | "stint":
            return text
        case _:
            return "clientary"


def refusal_of(error: Rejected) -> Refusal:
    """What is kept of a refusal."""
    why = PLAN_LIMIT if error.facts.get("status") == _PLAN_STATUS else str(error.facts.get("key") or "")
    return Refusal(error.detail, refuser(str(error.facts.get("layer", ""))), why)


def rejected(refusal: Refusal) -> Rejected:
    """The same as an error again, for whoever waits for it."""
    status = _PLAN_STATUS if refusal.why == PLAN_LIMIT else 0
    return Rejected(refusal.words, layer=refusal.by, key=refusal.why, status=status)
