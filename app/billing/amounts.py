"""What time costs. Apart from the lines because `stint status` needs it and nothing else of billing."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from app.domain.money import EXACT, MAX_MINOR, exponent, rounded_quotient, to_major
from app.errors import Refused

SECONDS_PER_HOUR = 3600

Priced = tuple[int, Decimal]
"""Billed seconds and the rate of an hour in major units."""


def time_amount(billed_s: int, rate: Decimal, currency: str) -> int:
    """Minor units of `billed_s` seconds at `rate` (major units) an hour, half up, once per line."""
    return priced_amount([(billed_s, rate)], currency)


def priced_amount(priced: Iterable[Priced], currency: str) -> int:
    """What seconds at rates come to together: summed exactly, rounded once."""
    total = Decimal(0)
    for billed_s, rate in priced:
        total = EXACT.add(total, EXACT.multiply(Decimal(billed_s), rate))
    numerator, denominator = total.scaleb(exponent(currency), EXACT).as_integer_ratio()
    amount = rounded_quotient(numerator, denominator * SECONDS_PER_HOUR)
    if abs(amount) > MAX_MINOR:
        raise Refused(f"The hours come to more than {to_major(MAX_MINOR, currency):,} {currency}.")
    return amount
