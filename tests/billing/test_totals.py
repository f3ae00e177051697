"""Totals and taxes, typed lines, and naming a server's other way of rounding."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.billing.manual import parse_line, parse_tax
from app.billing.tax_words import tax_name
from app.billing.totals import other_rounding, totals
from app.domain.invoices import InvoiceLine, Tax
from app.domain.money import to_minor
from app.errors import UserInputError
from tests.cents import oracle


def line(amount: str, taxable: bool = True) -> InvoiceLine:
    return InvoiceLine("Line", Decimal(1), Decimal(amount), to_minor(amount, "EUR"), taxable)


def taxes(*percents: str) -> list[Tax]:
    return [Tax(f"T{number}", Decimal(percent)) for number, percent in enumerate(percents)]


@pytest.mark.parametrize(
    ("amount", "percents", "compound", "total"),
    [
        ("300", ["5", "9.975"], False, "344.93"),
        ("1140", ["5", "9.975"], False, "1310.72"),
        ("140", ["5", "9.975"], False, "160.97"),
        ("1393.50", ["21", "-15"], False, "1477.11"),
        ("1000", ["5", "9.975"], True, "1154.74"),
        ("1000", ["5", "9.975"], False, "1149.75"),
        ("123", ["5", "0", "0"], True, "129.15"),
        ("100", [], False, "100.00"),
    ],
)
def test_golden_totals(amount: str, percents: list[str], compound: bool, total: str) -> None:
    assert totals([line(amount)], taxes(*percents), compound).total_minor == to_minor(total, "EUR")


def test_a_tax_is_rounded_once_for_the_document() -> None:
    three = [line("1.10")] * 3
    found = totals(three, taxes("5"))
    assert (found.total_minor, found.taxes[0].amount_minor) == (347, 17)
    assert other_rounding(three, taxes("5"), False, 348) == "per_line"
    assert other_rounding(three, taxes("5"), False, 346) == "half_even"
    assert other_rounding(three, taxes("5"), False, 345) is None


def test_lines_that_are_not_taxable_are_only_in_the_subtotal() -> None:
    found = totals([line("100"), line("50", taxable=False), line("-20")], taxes("10"))
    assert (found.subtotal_minor, found.taxes[0].base_minor, found.total_minor) == (13000, 8000, 13800)


def test_compound_takes_the_rounded_tax() -> None:
    found = totals([line("0.10")], taxes("5", "50"), True)
    assert [(tax.base_minor, tax.amount_minor) for tax in found.taxes] == [(10, 1), (11, 6)]


def test_a_fourth_tax_is_refused() -> None:
    with pytest.raises(UserInputError):
        totals([], taxes("1", "1", "1", "1"))


@given(
    st.lists(st.tuples(st.integers(-(10**12), 10**12), st.booleans()), max_size=8),
    st.lists(st.decimals(-100, 100, places=4), max_size=3),
    st.booleans(),
)
def test_totals_against_fractions(amounts: list[tuple[int, bool]], percents: list[Decimal], compound: bool) -> None:
    lines = [InvoiceLine("L", Decimal(1), Decimal(0), minor, taxable) for minor, taxable in amounts]
    found = totals(lines, [Tax("T", percent) for percent in percents], compound)
    meant = oracle.sums([oracle.Line(*one) for one in amounts], [Fraction(one) for one in percents], compound)
    taxes_ = tuple(tax.amount_minor for tax in found.taxes)
    assert (found.subtotal_minor, taxes_, found.total_minor) == (meant.subtotal, meant.taxes, meant.total)


def test_typed_lines() -> None:
    made = parse_line("Hosting; a; b ;12; 4.50", "EUR")
    assert (made.line.title, made.line.amount_minor, made.line.taxable, made.warning) == (
        "Hosting; a; b",
        5400,
        True,
        None,
    )
    discount = parse_line("Discount;1;-10;NoTax", "EUR").line
    assert (discount.amount_minor, discount.taxable) == (-1000, False)
    assert parse_line("Stamp;3;0.335", "EUR").line.amount_minor == 101


@pytest.mark.parametrize("text", ["Stamp;3;0.335", "Bulk;0.333;1.00", "Chips;1000;0.125"])
def test_a_line_that_somebody_rounds_is_warned_about(text: str) -> None:
    assert parse_line(text, "EUR").warning is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a",
        "a;1",
        ";1;2",
        "a;1;x",
        "a;NaN;1",
        "a;1e3;1",
        "a;1;1;tax",
        "a;1,5;1",
        "a;1;1.1234567",
        "a;" + "9" * 20 + ";9",
    ],
)
def test_lines_that_are_not_understood_are_refused(text: str) -> None:
    with pytest.raises(UserInputError) as caught:
        parse_line(text, "EUR")
    assert caught.value.facts["field"] == "add"


def test_typed_taxes() -> None:
    assert parse_tax("VAT=21") == Tax("VAT", Decimal(21))
    assert parse_tax(" A=B = -15 %") == Tax("A=B", Decimal(-15))
    assert parse_tax("QST=9.975") == Tax("QST", Decimal("9.975"))


@pytest.mark.parametrize("text", ["21", "=21", "VAT=", "VAT=x", "VAT=101", "VAT=1.1234567", "VAT=nan"])
def test_taxes_that_are_not_understood_are_refused(text: str) -> None:
    with pytest.raises(UserInputError) as caught:
        parse_tax(text)
    assert caught.value.facts["field"] == "tax"


@pytest.mark.parametrize(
    ("label", "percent", "name"),
    [
        ("VAT", "20", "VAT 20 %"),
        ("USt. 19 %", "19", "USt. 19 %"),
        ("TVQ 9,975 %", "9.975", "TVQ 9,975 %"),
        ("Tax 119 %", "19", "Tax 119 % 19 %"),
        ("VAT", "21.0", "VAT 21.0 %"),
    ],
)
def test_a_rate_that_the_label_names_is_not_said_twice(label: str, percent: str, name: str) -> None:
    assert tax_name(Tax(label, Decimal(percent))) == name
