"""Absences as a state machine: what is told of which events, and sleep told apart from a clock that was set."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.absence import Absence, Cause, ClockJump, Rules, Told
from app.domain.clock_gap import Clocks, Gap, compare
from app.domain.presence import Presence, advance, due_s
from app.domain.presence_events import (
    Answered,
    ClockSet,
    Event,
    IdleSince,
    InputSeen,
    Locked,
    Sleeping,
    Tick,
    TimerRuns,
    TimerStopped,
    Unlocked,
    Woke,
)

TEN = Rules(idle_s=600)
NO_IDLE = Rules(idle_s=0)
NO_SLEEP = Rules(idle_s=600, ask_after_sleep=False)
RUNS = TimerRuns(0, "a", 0)
Span = tuple[str, int, int | None, str]

CASES: dict[str, tuple[Rules, list[Event], list[Span]]] = {
    "a pause under the threshold is nobody's business": (TEN, [RUNS, IdleSince(400, 0), InputSeen(599)], []),
    "idle is told when it is long enough, and again when it ends": (
        TEN,
        [RUNS, IdleSince(700, 100), InputSeen(2_000)],
        [("a", 100, None, "idle"), ("a", 100, 2_000, "idle")],
    ),
    "nothing runs, so nobody is asked": (TEN, [IdleSince(700, 100), InputSeen(2_000)], []),
    "idle, locked and asleep are one absence": (
        TEN,
        [RUNS, IdleSince(700, 100), Locked(800), Sleeping(900), Woke(5_000), InputSeen(5_001), Unlocked(5_010)],
        [
            ("a", 100, None, "idle"),
            ("a", 100, None, "locked"),
            ("a", 100, None, "slept"),
            ("a", 100, 5_010, "slept"),
        ],
    ),
    "locked at once counts from the lock": (
        TEN,
        [RUNS, Locked(1_000), Tick(1_300), Tick(1_600), Unlocked(1_700)],
        [("a", 1_000, None, "locked"), ("a", 1_000, 1_700, "locked")],
    ),
    "the password is typed on a locked screen": (
        TEN,
        [RUNS, Locked(1_000), IdleSince(1_600, 1_000), InputSeen(1_700), Tick(1_800), Unlocked(1_900)],
        [("a", 1_000, None, "locked"), ("a", 1_000, 1_900, "locked")],
    ),
    "who asked for the lock never says that it is open: keys do": (
        TEN,
        [RUNS, Locked(1_000, sure=False), InputSeen(1_002), IdleSince(1_700, 1_010), InputSeen(1_800), Tick(3_000)],
        [("a", 1_000, None, "locked"), ("a", 1_000, 1_800, "locked")],
    ),
    "two sources tell of one lock": (
        TEN,
        [RUNS, Locked(1_000, sure=False), Locked(1_001), InputSeen(1_800), Unlocked(1_900)],
        [("a", 1_000, None, "locked"), ("a", 1_000, 1_900, "locked")],
    ),
    "sleep that only the clocks saw": (TEN, [RUNS, Woke(5_000, slept_s=3_000)], [("a", 2_000, 5_000, "slept")]),
    "sleep told by the system, then by the clocks": (
        TEN,
        [RUNS, Sleeping(1_000), Woke(5_000), Woke(5_001, slept_s=3_999)],
        [("a", 1_000, 5_000, "slept")],
    ),
    "sleep told by the clocks, then by the system": (
        TEN,
        [RUNS, Sleeping(1_000), Woke(5_000, slept_s=3_998), Woke(5_001)],
        [("a", 1_000, 5_000, "slept")],
    ),
    "sleep told by the system only when it was over, then by the clocks": (
        TEN,
        [RUNS, Sleeping(5_000), Woke(5_001), Woke(5_003, slept_s=3_998)],
        [("a", 1_003, 5_003, "slept")],
    ),
    "the same the other way round": (
        TEN,
        [RUNS, Woke(5_000, slept_s=3_998), Sleeping(5_001), Woke(5_002)],
        [("a", 1_002, 5_000, "slept"), ("a", 1_002, None, "slept"), ("a", 1_002, 5_002, "slept")],
    ),
    "a sleep told late reaches back to the absence before the last, and no further": (
        TEN,
        [
            RUNS,
            IdleSince(700, 100),
            InputSeen(1_000),
            IdleSince(2_000, 1_400),
            InputSeen(4_000),
            Woke(4_010, slept_s=3_500),
        ],
        [
            ("a", 100, None, "idle"),
            ("a", 100, 1_000, "idle"),
            ("a", 1_400, None, "idle"),
            ("a", 1_400, 4_000, "idle"),
            ("a", 1_000, 4_010, "slept"),
        ],
    ),
    "keys come before the news that the computer woke": (
        NO_IDLE,
        [RUNS, Sleeping(1_000), InputSeen(5_000), Woke(5_001)],
        [("a", 1_000, 5_000, "slept")],
    ),
    "sleep under the threshold": (TEN, [RUNS, Sleeping(1_000), Woke(1_500)], []),
    "sleep is not asked about, if so wished": (NO_SLEEP, [RUNS, Sleeping(1_000), Woke(9_000), InputSeen(9_001)], []),
    "a sleep that is not asked about is no idling either, where the count of idle seconds goes on in it": (
        NO_SLEEP,
        [RUNS, Woke(5_000, slept_s=3_000), IdleSince(5_001, 1_900), InputSeen(5_100)],
        [],
    ),
    "nor does it hide the idling round it": (
        NO_SLEEP,
        [RUNS, Woke(5_000, slept_s=3_000), IdleSince(5_001, 1_300), InputSeen(5_100)],
        [("a", 1_300, None, "slept"), ("a", 1_300, 5_100, "slept")],
    ),
    "idle before a sleep that is not asked about": (
        NO_SLEEP,
        [RUNS, IdleSince(700, 100), Sleeping(800), Woke(9_000), InputSeen(9_001)],
        [("a", 100, None, "idle"), ("a", 100, None, "slept"), ("a", 100, 9_001, "slept")],
    ),
    "idling is not asked about, if so wished": (
        NO_IDLE,
        [RUNS, IdleSince(700, 100), Locked(800), InputSeen(9_000), Unlocked(9_001)],
        [],
    ),
    "sleep is, even then": (
        NO_IDLE,
        [RUNS, IdleSince(700, 100), Sleeping(1_000), Woke(5_000)],
        [("a", 1_000, 5_000, "slept")],
    ),
    "a touch of the mouse parts nothing": (
        TEN,
        [RUNS, IdleSince(700, 100), InputSeen(2_000), IdleSince(2_610, 2_010), InputSeen(4_000)],
        [
            ("a", 100, None, "idle"),
            ("a", 100, 2_000, "idle"),
            ("a", 100, None, "idle"),
            ("a", 100, 4_000, "idle"),
        ],
    ),
    "whoever decides about it is there": (
        TEN,
        [RUNS, IdleSince(700, 100), InputSeen(2_000), Answered(2_009), IdleSince(2_610, 2_010), InputSeen(4_000)],
        [
            ("a", 100, None, "idle"),
            ("a", 100, 2_000, "idle"),
            ("a", 2_010, None, "idle"),
            ("a", 2_010, 4_000, "idle"),
        ],
    ),
    "work in between does": (
        TEN,
        [RUNS, IdleSince(700, 100), InputSeen(1_000), IdleSince(2_000, 1_400), InputSeen(4_000)],
        [
            ("a", 100, None, "idle"),
            ("a", 100, 1_000, "idle"),
            ("a", 1_400, None, "idle"),
            ("a", 1_400, 4_000, "idle"),
        ],
    ),
    "the timer stops elsewhere while nobody is here": (
        TEN,
        [RUNS, IdleSince(700, 100), TimerStopped(1_500), InputSeen(4_000)],
        [("a", 100, None, "idle"), ("a", 100, 1_500, "idle")],
    ),
    "a stop that was dated back ends nothing before it began": (
        TEN,
        [RUNS, IdleSince(700, 100), TimerStopped(50)],
        [("a", 100, None, "idle"), ("a", 100, 100, "idle")],
    ),
    "another entry runs meanwhile: to each its own": (
        TEN,
        [RUNS, IdleSince(700, 100), TimerRuns(1_000, "b", 1_000), Tick(1_700), InputSeen(2_000)],
        [
            ("a", 100, None, "idle"),
            ("a", 100, 1_000, "idle"),
            ("b", 1_000, None, "idle"),
            ("b", 1_000, 2_000, "idle"),
        ],
    ),
    "an absence begins with its entry at the earliest": (
        TEN,
        [TimerRuns(500, "a", 500), IdleSince(1_200, 100), InputSeen(1_300)],
        [("a", 500, None, "idle"), ("a", 500, 1_300, "idle")],
    ),
    "an absence moves with a clock that is set": (
        TEN,
        [RUNS, IdleSince(700, 100), ClockSet(10_800, 10_000), InputSeen(11_000)],
        [("a", 100, None, "idle"), ("a", 10_100, None, "idle"), ("a", 10_100, 11_000, "idle")],
    ),
}


def run(rules: Rules, events: list[Event], state: Presence | None = None) -> tuple[Presence, list[Told]]:
    told: list[Told] = []
    now = state or Presence()
    for event in events:
        now, news = advance(now, event, rules)
        told += news
    return now, told


def spans(told: list[Told]) -> list[Span]:
    return [(one.entry_id, one.began_at, one.ended_at, one.cause.value) for one in told if isinstance(one, Absence)]


SECONDS: dict[str, Callable[[int], list[Event]]] = {
    "no key, no pointer": lambda s: [IdleSince(1_100, 1_000), InputSeen(1_000 + s)],
    "a locked screen": lambda s: [Locked(1_000), Unlocked(1_000 + s)],
    "sleep": lambda s: [Sleeping(1_000), Woke(1_000 + s)],
    "sleep that only the clocks saw": lambda s: [Woke(1_000 + s, slept_s=s)],
    "idle, then asleep": lambda s: [IdleSince(1_100, 1_000), Sleeping(1_200), Woke(1_000 + s), InputSeen(1_000 + s)],
    "a timer that began meanwhile": lambda s: [TimerRuns(1_000, "b", 1_000), IdleSince(1_100, 1), InputSeen(1_000 + s)],
}


@pytest.mark.parametrize("make", SECONDS.values(), ids=SECONDS.keys())
def test_the_shortest_absence_that_is_asked_about(make: Callable[[int], list[Event]]) -> None:
    asked = [bool(run(TEN, [RUNS, *make(seconds)])[1]) for seconds in (599, 600, 601)]
    assert asked == [False, True, True]


def test_a_lock_is_asked_about_when_its_time_is_full() -> None:
    state, _ = run(TEN, [RUNS, Locked(1_000)])
    assert [(due_s(state, at, TEN), run(TEN, [Tick(at)], state)[1] != []) for at in (1_599, 1_600, 1_601)] == [
        (1, False), (0, True), (0, True),
    ]  # fmt: skip


@pytest.mark.parametrize("order", sorted(set(permutations("LLCI"))), ids="".join)
@pytest.mark.parametrize("in_time", [True, False])
def test_one_sleep_is_one_absence_in_whatever_order_it_is_told(order: tuple[str, ...], in_time: bool) -> None:
    """Asleep from 1000 to 5000, told by logind (L: it sleeps, it woke), by the clocks (C) and by the first key (I)."""
    logind: list[Sleeping | Woke] = [Sleeping(1_000)] if in_time else []
    events: list[Event] = [RUNS, *logind]
    for at, account in enumerate(order, 5_001):
        match account:
            case "L" if len(logind) < 2:
                news = Woke(at) if logind else Sleeping(at)
                logind.append(news)
                events.append(news)
            case "C":
                events.append(Woke(at, slept_s=3_998))
            case "I":
                events.append(InputSeen(at))
            case _:
                continue
    told = [one for one in run(TEN, [*events, Tick(6_000)])[1] if isinstance(one, Absence)]
    assert {one.number for one in told} == {1}
    last = told[-1]
    assert last.began_at in range(998, 1_010)
    assert last.ended_at in range(5_000, 5_010)
    assert abs(last.slept_s - 4_000) < 10


@pytest.mark.parametrize(("rules", "events", "expected"), CASES.values(), ids=CASES.keys())
def test_what_is_told(rules: Rules, events: list[Event], expected: list[Span]) -> None:
    assert spans(run(rules, events)[1]) == expected


def test_one_absence_keeps_its_number_and_the_next_has_another() -> None:
    rules, events, _ = CASES["a touch of the mouse parts nothing"]
    assert {one.number for one in run(rules, events)[1] if isinstance(one, Absence)} == {1}
    rules, events, _ = CASES["work in between does"]
    assert [one.number for one in run(rules, events)[1] if isinstance(one, Absence)] == [1, 1, 2, 2]


def test_a_jump_of_the_clock_is_told_only_while_a_timer_runs() -> None:
    assert run(TEN, [ClockSet(5_000, -3_600)])[1] == []
    assert run(TEN, [RUNS, ClockSet(5_000, -3_600)])[1] == [ClockJump("a", 5_000, -3_600)]


def test_when_to_look_again() -> None:
    state, _ = run(TEN, [RUNS])
    assert due_s(state, 100, TEN) is None
    state, _ = run(TEN, [Locked(1_000)], state)
    assert due_s(state, 1_200, TEN) == 400
    told_state, told = run(TEN, [Tick(1_600)], state)
    assert len(told) == 1
    assert due_s(told_state, 1_700, TEN) is None
    asleep, _ = run(TEN, [Sleeping(1_300)], state)
    assert due_s(asleep, 1_400, TEN) is None, "nobody knows yet for how long"


EVENTS = st.sampled_from([
    lambda at: TimerRuns(at, "a", at), lambda at: TimerRuns(at, "b", at), TimerStopped, InputSeen, Locked, Unlocked,
    Sleeping, Woke, Tick, Answered, lambda at: IdleSince(at, max(0, at - 700)), lambda at: Woke(at, 300),
    lambda at: Woke(at, 6_000),
    lambda at: Locked(at, sure=False),
])  # fmt: skip


@given(st.lists(st.tuples(EVENTS, st.integers(0, 2_000)), max_size=40))
def test_whatever_happens_absences_of_a_kind_follow_each_other(steps: list[tuple[object, int]]) -> None:
    """No absence ends before it begins, none overlaps another, and each is told as ended at most by the last event."""
    at, events = 10_000, list[Event]()
    for make, passed in steps:
        at += passed
        events.append(make(at))  # type: ignore[operator]  # drawn from the makers above
    last = {one.number: one for one in run(TEN, events)[1] if isinstance(one, Absence)}
    ordered = [last[number] for number in sorted(last)]
    for one in ordered:
        assert one.ended_at is None or one.began_at <= one.ended_at <= at
        assert one.cause in (Cause.IDLE, Cause.LOCKED, Cause.SLEPT)
    for one, following in pairwise(ordered):
        assert one.ended_at is not None
        assert one.ended_at <= following.began_at


START = Clocks(1_000_000.0, 500.0, 400.0)


@pytest.mark.parametrize(
    ("now", "gap"),
    [
        (Clocks(1_000_001.0, 501.0, 401.0), Gap()),
        (Clocks(1_000_030.0, 530.0, 430.0), Gap()),  # a busy computer held the tick up
        (Clocks(1_003_600.0, 4_100.0, 401.0), Gap(slept_s=3_599.0)),
        (Clocks(1_003_601.0, 501.0, 401.0), Gap(set_by_s=3_600.0)),
        (Clocks(996_401.0, 501.0, 401.0), Gap(set_by_s=-3_600.0)),
        (Clocks(1_000_041.0, 501.0, 401.0), Gap()),  # the network time put it right
        (Clocks(1_007_200.0, 4_100.0, 401.0), Gap(slept_s=3_599.0, set_by_s=3_600.0)),
    ],
)
def test_sleep_is_told_apart_from_a_clock_that_was_set(now: Clocks, gap: Gap) -> None:
    assert compare(START, now) == gap
