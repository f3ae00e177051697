"""Amounts: the one rounding rule, the currencies' digits, exact parsing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import money
from app.errors import UserInputError

CURRENCIES = st.sampled_from(["EUR", "USD", "JPY", "KWD", "CLF", "XXX"])


@pytest.mark.parametrize(
    ("exact", "whole"),
    [("0.5", 1), ("-0.5", -1), ("1.4999999999999999999999999999999999999", 1), ("2.5", 3), ("-209.5", -210), ("0", 0)],
)
def test_halves_round_away_from_zero(exact: str, whole: int) -> None:
    assert money.rounded(Decimal(exact)) == whole


@given(st.integers(-(10**40), 10**40), st.integers(1, 10**12))
def test_rounding_is_never_more_than_half_a_unit_off(numerator: int, denominator: int) -> None:
    whole = money.rounded_quotient(numerator, denominator)
    assert abs(Fraction(numerator, denominator) - whole) <= Fraction(1, 2)


@given(st.decimals(-(10**9), 10**9, places=4), st.decimals(-(10**9), 10**9, places=6), CURRENCIES)
def test_a_line_is_the_nearest_amount(quantity: Decimal, price: Decimal, currency: str) -> None:
    exact = Fraction(quantity) * Fraction(price) * 10 ** money.exponent(currency)
    assert abs(money.line_amount(quantity, price, currency) - exact) <= Fraction(1, 2)


@given(st.integers(-money.MAX_MINOR, money.MAX_MINOR), CURRENCIES)
def test_text_and_minor_units_round_trip(minor: int, currency: str) -> None:
    text = money.decimal_text(minor, currency)
    assert money.to_minor(text, currency) == minor
    assert len(text.partition(".")[2]) == money.exponent(currency)


def test_texts_have_exactly_the_digits_of_the_currency() -> None:
    assert money.decimal_text(4800, "EUR") == "48.00"
    assert money.decimal_text(4800, "JPY") == "4800"
    assert money.decimal_text(33333, "KWD") == "33.333"
    assert money.decimal_text(-5, "eur") == "-0.05"
    assert str(money.Money(1, "USD")) == "0.01 USD"


@pytest.mark.parametrize(
    ("rate", "currency", "text"),
    [("90", "EUR", "90.00"), ("27.505", "EUR", "27.505"), ("2500.00", "JPY", "2500"), ("1E+2", "USD", "100.00")],
)
def test_rates_show_at_least_the_currencys_digits(rate: str, currency: str, text: str) -> None:
    assert money.rate_text(Decimal(rate), currency) == text


@pytest.mark.parametrize(
    "text", ["", "-", ".", "1,5", "1e5", "NaN", "Infinity", "--1", "+-1", "١٢", "1.2.3", "0x1", "1 000", "9" * 30]
)
def test_what_is_no_plain_number_is_refused_by_field(text: str) -> None:
    with pytest.raises(UserInputError) as caught:
        money.decimal_value(text, field="rate")
    assert caught.value.facts["field"] == "rate"
    assert caught.value.detail.endswith(".")


@pytest.mark.parametrize(
    ("value", "currency"), [("1.005", "EUR"), ("1.5", "JPY"), ("9999999999999999", "EUR"), ("1.0001", "KWD")]
)
def test_amounts_that_do_not_fit_the_currency_are_refused(value: str, currency: str) -> None:
    with pytest.raises(UserInputError):
        money.to_minor(value, currency)


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1E+999999"])
def test_decimals_that_are_no_amounts_are_refused(value: str) -> None:
    with pytest.raises(UserInputError):
        money.to_minor(Decimal(value), "EUR")


def test_trailing_zeros_are_no_extra_digits() -> None:
    assert money.to_minor("12.5000", "EUR") == 1250
    assert money.to_minor(".5", "EUR") == 50
    assert money.has_minor_digits(Decimal("27.500"), "EUR")
    assert not money.has_minor_digits(Decimal("27.505"), "EUR")
