"""Totals against the two documented samples and the worked vectors of the Clientary reference, section 7."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.sandbox.clientary.totals import Line, Rule, Totals, minor_digits


def line(quantity: str, price: str, *taxed: bool) -> Line:
    flags = (*taxed, *[taxed[-1] if taxed else True] * 3)[:3]
    return Line(Decimal(quantity), Decimal(price), (flags[0], flags[1], flags[2]))


def add(lines: list[Line], rates: str, *, compound: bool = False, digits: int = 2, rounding: str = "") -> Totals:
    first, second, third = (Decimal(rate) for rate in rates.split())
    return Rule((first, second, third), compound, digits, rounding or "document_half_up").totals(lines)


def test_the_vendors_invoice_sample() -> None:
    totals = add([line("1", "123")], "5 0 0", compound=True)
    assert (totals.subtotal, totals.taxes[0], totals.total) == (Decimal(123), Decimal("6.15"), Decimal("129.15"))


def test_the_vendors_recurring_sample() -> None:
    totals = add([line("1", "49.99", False)], "8.25 2.0 0")
    assert (totals.subtotal, totals.tax_sum, totals.total) == (
        Decimal("49.99"),
        Decimal(0),
        Decimal("49.99"),
    )


@pytest.mark.parametrize(
    ("lines", "rates", "compound", "total"),
    [
        ([line("1", "1000")], "5 9.975 0", False, "1149.75"),
        ([line("1", "1000")], "5 9.975 0", True, "1154.74"),
        ([line("1", "100"), line("1", "50", False)], "10 0 0", False, "160.00"),
        ([line("1", "300")], "5 9.975 0", False, "344.93"),
        ([line("1", "1393.50")], "21 -15 0", False, "1477.11"),
    ],
)
def test_worked_vectors(lines: list[Line], rates: str, compound: bool, total: str) -> None:
    assert add(lines, rates, compound=compound).total == Decimal(total)


@pytest.mark.parametrize(
    ("rounding", "tax", "total"),
    [
        ("document_half_up", "0.17", "3.47"),
        ("document_half_even", "0.16", "3.46"),
        ("line_half_up", "0.18", "3.48"),
    ],
)
def test_the_rounding_probe_tells_the_three_ways_apart(rounding: str, tax: str, total: str) -> None:
    totals = add([line("1", "1.10")] * 3, "5 0 0", rounding=rounding)
    assert (totals.tax_sum, totals.total) == (Decimal(tax), Decimal(total))


def test_taxable_and_untaxed_parts() -> None:
    totals = add([line("1", "100"), line("1", "50", False)], "10 0 0")
    assert (totals.subtotal, totals.taxable_subtotal, totals.taxes[0]) == (Decimal(150), Decimal(100), Decimal(10))


@pytest.mark.parametrize(("currency", "digits"), [("EUR", 2), ("JPY", 0), ("KWD", 3), ("XYZ", 2)])
def test_currency_digits(currency: str, digits: int) -> None:
    assert minor_digits(currency) == digits


amounts = st.decimals(-9999, 9999, places=2)


@given(st.lists(st.builds(lambda q, p: line(str(q), str(p)), amounts, amounts), max_size=8))
def test_without_taxes_the_total_is_the_subtotal(lines: list[Line]) -> None:
    for rounding in ("document_half_up", "document_half_even", "line_half_up"):
        totals = add(lines, "0 0 0", rounding=rounding)
        assert totals.total == totals.subtotal
        assert abs(totals.subtotal - sum(part.amount for part in lines)) <= Decimal("0.005") * max(1, len(lines))
