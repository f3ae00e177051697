"""Money: integer minor units beside an ISO 4217 code. Every rounding of money in the program happens here."""

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import NamedTuple

from app.errors import UserInputError

_NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
_EXPONENTS: dict[str, int] = dict.fromkeys(_NO_DIGITS.split(), 0)
_EXPONENTS |= dict.fromkeys(_THREE_DIGITS.split(), 3)
_EXPONENTS |= {"CLF": 4, "UYW": 4}

MAX_MINOR = 10**15
"""No single amount is larger, so sums of thousands of them still fit SQLite's 64-bit integers."""

_MAX_DIGITS = 24

EXACT = Context(prec=400, rounding=ROUND_HALF_UP)
"""Room for any product of numbers that `decimal_value` lets in; the default 28 digits would round silently."""


class Money(NamedTuple):
    """An amount: `minor` units (cents, yen, fils) of `currency`."""

    minor: int
    currency: str

    def __str__(self) -> str:
        return f"{decimal_text(self.minor, self.currency)} {self.currency}"


def exponent(currency: str) -> int:
    """Digits after the point by ISO 4217; 2 for a code that is not known to differ."""
    return _EXPONENTS.get(currency.upper(), 2)


def rounded_quotient(numerator: int, denominator: int) -> int:
    """The integer nearest to numerator / denominator (> 0), ties away from zero; exact at any size."""
    quotient, rest = divmod(abs(numerator), denominator)
    whole = quotient + (2 * rest >= denominator)
    return -whole if numerator < 0 else whole


def rounded(exact_minor: Decimal) -> int:
    """Whole minor units, half up (ties away from zero): lines, taxes, totals."""
    return rounded_quotient(*exact_minor.as_integer_ratio())


def line_amount(quantity: Decimal, price: Decimal, currency: str) -> int:
    """Minor units of a line that a person typed: quantity times the price (major units) of one piece."""
    return rounded(exact_minor(quantity, price, currency))


def exact_minor(quantity: Decimal, price: Decimal, currency: str) -> Decimal:
    """Quantity times price in minor units before any rounding."""
    return EXACT.multiply(quantity, price).scaleb(exponent(currency), EXACT)


def decimal_value(text: str, *, field: str) -> Decimal:
    """A plain decimal number such as `-12.50`: no exponent, no grouping, no NaN.

    Raises `UserInputError` naming `field`.
    """
    stripped = text.strip()
    whole, _, fraction = stripped.removeprefix("-").removeprefix("+").partition(".")
    digits = whole + fraction
    if not (digits.isascii() and digits.isdigit()) or stripped[:2] in ("-+", "+-"):
        raise UserInputError(f'"{shown(text)}" is not a number such as 12.50.', field=field)
    if len(digits) > _MAX_DIGITS:
        raise UserInputError(f'"{shown(text)}" has too many digits.', field=field)
    return Decimal(stripped)


def to_minor(value: str | Decimal, currency: str, *, field: str = "amount") -> int:
    """Minor units of an amount in major units, exactly; refuses more digits than the currency has."""
    amount = decimal_value(value, field=field) if isinstance(value, str) else value
    if not amount.is_finite() or amount.adjusted() > _MAX_DIGITS:
        raise UserInputError(f"{value} is not an amount of money.", field=field)
    scaled = amount.scaleb(exponent(currency), EXACT)
    numerator, denominator = scaled.as_integer_ratio()
    if denominator != 1:
        raise UserInputError(f"{currency} amounts have at most {exponent(currency)} decimals: {value}.", field=field)
    if abs(numerator) > MAX_MINOR:
        raise UserInputError(f"{value} {currency} is too large an amount.", field=field)
    return numerator


def to_major(minor: int, currency: str) -> Decimal:
    """The amount in major units, with exactly the currency's digits."""
    return Decimal(minor).scaleb(-exponent(currency), EXACT)


def decimal_text(minor: int, currency: str) -> str:
    """The amount in major units with exactly the currency's digits: EUR `48.00`, JPY `4800`, KWD `33.333`."""
    return f"{to_major(minor, currency):f}"


def rate_text(rate: Decimal, currency: str) -> str:
    """A price with at least the currency's digits, and more where it has more: `90.00`, `27.505`."""
    digits = exponent(currency)
    plain = f"{rate:f}"
    whole, _, fraction = plain.partition(".")
    fraction = fraction.rstrip("0").ljust(digits, "0")
    return f"{whole}.{fraction}" if fraction else whole


def has_minor_digits(price: Decimal, currency: str) -> bool:
    """Whether the price needs no more digits than the currency has."""
    return price.scaleb(exponent(currency), EXACT).as_integer_ratio()[1] == 1


def shown(text: str, limit: int = 40) -> str:
    """A piece of a person's text, cut and on one line, for use inside a sentence."""
    flat = " ".join(text.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
