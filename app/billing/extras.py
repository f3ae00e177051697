"""What an invoice may have beside hours and typed lines: section headings, a discount, expenses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.billing.manual import ManualLine, has_few_decimals, manual_line
from app.billing.totals import exact_tax
from app.domain.expenses import Expense
from app.domain.invoices import InvoiceLine, LineKind
from app.domain.money import decimal_value, rounded, shown, to_major, to_minor
from app.domain.text import clean_line
from app.errors import UserInputError

_HUNDRED = Decimal(100)
_ONE, _NOTHING = Decimal(1), Decimal(0)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading among the lines, worth nothing. `before`: it stands before that one of the other lines (from 1)."""

    title: str
    before: int = 1


@dataclass(frozen=True, slots=True)
class Discount:
    """Either a percentage of all other lines or an `amount` in major units, as a number above zero.

    `taxable` is for an amount; a percentage takes from the taxed and the untaxed lines what is theirs.
    """

    percent: Decimal | None = None
    amount: Decimal | None = None
    title: str = ""
    taxable: bool = True


def section_line(section: Section) -> InvoiceLine:
    """A heading; Clientary calls it item type 0 (Clientary reference 5.7)."""
    return InvoiceLine(clean_line(section.title), _ONE, _NOTHING, 0, taxable=False, kind=LineKind.SECTION)


def discount_lines(discount: Discount, lines: Iterable[InvoiceLine], currency: str) -> list[InvoiceLine]:
    """The negative lines of a discount on these lines: none where there is nothing to take from, two where a percentage
    is taken of taxed and untaxed ones. Raises `UserInputError` for more than the lines come to.
    """
    lines = list(lines)
    if discount.percent is None:
        minor = to_minor(discount.amount or Decimal(0), currency, field="discount")
        if minor > sum(line.amount_minor for line in lines):
            raise UserInputError("The discount is more than the lines come to.", field="discount")
        shares = [(discount.title or "Discount", minor, discount.taxable)]
    else:
        name = discount.title or f"Discount {discount.percent:f} %"
        bases = {taxable: sum(one.amount_minor for one in lines if one.taxable is taxable) for taxable in (True, False)}
        both = all(bases.values())
        shares = [
            (name + (_WHICH[taxable] if both else ""), rounded(exact_tax(base, discount.percent)), taxable)
            for taxable, base in bases.items()
        ]
    return [
        InvoiceLine(
            title, _ONE, to_major(-minor, currency), -minor, taxable, kind=LineKind.DISCOUNT, percent=discount.percent
        )
        for title, minor, taxable in shares
        if minor
    ]


_WHICH = {True: " (taxed)", False: " (not taxed)"}


def expense_line(expense: Expense, currency: str) -> ManualLine:
    """The line that charges an expense on; with a warning for an amount that has more digits than the currency."""
    title = clean_line(expense.description) or f"Expense {expense.date or ''}".strip()
    made = manual_line(title, _ONE, expense.amount, currency, field="expense")
    line = made.line
    kept = InvoiceLine(
        title, _ONE, line.price, line.amount_minor, kind=LineKind.EXPENSE, expenses=(expense.id,),
    )  # fmt: skip
    return ManualLine(kept, made.warning)


def parse_discount(text: str, *, field: str = "discount") -> Discount:
    """A discount from `PERCENT%[;TITLE]` or `AMOUNT[;TITLE][;notax]`, such as `10%;Loyal customer`."""
    parts = [part.strip() for part in text.split(";")]
    taxable = len(parts) == 1 or parts[-1].lower() != "notax"
    if not taxable:
        parts.pop()
    number, title = parts[0], clean_line(";".join(parts[1:]))
    percentage = number.endswith("%")
    value = decimal_value(number.removesuffix("%").strip(), field=field)
    if value <= 0 or not has_few_decimals(value) or (percentage and value > _HUNDRED):
        raise UserInputError(f'"{shown(text)}" is not a discount such as 10% or 50.', field=field)
    return Discount(value, None, title) if percentage else Discount(None, value, title, taxable)


def parse_section(text: str, *, field: str = "section") -> Section:
    """A heading from `N;TITLE`: before line N; a bare title stands before the first."""
    place, semicolon, title = text.partition(";")
    if not semicolon or not place.strip().isdecimal():
        place, title = "1", text
    title = clean_line(title)
    if not title:
        raise UserInputError(f'"{shown(text)}" is not N;TITLE.', field=field)
    return Section(title, max(1, int(place)))
