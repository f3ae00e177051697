"""What answers to our writes tell about the server: learned with evidence, unlearned when an answer contradicts it."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal

from app.billing.check import TotalsVerdict
from app.billing.totals import other_rounding
from app.domain.invoices import Invoice
from app.membrane.facts import Facts
from app.sync.adoption import HOURS_TOLERANCE, Keeps

DECIMALS = "hours_decimals"
"""Fact: how many decimals of hours the server keeps; 4 is as many as are sent."""

ROUNDING = "totals_rounding"
"""Fact: how the server rounds totals, where it differs from ours."""

TITLE_LENGTH = "title_length"
"""Fact: how many characters of the title of hours the server keeps, where it was seen to cut one."""

SENT_DECIMALS = 4
_MODES = (ROUND_HALF_UP, ROUND_HALF_EVEN, ROUND_DOWN)


def learn_decimals(facts: Facts, sent: Decimal, kept: Decimal) -> None:
    """Hours came back. Often that shows little: 1.5 hours come back from everybody, and 0.5 for 0.4986 may have one
    decimal or two."""
    known, needed = facts.get(DECIMALS), _decimals(sent)
    if kept == sent:
        enough = needed > 2 if not isinstance(known, int) else known < needed
        if enough:
            facts.put(DECIMALS, SENT_DECIMALS if needed > 2 else needed, f"sent {sent} hours and they came back")
        return
    fitting = {
        decimals
        for decimals in range(needed)
        if kept in {sent.quantize(Decimal(1).scaleb(-decimals), mode) for mode in _MODES}
    }
    if fitting and known not in fitting:
        facts.put(DECIMALS, max(fitting), f"sent {sent} hours and {kept} came back")


def hours_off(facts: Facts) -> Decimal:
    """How far hours may come back from what was sent by rounding alone."""
    decimals = facts.get(DECIMALS)
    known = decimals if isinstance(decimals, int) else SENT_DECIMALS
    return max(HOURS_TOLERANCE, Decimal(5).scaleb(-known - 1))


def learn_title_length(facts: Facts, sent: str, kept: str) -> None:
    """A title came back. One that was cut may have lost a blank at its end too, so the longest counts."""
    known = facts.get(TITLE_LENGTH)
    if sent == kept:
        if isinstance(known, int) and len(kept) > known:
            facts.forget(TITLE_LENGTH)
    elif kept.strip() and sent.startswith(kept) and len(kept) < len(sent.rstrip()):
        longest = max(len(kept), known if isinstance(known, int) else 0)
        facts.put(TITLE_LENGTH, longest, f"of {len(sent)} characters of a title {len(kept)} came back")


def keeps_of(facts: Facts) -> Keeps:
    """What was learned, for finding a record that was sent without an answer."""
    length = facts.get(TITLE_LENGTH)
    return Keeps(hours_off(facts), length if isinstance(length, int) else None)


def _decimals(number: Decimal) -> int:
    """How many decimals a number needs."""
    exponent = number.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def learn_rounding(facts: Facts, invoice: Invoice, verdict: TotalsVerdict) -> None:
    """A total came back. One that another rule explains names the rule; one that it would not have come to disproves
    what was learned."""
    if verdict.differs:
        facts.put(ROUNDING, verdict.rounding or "unknown", str(verdict))
        return
    known = facts.get(ROUNDING)
    if known is None or verdict.theirs_minor is None:
        return
    fits = other_rounding(invoice.lines, invoice.taxes, invoice.compound, verdict.theirs_minor)
    if known not in ("per_line", "half_even") or fits is None or (known, fits) == ("per_line", "half_even"):
        facts.forget(ROUNDING)
