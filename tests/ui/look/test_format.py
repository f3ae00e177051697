"""Times, dates and amounts in the user's own way, exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QLocale

from ui import format as shown
from ui.i18n import tr, tr_n, use_some_locale


@pytest.mark.parametrize(
    ("seconds", "clock", "hours", "spoken"),
    [
        (0, "0:00:00", "0:00", "0 seconds"),
        (1, "0:00:01", "0:00", "1 second"),
        (2537, "0:42:17", "0:42", "42 minutes"),
        (3600, "1:00:00", "1:00", "1 hour"),
        (20_880, "5:48:00", "5:48", "5 hours 48 minutes"),
        (3_661, "1:01:01", "1:01", "1 hour 1 minute"),
        (360_000, "100:00:00", "100:00", "100 hours"),
        (-1800, "−0:30:00", "−0:30", "minus 30 minutes"),
        (-5, "−0:00:05", "0:00", "5 seconds"),
    ],
)
def test_durations(seconds: int, clock: str, hours: str, spoken: str) -> None:
    assert (shown.clock(seconds), shown.hours(seconds), shown.spoken(seconds)) == (clock, hours, spoken)


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (418_000, "EUR", "€4,180.00"),
        (5, "EUR", "€0.05"),
        (0, "EUR", "€0.00"),
        (-129_15, "EUR", "-€129.15"),
        (3_333, "JPY", "¥3,333"),
        (33_333, "KWD", "KWD\u00a033.333"),
        (10**15, "USD", "$10,000,000,000,000.00"),
    ],
)
def test_money_in_english(minor: int, currency: str, text: str) -> None:
    assert shown.money(minor, currency) == text


@pytest.mark.parametrize(
    ("locale", "text"),
    [("de_DE", "1.234,50 €"), ("fr_FR", "1 234,50 €"), ("en_US", "€1,234.50"), ("hi_IN", "€1,234.50")],
)
def test_money_elsewhere(locale: str, text: str) -> None:
    QLocale.setDefault(QLocale(locale))
    flat = shown.money(123_450, "EUR").replace("\u00a0", " ").replace("\u202f", " ")
    assert flat == text


@pytest.mark.parametrize(("named", "text"), [("C", "€1,234,567.89"), ("de_DE", "1.234.567,89\u00a0€")])
def test_money_where_no_locale_is_named_and_where_one_is(named: str, text: str) -> None:
    QLocale.setDefault(QLocale(named))
    use_some_locale()
    assert shown.money(123_456_789, "EUR") == text


@given(minor=st.integers(-(10**15), 10**15), currency=st.sampled_from(["EUR", "JPY", "KWD", "CHF"]))
def test_money_loses_no_digit(minor: int, currency: str) -> None:
    digits = "".join(c for c in shown.money(minor, currency) if c.isdigit())
    assert int(digits) == abs(minor)
    assert ("-" in shown.money(minor, currency)) == (minor < 0)


@pytest.mark.parametrize(
    ("day", "title"),
    [
        ("2026-11-22", "Today · Sunday 22 November"),
        ("2026-11-21", "Yesterday · Saturday 21 November"),
        ("2026-11-23", "Tomorrow · Monday 23 November"),
        ("2026-11-20", "Friday 20 November"),
        ("2025-12-31", "Wednesday 31 December 2025"),
    ],
)
def test_days(day: str, title: str) -> None:
    assert shown.day_title(day, "2026-11-22") == title


def test_spans_are_shown_in_the_zone_where_they_were_worked() -> None:
    start, end = 1_763_806_500, 1_763_808_300
    assert shown.time_range(start, end, "UTC") == "10:15 – 10:45"
    assert shown.time_range(start, None, "Europe/Paris") == "11:15 – now"
    assert shown.time_range(None, None, "UTC") == "duration only"
    assert shown.short_day("2026-11-22") == "22 Nov 2026"


def test_values_are_never_taken_for_text() -> None:
    assert tr("Test", "Delete {name}?", name="{0} %n <b>") == "Delete {0} %n <b>?"
    assert tr("Test", "100 % {sure}") == "100 % {sure}"
    assert tr_n("Test", "{n} entry of {name}", "{n} entries of {name}", 1, name="{n}") == "1 entry of {n}"
    assert tr_n("Test", "{n} entry", "{n} entries", 1200) == "1,200 entries"


def test_a_time_on_another_day_says_so() -> None:
    evening, night = 1_772_577_300, 1_772_596_800  # 3 March 2026 22:35, 4 March 4:00 UTC
    assert shown.time_range(evening, night, "UTC") == "22:35 – 04:00\u00a0+1"
    assert shown.time_range(night, night + 60, "UTC", "2026-03-03") == "04:00\u00a0+1 – 04:01\u00a0+1"
    assert shown.time_range(evening, None, "UTC", "2026-03-04") == "22:35\u00a0−1 – now"
    assert shown.time_range(evening, night, "America/New_York") == "17:35 – 23:00"
