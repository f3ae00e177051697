"""Zones and days, over clock changes and odd `TZ` values."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import spans
from app.errors import UserInputError

BERLIN, NEW_YORK, KATHMANDU = "Europe/Berlin", "America/New_York", "Asia/Kathmandu"
POSIX_BERLIN = "CET-1CEST,M3.5.0,M10.5.0/3"


def utc(*parts: int) -> int:
    return int(datetime(*parts, tzinfo=UTC).timestamp())  # type: ignore[arg-type, misc] # year to second


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        (":America/New_York", "America/New_York"),
        ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
        (POSIX_BERLIN, POSIX_BERLIN),
        ("CET-1CEST", "CET-1CEST"),
        ("<+0330>-3:30", "<+0330>-3:30"),
        ("", "UTC"),
        ("Mars/Olympus", "UTC"),
        ("../../etc/passwd", "UTC"),
        ("Europe", "UTC"),
        ("a b1", "UTC"),
        ("Zürich1", "UTC"),
    ],
)
def test_tz_setting(monkeypatch: pytest.MonkeyPatch, setting: str, name: str) -> None:
    monkeypatch.setenv("TZ", setting)
    assert spans.local_zone_name() == name
    assert spans.iso(0, name).startswith("19")


def test_without_tz_there_is_a_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TZ", raising=False)
    spans.zone(spans.local_zone_name())


@given(st.integers(0, 4_000_000_000))
def test_a_posix_rule_means_what_the_zone_means(instant_s: int) -> None:
    if instant_s > utc(1997, 1, 1):  # before that Berlin had other rules
        assert spans.iso(instant_s, POSIX_BERLIN) == spans.iso(instant_s, BERLIN)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(UserInputError):
        spans.zone("Mars/Olympus")


def test_a_skipped_time_moves_forward_by_the_gap() -> None:
    assert spans.iso(spans.at_local("2025-03-30", 2, 30, 0, BERLIN), BERLIN) == "2025-03-30T03:30:00+02:00"


def test_a_time_that_comes_twice_is_the_first() -> None:
    assert spans.iso(spans.at_local("2025-10-26", 2, 30, 0, BERLIN), BERLIN) == "2025-10-26T02:30:00+02:00"


def test_the_second_of_two_equal_times_keeps_its_offset() -> None:
    assert spans.iso(utc(2025, 10, 26, 1, 30), BERLIN) == "2025-10-26T02:30:00+01:00"


@given(st.integers(0, 4_000_000_000), st.sampled_from([BERLIN, NEW_YORK, KATHMANDU, "UTC"]))
def test_every_instant_lies_within_its_day(instant_s: int, zone: str) -> None:
    first, after = spans.day_bounds(spans.local_day(instant_s, zone), zone)
    assert first <= instant_s < after
    assert after - first in (23 * 3600, 24 * 3600, 25 * 3600)


def test_the_small_hours_belong_to_the_day_before_when_it_starts_later() -> None:
    night = spans.at_local("2025-06-02", 3, 59, 59, BERLIN)
    assert spans.local_day(night, BERLIN) == "2025-06-02"
    assert spans.local_day(night, BERLIN, 240) == "2025-06-01"
    assert spans.local_day(night + 1, BERLIN, 240) == "2025-06-02"
    assert spans.day_bounds("2025-06-02", BERLIN, 240)[0] == night + 1


@pytest.mark.parametrize(
    ("day", "first_weekday", "bounds"),
    [
        ("2026-03-09", 0, ("2026-03-09", "2026-03-15")),
        ("2026-03-15", 0, ("2026-03-09", "2026-03-15")),
        ("2026-03-15", 6, ("2026-03-15", "2026-03-21")),
    ],
)
def test_weeks(day: str, first_weekday: int, bounds: tuple[str, str]) -> None:
    assert spans.week_bounds(day, first_weekday) == bounds


@pytest.mark.parametrize("instant_s", [10**15, -(10**15)])
def test_absurd_instants_are_refused(instant_s: int) -> None:
    with pytest.raises(UserInputError):
        spans.iso(instant_s, "UTC")


def test_absurd_days_are_refused() -> None:
    with pytest.raises(UserInputError):
        spans.shift_day("9999-12-31", 1)
