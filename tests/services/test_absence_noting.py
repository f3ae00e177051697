"""What is told of absences becomes questions: one about each stretch of time, over kills, decisions and sources."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.context import AppContext
from app.domain.absence import Absence, Cause, ClockJump, Told
from app.domain.presence import Presence, advance
from app.domain.presence_events import Event, IdleSince, InputSeen, Locked, Sleeping, TimerRuns, Unlocked, Woke
from app.services.absence_decisions import AbsenceDecisions
from app.services.absences import AbsenceService
from app.services.entries import EntryDraft, EntryService
from app.storage.absences import AbsenceRepository, AbsenceRow
from app.storage.heartbeat import HeartbeatRepository
from tests.services.absence_kit import absences, away, clock, context, decisions, entries, running
from tests.services.stopped_clock import NINE, StoppedClock

__all__ = ["absences", "away", "clock", "context", "decisions", "entries", "running"]

ACCOUNTS: dict[str, Callable[[int], Event]] = {
    "idle": lambda at: IdleSince(at, at - 700),
    "input": InputSeen,
    "lock": Locked,
    "unlock": Unlocked,
    "sleeps": Sleeping,
    "woke": Woke,
    "clocks": lambda at: Woke(at, 1_800),
}


def test_one_absence_is_one_record_until_it_is_decided(
    context: AppContext, absences: AbsenceService, decisions: AbsenceDecisions, away: str, running: str
) -> None:
    longer = Absence(1, running, NINE + 3_600, frozenset({Cause.SLEPT}), None)
    assert absences.note(longer, away) == away
    assert [(one.row.cause, one.ended_at) for one in absences.open()] == [("slept", None)]
    decisions.keep(away)
    again = absences.note(Absence(1, running, NINE + 3_600, frozenset({Cause.SLEPT}), NINE + 5_415), away)
    assert again == away, "nothing of it is after the decision"
    assert absences.open() == []


def test_what_a_killed_program_left_open_is_one_question_at_the_next_start(
    context: AppContext, absences: AbsenceService, clock: StoppedClock, running: str
) -> None:
    clock.at = NINE + 4_000
    absences.note(Absence(1, running, NINE + 3_000, frozenset({Cause.IDLE})))
    _put(context, "crash", running, NINE + 3_960, NINE + 9_000)
    _put(context, "off", running, NINE + 1_000, NINE + 1_300)
    clock.at = NINE + 9_000
    absences.settle()
    assert [(one.row.cause, one.began_at, one.ended_at) for one in absences.open()] == [
        ("crash", NINE + 3_000, NINE + 9_000)
    ], "one, and the short one is not asked about"


def test_a_shutdown_is_not_asked_about_if_so_wished(
    context: AppContext, absences: AbsenceService, clock: StoppedClock, running: str
) -> None:
    quiet = AbsenceService(context.db, clock, absences.settings._replace(presence_ask_after_shutdown=False))
    _put(context, "off", running, NINE + 1_000, NINE + 5_000)
    clock.at = NINE + 5_000
    quiet.settle()
    assert quiet.open() == []
    row = AbsenceRepository(context.db).get("off")
    assert row is not None
    assert row.state == "kept"


def _put(context: AppContext, cause: str, entry_id: str, began: int, ended: int) -> None:
    with context.db.write():
        AbsenceRepository(context.db).save(AbsenceRow(cause, cause, entry_id, began, ended, "open", {}))


def test_a_silence_that_is_told_anew_after_a_kill_stays_one_absence(
    absences: AbsenceService, clock: StoppedClock, running: str
) -> None:
    absences.note(Absence(1, running, NINE + 3_600, frozenset({Cause.IDLE})))
    clock.at = NINE + 4_000
    absences.settle()
    again = absences.note(Absence(1, running, NINE + 3_605, frozenset({Cause.IDLE})))
    (one,) = absences.open()
    assert (one.id, one.began_at, one.ended_at) == (again, NINE + 3_600, None)
    absences.note(Absence(1, running, NINE + 3_605, frozenset({Cause.IDLE}), NINE + 4_500), again)
    assert absences.count() == 1


@pytest.mark.parametrize("by_s", [10_000, -2_000])
def test_what_lasts_moves_with_the_clock(
    absences: AbsenceService, clock: StoppedClock, running: str, by_s: int
) -> None:
    known = absences.note(Absence(1, running, NINE + 3_000, frozenset({Cause.IDLE})))
    clock.at = NINE + 4_000 + by_s
    absences.note_jump(ClockJump(running, clock.at, by_s))
    began = NINE + 3_000 + by_s
    assert absences.note(Absence(1, running, began, frozenset({Cause.IDLE}), began + 900), known) == known
    assert (absences.get(known).began_at, absences.get(known).seconds) == (began, 900)


@pytest.mark.parametrize(("more_s", "waiting"), [(599, 0), (600, 1)])
def test_of_an_absence_that_goes_on_after_its_decision_only_a_long_rest_is_asked_about(
    absences: AbsenceService, decisions: AbsenceDecisions, clock: StoppedClock, running: str, more_s: int, waiting: int
) -> None:
    known = absences.note(Absence(1, running, NINE + 1_000, frozenset({Cause.IDLE})))
    clock.at = NINE + 4_000
    decisions.keep(known)
    clock.at += more_s
    rest = absences.note(Absence(1, running, NINE + 1_000, frozenset({Cause.IDLE}), clock.at), known)
    assert rest != known
    assert [(one.began_at, one.seconds) for one in absences.open()] == [(NINE + 4_000, more_s)] * waiting


def test_switches_for_sleep_and_shutdown_leave_other_absences_alone(
    context: AppContext, absences: AbsenceService, clock: StoppedClock, running: str
) -> None:
    quiet = absences.settings._replace(presence_ask_after_shutdown=False, presence_ask_after_sleep=False)
    absences.note(Absence(1, running, NINE + 1_000, frozenset({Cause.IDLE}), NINE + 2_000))
    _put(context, "off", running, NINE + 2_050, NINE + 9_000)
    clock.at = NINE + 9_000
    AbsenceService(context.db, clock, quiet).settle()
    (one,) = absences.open()
    assert one.causes == ("idle", "off"), "idle at first, and so asked about; it ended with the start of the program"


STEPS = st.sampled_from(
    ["idle", "input", "lock", "unlock", "sleeps", "woke", "clocks", "kill", "crash", "keep", "continue"]
)


@given(st.lists(st.tuples(STEPS, st.integers(1, 1_500)), max_size=25))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_second_is_asked_about_twice_whatever_the_sources_say(
    context: AppContext, entries: EntryService, absences: AbsenceService, decisions: AbsenceDecisions,
    clock: StoppedClock, steps: list[tuple[str, int]],
) -> None:  # fmt: skip
    """As the window has it: each account is kept as it is told, programs are killed, and decisions come in between."""
    context.db.run("pragma synchronous = off")
    context.db.run("delete from absence")
    clock.at += 10_000
    entry = entries.start(EntryDraft("layout")).started.entry
    state, ids = Presence(), dict[int, str]()
    for what, passed in [("kill", 0), *steps]:
        clock.at += passed
        at, told = clock.at, list[Told]()
        match what:
            case "kill" | "crash":
                if what == "crash":
                    with context.db.write():
                        beat = max(at - 900, entry.started_at or 0)
                        HeartbeatRepository(context.db).leave_open("crash", entry.id, beat, at)
                absences.settle()
                state, ids = Presence(), {}
            case "keep":
                for one in absences.open(1):
                    decisions.keep(one.id)
            case "continue":
                for one in absences.open(1):
                    decisions.discard_and_continue(one.id)
                entry = entries.running() or entry
            case _:
                state, told = advance(state, ACCOUNTS[what](at), absences.rules)
        if what in ("kill", "crash", "continue"):
            state, more = advance(state, TimerRuns(at, entry.id, entry.started_at or 0), absences.rules)
            told += more
        for news in told:
            assert isinstance(news, Absence)
            ids[news.number] = absences.note(news, ids.get(news.number))
        _check_absences(context, clock.at)


def _check_absences(context: AppContext, now: int) -> None:
    """All that is stored: within the time that was, and nothing over anything else."""
    stored = [row["entry_id"] for row in context.db.read("select distinct entry_id from absence")]
    for entry_id in stored:
        rows = [row for row in AbsenceRepository(context.db).of_entry(entry_id) if row.ended_at != row.began_at]
        for row, following in pairwise(rows):
            assert row.ended_at is not None
            assert row.ended_at <= following.began_at
        assert all(row.began_at <= (row.ended_at or now) <= now for row in rows)
