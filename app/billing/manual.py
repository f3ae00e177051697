"""Lines and taxes that a person typed on the command line."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.domain.invoices import InvoiceLine, Tax
from app.domain.money import EXACT, MAX_MINOR, decimal_value, exact_minor, has_minor_digits, rate_text, rounded, shown
from app.errors import UserInputError

_MAX_PERCENT = Decimal(100)
_MAX_DECIMALS = 6


@dataclass(frozen=True, slots=True)
class ManualLine:
    """A typed line, and a warning when the server would have to round it."""

    line: InvoiceLine
    warning: str | None = None


def parse_line(text: str, currency: str, *, field: str = "add") -> ManualLine:
    """A line from `TITLE;QUANTITY;PRICE[;notax]`; the title may hold semicolons. Price in major units of `currency`."""
    parts = text.split(";")
    taxable = parts[-1].strip().lower() != "notax"
    if not taxable:
        parts.pop()
    if len(parts) < 3:
        raise UserInputError(f'"{shown(text)}" is not TITLE;QUANTITY;PRICE[;notax].', field=field)
    title = ";".join(parts[:-2]).strip()
    if not title:
        raise UserInputError(f'The line "{shown(text)}" has no title.', field=field)
    quantity, price = (_number(part, field) for part in parts[-2:])
    return manual_line(title, quantity, price, currency, taxable=taxable, field=field)


def manual_line(
    title: str, quantity: Decimal, price: Decimal, currency: str, *, taxable: bool = True, field: str = "add"
) -> ManualLine:
    """A line of quantity times price, rounded half up; a negative price is a discount."""
    exact = exact_minor(quantity, price, currency)
    amount = rounded(exact)
    if abs(amount) > MAX_MINOR:
        raise UserInputError(f'The line "{shown(title)}" comes to too large an amount.', field=field)
    line = InvoiceLine(title, quantity, price, amount, taxable)
    if amount == exact and has_minor_digits(price, currency):
        return ManualLine(line)
    product = f"{quantity:f} x {rate_text(price, currency)}"
    return ManualLine(line, f'"{shown(title)}": {product} is rounded here; Clientary may round it otherwise.')


def parse_tax(text: str, *, field: str = "tax") -> Tax:
    """A tax from `LABEL=PERCENT`, such as `VAT=21` or `Withholding=-15`."""
    label, equals, percent_text = text.rpartition("=")
    label = label.strip()
    if not equals or not label:
        raise UserInputError(f'"{shown(text)}" is not LABEL=PERCENT.', field=field)
    percent = _number(percent_text.strip().removesuffix("%"), field)
    if abs(percent) > _MAX_PERCENT:
        raise UserInputError(f'"{shown(text)}" is more than 100 percent.', field=field)
    return Tax(label, percent)


def _number(text: str, field: str) -> Decimal:
    value = decimal_value(text, field=field)
    if not has_few_decimals(value):
        raise UserInputError(f'"{shown(text)}" has more than {_MAX_DECIMALS} decimals.', field=field)
    return value


def has_few_decimals(value: Decimal) -> bool:
    """Whether six decimals hold the value; Clientary's own precision is not documented (Clientary reference 4)."""
    return value.scaleb(_MAX_DECIMALS, EXACT).as_integer_ratio()[1] == 1
