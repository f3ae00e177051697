"""The scale of the calendar: every second of a day has one place, also when clocks change."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.spans import at_local, day_bounds
from tests.ui.week.weeks import row
from ui.week.axis import DAY_S, HOUR_S, Axis, axis_of
from ui.week.blocks import pieces
from ui.week.drag import Drag, Spot

BERLIN = "Europe/Berlin"
WEEKS = (("2026-03-23", 23), ("2026-10-19", 25), ("2026-11-16", 24))


@pytest.mark.parametrize("starts_min", [0, 240, 270])
@pytest.mark.parametrize(("monday", "sunday_h"), WEEKS)
def test_every_instant_has_a_place_of_its_own(monday: str, sunday_h: int, starts_min: int) -> None:
    axis = axis_of(monday, 7, BERLIN, starts_min)
    lengths = []
    for column, day in enumerate(axis.days):
        began, ended = day_bounds(day, BERLIN, starts_min)
        places = [axis.place(instant, day, BERLIN) for instant in range(began, ended, 450)]
        assert places == sorted(set(places))
        assert 0 <= places[0] <= places[-1] < axis.length
        assert [axis.instant(place, day, BERLIN) for place in places] == list(range(began, ended, 450))
        empty = sum(bottom - top for top, bottom in axis.voids(column))
        assert axis.length - empty == ended - began == axis.hours_of(column)
        lengths.append(ended - began)
    assert sum(lengths) == 6 * DAY_S + sunday_h * HOUR_S


@given(place=st.integers(-100, 26 * HOUR_S), column=st.integers(0, 6), week=st.sampled_from(WEEKS))
def test_any_place_leads_to_an_instant_of_that_day(place: int, column: int, week: tuple[str, int]) -> None:
    axis = axis_of(week[0], 7, BERLIN)
    began, ended = day_bounds(axis.days[column], BERLIN)
    assert began <= axis.instant(place, axis.days[column], BERLIN) <= ended


def test_an_hour_that_comes_twice_is_on_the_scale_twice() -> None:
    axis = axis_of("2026-10-19", 7, BERLIN)
    assert [tick.hour for tick in axis.ticks()][:6] == [0, 1, 2, 2, 3, 4]
    night = row(at_local("2026-10-25", 1, 30, 0, BERLIN), at_local("2026-10-25", 3, 30, 0, BERLIN), "2026-10-25")
    [piece] = pieces(axis, [night], 0)
    assert piece.bottom - piece.top == 3 * HOUR_S == night.seconds


def test_an_entry_stands_where_it_counts() -> None:
    axis = axis_of("2026-11-16", 7, BERLIN)
    start = at_local("2026-11-17", 22, 0, 0, BERLIN)
    moved = row(start, start + 4 * HOUR_S, "2026-11-18")
    assert [(p.column, p.begins, p.ends) for p in pieces(axis, [moved], 0)] == [(2, True, False), (3, False, True)]
    tokyo = row(at_local("2026-11-17", 9, 0, 0, "Asia/Tokyo"), at_local("2026-11-17", 10, 0, 0, "Asia/Tokyo"),
                "2026-11-17", "Asia/Tokyo")  # fmt: skip
    [piece] = pieces(axis, [tokyo], 0)
    assert (piece.column, piece.top) == (1, 9 * HOUR_S), "by the clock of the place where it began"


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(1, 30)), min_size=1, max_size=12))
def test_blocks_never_cover_each_other(spans: list[tuple[int, int]]) -> None:
    axis = axis_of("2026-11-16", 1, "UTC")
    began, _ = day_bounds("2026-11-16", "UTC")
    rows = [
        row(began + start * 600, began + (start + length) * 600, "2026-11-16", "UTC", f"e{n}")
        for n, (start, length) in enumerate(spans)
    ]
    found = pieces(axis, rows, 0)
    assert len(found) == len(rows)
    for one in found:
        assert one.lane + one.share <= one.lanes
        for other in found:
            apart = one.bottom <= other.top or other.bottom <= one.top
            beside = one.lane + one.share <= other.lane or other.lane + other.share <= one.lane
            assert one is other or apart or beside


def test_a_move_over_the_change_of_clocks_keeps_the_duration() -> None:
    axis = axis_of("2026-03-23", 7, BERLIN)
    start = at_local("2026-03-27", 1, 0, 0, BERLIN)
    work = row(start, start + 3 * HOUR_S, "2026-03-27")
    dropped = Drag("move", work, Spot(4, HOUR_S)).result(axis, Spot(6, HOUR_S), 15, 0)
    assert dropped.seconds == 3 * HOUR_S
    assert (dropped.started_at, dropped.date) == (at_local("2026-03-29", 1, 0, 0, BERLIN), "2026-03-29")
    [piece] = pieces(axis, [dropped], 0)
    assert piece.bottom == 5 * HOUR_S, "the wall clock shows five when it ends"


def test_what_runs_has_no_end_to_drag() -> None:
    axis = Axis(("2026-11-16",), BERLIN)
    start = at_local("2026-11-16", 9, 0, 0, BERLIN)
    running, now = row(start, None, "2026-11-16"), start + 1800
    later = Drag("move", running, Spot(0, 9 * HOUR_S)).result(axis, Spot(0, 12 * HOUR_S), 15, now)
    assert (later.started_at, later.ended_at) == (now, None), "it cannot begin in the future"
    above = Drag("move", running, Spot(0, 9 * HOUR_S)).result(axis, Spot(0, None), 15, now)
    assert above == running
