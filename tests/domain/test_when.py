"""Durations, dates, times and spans as people type them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import spans, when
from app.errors import UserInputError

BERLIN = "Europe/Berlin"
NOW = int(datetime(2026, 3, 11, 13, 20, tzinfo=UTC).timestamp())  # a Wednesday, 14:20 in Berlin

BAD_DURATIONS = (
    "-1h,−1:30,0m,0:00,NaN,nanh,inf,1e3h,90,10.5,h,m,1:60,1h90,1:5,999999:00,9999999h,1h-30m,one hour,1.5m,"
    "1h 5 20s,1h30m90s,٣h,1h100"
)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1:30", 5400),
        ("0:05", 300),
        ("1:30:15", 5415),
        ("1h30", 5400),
        ("1h30m", 5400),
        ("1h", 3600),
        ("90m", 5400),
        ("90min", 5400),
        ("1.5h", 5400),
        ("1,5h", 5400),
        ("0.333h", 1199),
        ("2 h 15 min", 8100),
        ("45s", 45),
        ("1h 0m 30s", 3630),
        ("100:00", 360000),
        (" 10M ", 600),
    ],
)
def test_durations(text: str, seconds: int) -> None:
    assert when.parse_duration(text) == seconds


@pytest.mark.parametrize(
    "text",
    ["", *BAD_DURATIONS.split(",")],
)
def test_what_is_no_duration_is_refused_in_one_sentence(text: str) -> None:
    with pytest.raises(UserInputError) as caught:
        when.parse_duration(text)
    assert caught.value.facts["field"] == "duration"
    assert caught.value.detail.endswith(".")
    assert "\n" not in caught.value.detail


@given(st.text(max_size=60))
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    try:
        assert 0 < when.parse_duration(text) <= when.MAX_DURATION_S
    except UserInputError:
        pass


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-02-28", "2026-02-28"),
        ("today", "2026-03-11"),
        ("Yesterday", "2026-03-10"),
        ("monday", "2026-03-09"),
        ("THURSDAY", "2026-03-05"),
        ("wednesday", "2026-03-11"),
    ],
)
def test_days(text: str, day: str) -> None:
    assert when.parse_day(text, "2026-03-11") == day


@pytest.mark.parametrize(
    "text", ["2026-02-30", "2026-2-3", "26-02-03", "tomorrow", "mon", "", "0001-01-01", "2026W101"]
)
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(UserInputError) as caught:
        when.parse_day(text, "2026-03-11")
    assert caught.value.facts["field"] == "date"


def shown(instant_s: int) -> str:
    return spans.iso(instant_s, BERLIN)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("now", "2026-03-11T14:20:00+01:00"),
        ("10m ago", "2026-03-11T14:10:00+01:00"),
        ("1h30 ago", "2026-03-11T12:50:00+01:00"),
        ("9:05", "2026-03-11T09:05:00+01:00"),
        ("23:59", "2026-03-11T23:59:00+01:00"),
        ("2026-03-10T09:05", "2026-03-10T09:05:00+01:00"),
        ("2026-03-10 09:05:07", "2026-03-10T09:05:07+01:00"),
        ("2026-03-10T09:05:07Z", "2026-03-10T10:05:07+01:00"),
        ("2026-03-10T09:05-05:00", "2026-03-10T15:05:00+01:00"),
        ("2026-03-10T09:05+0530", "2026-03-10T04:35:00+01:00"),
        ("2026-03-29T02:30", "2026-03-29T03:30:00+02:00"),
        ("2026-10-25T02:30", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T02:30+01:00", "2026-10-25T02:30:00+01:00"),
    ],
)
def test_instants(text: str, iso: str) -> None:
    assert shown(when.parse_instant(text, now=NOW, zone=BERLIN)) == iso


def test_a_clock_time_for_at_is_the_latest_that_is_not_in_the_future() -> None:
    def at(text: str) -> str:
        return shown(when.parse_instant(text, now=NOW, zone=BERLIN, latest_past=True))

    assert at("14:20") == "2026-03-11T14:20:00+01:00"
    assert at("14:21") == "2026-03-10T14:21:00+01:00"


@pytest.mark.parametrize(
    "text", ["24:00", "9:60", "9", "noon", "2026-02-30T10:00", "2026-03-10T10:00+99:00", "-5m ago", "", "12:30 bug"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(UserInputError) as caught:
        when.parse_instant(text, now=NOW, zone=BERLIN)
    assert caught.value.facts["field"] == "at"


def span(from_text: str, to_text: str, day: str | None = None) -> tuple[str, str]:
    start, end = when.parse_span(from_text, to_text, now=NOW, zone=BERLIN, day=day)
    return shown(start), shown(end)


def test_spans() -> None:
    assert span("9:00", "10:45") == ("2026-03-11T09:00:00+01:00", "2026-03-11T10:45:00+01:00")
    assert span("9:00", "10:45", "2026-03-01") == ("2026-03-01T09:00:00+01:00", "2026-03-01T10:45:00+01:00")
    assert span("2026-03-02T09:00", "10:45") == ("2026-03-02T09:00:00+01:00", "2026-03-02T10:45:00+01:00")


def test_an_end_before_the_start_is_the_next_day_up_to_16_hours() -> None:
    assert span("22:00", "06:30:15") == ("2026-03-11T22:00:00+01:00", "2026-03-12T06:30:15+01:00")
    assert span("17:00", "09:00")[1] == "2026-03-12T09:00:00+01:00"


@pytest.mark.parametrize(
    ("from_text", "to_text"),
    [
        ("17:00", "09:01"),
        ("09:00", "09:00"),
        ("2026-03-11T10:00", "2026-03-11T09:00"),
        ("2026-03-11T10:00", "09:00"),
        ("2026-03-11T22:00", "2026-03-11T22:00"),
    ],
)
def test_ends_that_make_no_shift_are_refused(from_text: str, to_text: str) -> None:
    with pytest.raises(UserInputError) as caught:
        span(from_text, to_text)
    assert caught.value.facts["field"] == "to"


def test_a_span_over_a_clock_change_counts_real_hours() -> None:
    start, end = when.parse_span("1:00", "4:00", now=NOW, zone=BERLIN, day="2026-03-29")
    assert end - start == 2 * 3600
