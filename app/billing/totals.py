"""Totals of a document. One function feeds the screen, the paper, the payload and the check of the reply."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_EVEN, Decimal

from app.domain.invoices import InvoiceLine, Tax, TaxAmount, Totals
from app.domain.money import EXACT, rounded
from app.errors import UserInputError

MAX_TAXES = 3
"""Clientary has `tax`, `tax2` and `tax3` (Clientary reference 7)."""


def totals(lines: Iterable[InvoiceLine], taxes: Sequence[Tax], compound: bool = False) -> Totals:
    """Subtotal, taxes and total in the lines' minor units.

    Each tax is taken of the taxable lines and rounded once for the document; with `compound` it is also taken of the
    taxes before it, as rounded.
    """
    if len(taxes) > MAX_TAXES:
        raise UserInputError(f"An invoice has at most {MAX_TAXES} taxes.", field="tax")
    lines = list(lines)
    taxable = sum(line.amount_minor for line in lines if line.taxable)
    amounts: list[TaxAmount] = []
    for tax in taxes:
        base = taxable + (sum(amount.amount_minor for amount in amounts) if compound else 0)
        amounts.append(TaxAmount(tax.label, tax.percent, base, rounded(exact_tax(base, tax.percent))))
    subtotal = sum(line.amount_minor for line in lines)
    return Totals(subtotal, tuple(amounts), subtotal + sum(amount.amount_minor for amount in amounts))


def exact_tax(base_minor: int, percent: Decimal) -> Decimal:
    """The tax in minor units before any rounding."""
    return EXACT.multiply(Decimal(base_minor), percent).scaleb(-2, EXACT)


def other_rounding(lines: Iterable[InvoiceLine], taxes: Sequence[Tax], compound: bool, total_minor: int) -> str | None:
    """How a server rounds that came to another total: `per_line`, `half_even`, or None when neither explains it.

    Only for saying so; our own documents are never changed to match (Clientary reference 7, row 6).
    """
    lines = list(lines)
    per_line = half_even = sum(line.amount_minor for line in lines)
    taxed_lines = [line.amount_minor for line in lines if line.taxable]
    taxed_even = sum(taxed_lines)
    for tax in taxes:
        by_line = [rounded(exact_tax(amount, tax.percent)) for amount in taxed_lines]
        even = int(exact_tax(taxed_even, tax.percent).quantize(Decimal(1), ROUND_HALF_EVEN, EXACT))
        per_line, half_even = per_line + sum(by_line), half_even + even
        if compound:
            taxed_lines = [amount + added for amount, added in zip(taxed_lines, by_line, strict=True)]
            taxed_even += even
    if per_line == total_minor:
        return "per_line"
    return "half_even" if half_even == total_minor else None
