"""What is owed, by how long it is overdue, as JSON and as text."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from app.cli.present import Json
from app.cli.tables import table
from app.domain.money import decimal_text
from app.services.invoice_terms import AGE_LIMITS, Ageing

SPANS = ("0-30", *(f"{first + 1}-{last}" for first, last in pairwise(AGE_LIMITS)), "over-90")
"""Names of the spans of days overdue."""


def ageing_object(owed: Ageing) -> Json:
    """One currency; `overdue` has an amount for each of `SPANS`."""
    return {
        "currency": owed.currency,
        "invoices": owed.invoices,
        "outstanding": decimal_text(owed.outstanding_minor, owed.currency),
        "not_due": decimal_text(owed.not_due_minor, owed.currency),
        "overdue": {
            span: decimal_text(minor, owed.currency) for span, minor in zip(SPANS, owed.late_minor, strict=True)
        },
    }


def ageing_text(owed: Sequence[Ageing]) -> str:
    """A table with a line for each currency."""
    if not owed:
        return "Nothing is owed."
    rows = [
        (
            one.currency,
            *(
                decimal_text(minor, one.currency)
                for minor in (one.outstanding_minor, one.not_due_minor, *one.late_minor)
            ),
        )
        for one in owed
    ]
    spans = (f"{span.replace('over-', 'over ')} days late" for span in SPANS)
    return table(("Owed", "In all", "Not due", *spans), rows, right=(1, 2, 3, 4, 5, 6))
