"""Absences as they are kept, what they are worth, and what each decision makes of the entries."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from app.context import AppContext
from app.domain.absence import Absence, Cause, ClockJump
from app.errors import NotFound, Refused, UserInputError
from app.services.absence_decisions import AbsenceDecisions
from app.services.absences import AbsenceService
from app.services.entries import EntryDraft, EntryService
from app.services.entry_changes import EntryChanges
from app.services.undo import UndoService
from app.storage.absences import AbsenceRepository
from app.storage.entries import EntryFilter, EntryRepository
from tests.services.absence_kit import absences, away, clock, context, decisions, entries, running
from tests.services.stopped_clock import NINE, StoppedClock

__all__ = ["absences", "away", "clock", "context", "decisions", "entries", "running"]

Span = tuple[str, int, int | None]


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


def test_an_entry_that_went_away_is_asked_about_no_more(
    entries: EntryService, absences: AbsenceService, away: str, running: str
) -> None:
    entries.delete(running)
    assert absences.open() == []
    assert absences.count() == 0


NIGHTS = {
    "an evening over midnight": ("2026-11-23T22:00+01:00", "2026-11-23T23:30+01:00", "2026-11-24T00:30+01:00"),
    "clocks go back": ("2026-10-24T22:00+02:00", "2026-10-25T01:30+02:00", "2026-10-25T02:45+01:00"),
    "the hour that comes twice": ("2026-10-25T01:00+02:00", "2026-10-25T02:10+02:00", "2026-10-25T02:10+01:00"),
    "clocks go forward": ("2026-03-28T23:00+01:00", "2026-03-29T01:30+01:00", "2026-03-29T03:30+02:00"),
}


@pytest.mark.parametrize(("start", "left", "back"), NIGHTS.values(), ids=NIGHTS.keys())
def test_nights_lose_no_second(
    context: AppContext, clock: StoppedClock, absences: AbsenceService, start: str, left: str, back: str
) -> None:
    started, began, ended = (int(datetime.fromisoformat(text).timestamp()) for text in (start, left, back))
    clock.at = started
    entry = EntryService(context.db, clock, "Europe/Paris").start(EntryDraft("layout")).started.entry
    clock.at = ended + 30
    away = absences.note(Absence(1, entry.id, began, frozenset({Cause.IDLE}), ended))
    assert absences.get(away).seconds == ended - began
    decided = AbsenceDecisions(context.db, clock, "Europe/Paris", context.config.settings).split(away, began + 60)
    assert decided.entry is not None
    assert decided.after is not None
    before, after = decided.entry.entry, decided.after.entry
    assert (before.date, before.seconds) == (start[:10], began + 60 - started)
    assert (after.date, after.started_at, after.running) == (back[:10], ended, True)
    decided_row = AbsenceRepository(context.db).get(away)
    assert decided_row is not None
    assert decided_row.detail["at"] == began + 60
