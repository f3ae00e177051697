"""Totals of invoices and estimates as Clientary is thought to compute them (Clientary reference 7).

Shares nothing with the program's own billing rules: a peer that copied them could not catch their mistakes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext

ZERO = Decimal(0)
HUNDRED = Decimal(100)
PRECISION = 80  # digits; the largest quantity times price times rate fits exactly
WITHOUT_MINOR_UNIT = frozenset(  # ISO 4217, exponent 0
    ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF")
)
THREE_DIGITS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))  # ISO 4217, exponent 3


def minor_digits(currency: str) -> int:
    """Decimals of a currency by ISO 4217."""
    if currency in WITHOUT_MINOR_UNIT:
        return 0
    return 3 if currency in THREE_DIGITS else 2


@dataclass(frozen=True, slots=True)
class Line:
    """A priced line; `taxed` says for each of the three taxes whether it applies. A section header has quantity 0."""

    quantity: Decimal
    price: Decimal
    taxed: tuple[bool, bool, bool]

    @property
    def amount(self) -> Decimal:
        return self.quantity * self.price


@dataclass(frozen=True, slots=True)
class Totals:
    """Amounts in the document's currency, already rounded to its digits."""

    subtotal: Decimal
    taxable_subtotal: Decimal
    taxes: tuple[Decimal, Decimal, Decimal]

    @property
    def tax_sum(self) -> Decimal:
        return sum(self.taxes, ZERO)

    @property
    def total(self) -> Decimal:
        return self.subtotal + self.tax_sum


@dataclass(frozen=True, slots=True)
class Rule:
    """How a document is added up: tax percentages, compounding, where and how it is rounded."""

    rates: tuple[Decimal, Decimal, Decimal]
    compound: bool
    digits: int
    rounding: str = "document_half_up"

    def rounded(self, amount: Decimal) -> Decimal:
        mode = ROUND_HALF_EVEN if self.rounding == "document_half_even" else ROUND_HALF_UP
        return amount.quantize(Decimal(1).scaleb(-self.digits), mode)

    def totals(self, lines: Sequence[Line]) -> Totals:
        """Per line: each line and its taxes are rounded, then summed. Per document: summed exactly, rounded once."""
        with localcontext(prec=PRECISION):
            return self._totals(lines)

    def _totals(self, lines: Sequence[Line]) -> Totals:
        if self.rounding != "line_half_up":
            return self._added(lines)
        parts = [self._added([line]) for line in lines]
        taxes = [sum((part.taxes[k] for part in parts), ZERO) for k in range(3)]
        return Totals(
            sum((part.subtotal for part in parts), ZERO),
            sum((part.taxable_subtotal for part in parts), ZERO),
            (taxes[0], taxes[1], taxes[2]),
        )

    def _added(self, lines: Sequence[Line]) -> Totals:
        taxes: list[Decimal] = []
        for k, rate in enumerate(self.rates):
            base = sum((line.amount for line in lines if line.taxed[k]), ZERO)
            if self.compound:
                base += sum(taxes, ZERO)
            taxes.append(self.rounded(base * rate / HUNDRED))
        subtotal = self.rounded(sum((line.amount for line in lines), ZERO))
        taxable = self.rounded(sum((line.amount for line in lines if line.taxed[0]), ZERO))
        return Totals(subtotal, taxable, (taxes[0], taxes[1], taxes[2]))
