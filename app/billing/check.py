"""Comparing the server's totals with ours. A difference is explained and shown, never imitated."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from app.billing.totals import other_rounding, totals
from app.domain.invoices import Invoice
from app.domain.money import EXACT, Money, exact_minor, exponent, rounded

Outcome = Literal["equal", "differs", "unknown"]

_EXPLANATIONS = {
    "per_line": "Clientary rounds the taxes of each line",
    "half_even": "Clientary rounds halves to the even digit",
    "lines_unrounded": "Clientary rounds the sum of the lines, not each line",
}


@dataclass(frozen=True, slots=True)
class TotalsVerdict:
    """The result of a comparison, in minor units of `currency`.

    `outcome` is `unknown` when the reply held no total. `rounding` names a way of rounding that leads to the server's
    figure: per_line | half_even | lines_unrounded; None when none of them does. `in_lines` says that the subtotals
    differ already, so that it is not only about taxes.
    """

    outcome: Outcome
    ours_minor: int
    theirs_minor: int | None
    currency: str
    rounding: str | None = None
    in_lines: bool = False

    @property
    def differs(self) -> bool:
        return self.outcome == "differs"

    def __str__(self) -> str:
        """One sentence for a person."""
        ours = Money(self.ours_minor, self.currency)
        if self.theirs_minor is None:
            return f"Clientary did not say what the invoice comes to; here it is {ours}."
        if not self.differs:
            return f"Both sides come to {ours}."
        reason = "" if self.rounding is None else f": {_EXPLANATIONS[self.rounding]}"
        where = " (the lines already differ)" if self.in_lines else ""
        return f"Clientary came to {Money(self.theirs_minor, self.currency)}, Stint to {ours}{where}{reason}."


def compare(invoice: Invoice, server_total: Decimal | None, server_subtotal: Decimal | None = None) -> TotalsVerdict:
    """Hold the server's total (and its subtotal, where it came along; both in major units) against ours.

    A figure with more digits than the currency has is taken at its nearest minor unit: less than half a unit is no
    amount that anybody could pay.
    """
    ours = totals(invoice.lines, invoice.taxes, invoice.compound)
    if server_total is None:
        return TotalsVerdict("unknown", ours.total_minor, None, invoice.currency)
    theirs = _minor(server_total, invoice.currency)
    in_lines = server_subtotal is not None and _minor(server_subtotal, invoice.currency) != ours.subtotal_minor
    if theirs == ours.total_minor:
        return TotalsVerdict("equal", ours.total_minor, theirs, invoice.currency)
    rounding = other_rounding(invoice.lines, invoice.taxes, invoice.compound, theirs)
    if in_lines or rounding is None:
        rounding = "lines_unrounded" if _unrounded_lines_total(invoice) == theirs else None
    return TotalsVerdict("differs", ours.total_minor, theirs, invoice.currency, rounding, in_lines)


def _unrounded_lines_total(invoice: Invoice) -> int:
    """The total when quantity times price is summed exactly, and only the sum and each tax are rounded."""
    products = [(exact_minor(line.quantity, line.price, invoice.currency), line.taxable) for line in invoice.lines]
    taxable = _sum([product for product, taxed in products if taxed])
    total = rounded(_sum([product for product, _ in products]))
    added = 0
    for tax in invoice.taxes:
        base = EXACT.add(taxable, Decimal(added)) if invoice.compound else taxable
        amount = rounded(EXACT.multiply(base, tax.percent).scaleb(-2, EXACT))
        added += amount
    return total + added


def _sum(amounts: list[Decimal]) -> Decimal:
    result = Decimal(0)
    for amount in amounts:
        result = EXACT.add(result, amount)
    return result


def _minor(amount: Decimal, currency: str) -> int:
    return rounded(amount.scaleb(exponent(currency), EXACT))
