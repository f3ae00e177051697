"""The timer: at most one entry runs, and no act loses or invents a second."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import timer
from app.domain.entries import Entry
from app.domain.ids import EntryId
from app.errors import Refused, UserInputError


def entry(key: str, started_at: int) -> Entry:
    return Entry(EntryId(key), "Work", "2026-03-11", "UTC", 0, started_at)


def running(started_at: int) -> timer.Running:
    return timer.Running(entry("a", started_at))


def test_starting_stops_the_running_one_at_the_same_instant() -> None:
    step = timer.start(running(100), entry("b", 160), now=200)
    assert step.stopped is not None
    assert (step.stopped.id, step.stopped.ended_at, step.stopped.seconds) == ("a", 160, 60)
    assert step.state == timer.Running(entry("b", 160))
    assert step.started == entry("b", 160)


def test_stopping() -> None:
    step = timer.stop(running(100), now=200)
    assert isinstance(step.state, timer.Idle)
    assert step.stopped is not None
    assert step.stopped.seconds == 100
    at = timer.stop(running(100), now=200, at=150).stopped
    assert at is not None
    assert at.ended_at == 150


def test_what_is_refused() -> None:
    with pytest.raises(Refused):
        timer.stop(timer.Idle(), now=1)
    with pytest.raises(UserInputError, match="before"):
        timer.stop(running(100), now=200, at=99)
    with pytest.raises(UserInputError, match="future"):
        timer.stop(running(100), now=200, at=201)
    with pytest.raises(UserInputError, match="future"):
        timer.start(timer.Idle(), entry("b", 201), now=200)
    with pytest.raises(UserInputError, match="before"):
        timer.start(running(100), entry("b", 99), now=200)


def test_a_clock_that_was_set_back_never_blocks_stop_or_switch() -> None:
    stopped = timer.stop(running(100), now=50).stopped
    assert stopped is not None
    assert (stopped.ended_at, stopped.seconds) == (100, 0)
    assert timer.start(running(100), entry("b", 50), now=50).stopped == stopped


ACTS = st.lists(st.tuples(st.sampled_from(["start", "stop"]), st.integers(0, 50), st.integers(-60, 10)), max_size=30)


@given(ACTS)
def test_any_order_of_acts_leaves_at_most_one_running_and_no_overlap(acts: list[tuple[str, int, int]]) -> None:
    state: timer.State = timer.Idle()
    stored: dict[str, Entry] = {}
    now = 1000
    for number, (act, later, shift) in enumerate(acts):
        now += later
        try:
            if act == "start":
                step = timer.start(state, entry(str(number), now + shift), now)
            else:
                step = timer.stop(state, now, at=now + shift)
        except (Refused, UserInputError):
            continue
        state = step.state
        stored |= {changed.id: changed for changed in (step.stopped, step.started) if changed is not None}
    open_ones = [one for one in stored.values() if one.running]
    assert open_ones == ([state.entry] if isinstance(state, timer.Running) else [])
    for one in stored.values():
        assert one.seconds >= 0
        assert one.running or (one.ended_at or 0) - (one.started_at or 0) == one.seconds
