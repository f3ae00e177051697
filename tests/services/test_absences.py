"""Absences as they are kept, what they are worth, and what each decision makes of the entries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.context import AppContext, build
from app.domain.absence import Absence, Cause, ClockJump, Presence, Told, advance
from app.domain.clients import Client, Project, ProjectKind
from app.domain.ids import ClientId, ProjectId
from app.domain.presence_events import Event, IdleSince, InputSeen, Locked, Sleeping, TimerRuns, Unlocked, Woke
from app.errors import NotFound, Refused, UserInputError
from app.services.absence_decisions import AbsenceDecisions
from app.services.absences import AbsenceService
from app.services.entries import EntryDraft, EntryService
from app.services.entry_changes import EntryChanges
from app.services.undo import UndoService
from app.storage.absences import AbsenceRepository, AbsenceRow
from app.storage.clients import ClientRepository
from app.storage.entries import EntryFilter, EntryRepository
from app.storage.heartbeat import HeartbeatRepository
from app.storage.projects import ProjectRepository
from tests.services.test_timer_acts import StoppedClock

NINE = 1_772_528_400
"""Tuesday 2026-03-03 09:00 UTC."""
Span = tuple[str, int, int | None]
ACCOUNTS: dict[str, Callable[[int], Event]] = {
    "idle": lambda at: IdleSince(at, at - 700),
    "input": InputSeen,
    "lock": Locked,
    "unlock": Unlocked,
    "sleeps": Sleeping,
    "woke": Woke,
    "clocks": lambda at: Woke(at, 1_800),
}


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def context(tmp_path: Path, clock: StoppedClock) -> Iterator[AppContext]:
    made = build({}, data_dir=str(tmp_path / "data"), clock=clock)
    with made.db.write():
        ClientRepository(made.db).save(Client(ClientId("acme"), "Acme", currency="EUR"))
        ProjectRepository(made.db).save(
            Project(ProjectId("shop"), "Webshop", ClientId("acme"), rate=Decimal(90), kind=ProjectKind.HOURLY)
        )
    yield made
    made.close()


@pytest.fixture
def entries(context: AppContext) -> EntryService:
    return EntryService(context.db, context.clock, "UTC")


@pytest.fixture
def absences(context: AppContext) -> AbsenceService:
    return AbsenceService(context.db, context.clock, context.config.settings)


@pytest.fixture
def decisions(context: AppContext) -> AbsenceDecisions:
    return AbsenceDecisions(context.db, context.clock, "UTC", context.config.settings)


@pytest.fixture
def running(entries: EntryService) -> str:
    """Runs since nine."""
    return entries.start(EntryDraft("layout", project_id=ProjectId("shop"))).started.entry.id


@pytest.fixture
def away(absences: AbsenceService, clock: StoppedClock, running: str) -> str:
    """From ten to half past ten; it is 10:30:20 now."""
    clock.at = NINE + 5_420
    return absences.note(Absence(1, running, NINE + 3_600, frozenset({Cause.IDLE, Cause.LOCKED}), NINE + 5_400))


def spans(context: AppContext) -> list[Span]:
    """Titles with start and end in minutes after nine, oldest first."""
    found = EntryRepository(context.db).page(EntryFilter(), 50)
    return sorted(
        (row.entry.title, ((row.entry.started_at or 0) - NINE) // 60, None if row.entry.ended_at is None else
         (row.entry.ended_at - NINE) // 60)
        for row in found
    )  # fmt: skip


def test_an_open_absence_names_span_entry_and_money(absences: AbsenceService, away: str) -> None:
    (shown,) = absences.open()
    assert (shown.id, shown.row.cause, shown.seconds, shown.entry.entry.title) == (away, "locked", 1_800, "layout")
    assert shown.worth is not None
    assert (shown.worth.amount_minor, shown.worth.currency, shown.worth.hour_minor) == (4_500, "EUR", 9_000)
    assert absences.count() == 1


Decide = Callable[[AbsenceDecisions, str, EntryService], object]
OUTCOMES: dict[str, tuple[Decide, str, list[Span]]] = {
    "keep": (lambda d, a, _: d.keep(a), "kept", [("layout", 0, None)]),
    "discard": (lambda d, a, _: d.discard(a), "stopped", [("layout", 0, 60)]),
    "continue": (lambda d, a, _: d.discard_and_continue(a), "discarded", [("layout", 0, 60), ("layout", 90, None)]),
    "give": (
        lambda d, a, entries: d.give_to(a, _other(entries)),
        "given",
        [("call", -120, -60), ("call", 60, 90), ("layout", 0, 60), ("layout", 90, None)],
    ),
    "split": (lambda d, a, _: d.split(a, NINE + 4_200), "split", [("layout", 0, 70), ("layout", 90, None)]),
}


def _other(entries: EntryService) -> str:
    return entries.log(EntryDraft("call", started_at=NINE - 7_200, ended_at=NINE - 3_600)).entry.id


@pytest.mark.parametrize(("decide", "state", "expected"), OUTCOMES.values(), ids=OUTCOMES.keys())
def test_what_a_decision_makes_of_the_entries(
    context: AppContext, entries: EntryService, decisions: AbsenceDecisions, absences: AbsenceService, away: str,
    decide: Decide, state: str, expected: list[Span],
) -> None:  # fmt: skip
    decide(decisions, away, entries)
    assert spans(context) == expected
    row = AbsenceRepository(context.db).get(away)
    assert row is not None
    assert row.state == state
    assert absences.open() == []
    with pytest.raises(NotFound):
        decisions.keep(away)


def test_discarding_late_loses_nothing_that_was_worked_since(
    context: AppContext, decisions: AbsenceDecisions, clock: StoppedClock, away: str
) -> None:
    clock.at = NINE + 9_000
    decided = decisions.discard(away)
    assert spans(context) == [("layout", 0, 60), ("layout", 90, 150)]
    decisions.take_back(away, decided.undo_seq)
    assert spans(context) == [("layout", 0, None)]
    decisions.keep(away)


def test_a_stopped_entry_loses_only_the_absence(
    context: AppContext, entries: EntryService, decisions: AbsenceDecisions, clock: StoppedClock, away: str
) -> None:
    clock.at = NINE + 7_200
    entries.stop()
    decisions.discard(away)
    assert spans(context) == [("layout", 0, 60), ("layout", 90, 120)]


def test_later_absences_follow_the_time_that_they_are_in(
    context: AppContext, absences: AbsenceService, decisions: AbsenceDecisions, clock: StoppedClock,
    away: str, running: str,
) -> None:  # fmt: skip
    clock.at = NINE + 10_000
    later = absences.note(Absence(2, running, NINE + 7_200, frozenset({Cause.SLEPT}), NINE + 9_000))
    decisions.discard_and_continue(away)
    decisions.discard_and_continue(later)
    assert spans(context) == [("layout", 0, 60), ("layout", 90, 120), ("layout", 150, None)]
    assert UndoService(context.db, clock).undo().label == 'Take time out of "layout"'


def test_a_question_stays_with_its_time_through_undo_split_and_merge(
    context: AppContext, absences: AbsenceService, decisions: AbsenceDecisions, clock: StoppedClock,
    away: str, running: str,
) -> None:  # fmt: skip
    clock.at = NINE + 10_000
    later = absences.note(Absence(2, running, NINE + 7_200, frozenset({Cause.SLEPT}), NINE + 9_000))
    decided = decisions.discard_and_continue(away)
    decisions.take_back(away, decided.undo_seq)
    assert {one.id for one in absences.open()} == {away, later}
    changes = EntryChanges(context.db, clock, "UTC")
    parts = [row.entry.id for row in changes.split(running, NINE + 6_000)]
    assert {one.id: one.entry.entry.id for one in absences.open()} == dict(zip((away, later), parts, strict=True))
    changes.merge(parts)
    assert {one.id for one in absences.open()} == {away, later}
    assert absences.count() == 2


def test_splitting_outside_changes_nothing(context: AppContext, decisions: AbsenceDecisions, away: str) -> None:
    with pytest.raises(UserInputError):
        decisions.split(away, NINE + 3_600)
    assert spans(context) == [("layout", 0, None)]


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


@pytest.mark.parametrize("by_s", [3_600, -3_600])
def test_a_clock_that_was_set_is_offered_for_review(
    context: AppContext, absences: AbsenceService, decisions: AbsenceDecisions, clock: StoppedClock,
    running: str, by_s: int,
) -> None:  # fmt: skip
    clock.at = NINE + 1_800 + by_s
    absence_id = absences.note_jump(ClockJump(running, clock.at, by_s))
    assert spans(context) == [("layout", 0, None)]
    with pytest.raises(Refused):
        decisions.discard(absence_id)
    decisions.discard_and_continue(absence_id)
    assert spans(context) == [("layout", by_s // 60, None)]


def test_another_zone_is_offered_for_review_and_changes_nothing(
    context: AppContext, absences: AbsenceService, decisions: AbsenceDecisions, clock: StoppedClock, running: str
) -> None:
    clock.at = NINE + 60
    absence_id = absences.note_zone(running, "Europe/Paris", "Asia/Tokyo")
    assert absences.get(absence_id).zones == ("Europe/Paris", "Asia/Tokyo")
    with pytest.raises(Refused):
        decisions.discard_and_continue(absence_id)
    decisions.keep(absence_id)
    assert spans(context) == [("layout", 0, None)]


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


def test_an_entry_that_went_away_is_asked_about_no_more(
    entries: EntryService, absences: AbsenceService, away: str, running: str
) -> None:
    entries.delete(running)
    assert absences.open() == []
    assert absences.count() == 0


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
