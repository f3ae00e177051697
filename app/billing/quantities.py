"""How hours are said in a line: as a quantity where that leaves the server nothing to round, else in the title."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from app.billing.amounts import SECONDS_PER_HOUR
from app.domain.invoices import Invoice, InvoiceLine, LineKind
from app.domain.money import EXACT, exact_minor, has_minor_digits, rate_text, rounded, rounded_quotient, to_major

EXACT_DECIMALS = 2
MOST_DECIMALS = 4
"""Digits of a quantity with the setting "hours as quantity"; more say less than a second."""
HOURS_AS_QUANTITY = "hours_as_quantity"
"""Fact of a connection: False once Clientary came to another amount than hours times rate, rounded half up."""


def hours_text(seconds: int) -> str:
    """`0:20`, with seconds only where there are any: `0:20:15`."""
    minutes, rest = divmod(seconds, 60)
    return f"{minutes // 60}:{minutes % 60:02}" + (f":{rest:02}" if rest else "")


def without_hours(line: InvoiceLine, currency: str) -> str:
    """The title of a line without the hours and the rate that stand in it where they could not be sent otherwise."""
    return line.title.removesuffix(said_hours(line.billed_s, line.rate, currency)) if line.billed_s else line.title


def said_hours(billed_s: int, rate: Decimal | None, currency: str) -> str:
    """What a title ends in where the hours are no quantity: `: 0:20 h at 90.00`."""
    at = f" at {rate_text(rate, currency)}" if rate is not None else ""
    return f": {hours_text(billed_s)} h{at}"


def quantity_and_price(
    billed_s: int, rate: Decimal, amount: int, currency: str, decimals: int = EXACT_DECIMALS
) -> tuple[Decimal, Decimal] | None:
    """Hours and rate as quantity and price, or None where the hours have to stand in the title.

    With two decimals their product must be the amount exactly, and the price must not have more digits than the
    currency. With up to three or four (a person's choice) it is enough that rounding half up gives the amount; the
    fewest that do are taken.
    """
    for digits in range(EXACT_DECIMALS, max(decimals, EXACT_DECIMALS) + 1):
        quantity = Decimal(rounded_quotient(billed_s * 10**digits, SECONDS_PER_HOUR)).scaleb(-digits)
        exact = exact_minor(quantity, rate, currency)
        leaves_nothing = exact == amount and has_minor_digits(rate, currency)
        if leaves_nothing or (digits > EXACT_DECIMALS and rounded(exact) == amount):
            return _plain(quantity), rate
    return None


def with_exact_quantities(invoice: Invoice) -> Invoice:
    """The invoice with the hours in the titles wherever quantity times price is not the amount exactly; the invoice
    itself where no line of hours leaves the server anything to round.
    """
    lines = tuple(_exact(line, invoice.currency) for line in invoice.lines)
    return invoice if lines == invoice.lines else replace(invoice, lines=lines)


def _exact(line: InvoiceLine, currency: str) -> InvoiceLine:
    amount = line.amount_minor
    if line.kind is not LineKind.HOURS or exact_minor(line.quantity, line.price, currency) == amount:
        return line
    title = line.title + said_hours(line.billed_s, line.rate, currency)
    return replace(line, title=title, quantity=Decimal(1), price=to_major(amount, currency))


def _plain(quantity: Decimal) -> Decimal:
    """Without trailing zeros and without an exponent: 1.50 -> 1.5, 10.00 -> 10."""
    whole = quantity.to_integral_value()
    return whole.quantize(Decimal(1)) if quantity == whole else quantity.normalize(EXACT)
