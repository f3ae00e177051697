"""Reshaping entries: no act loses or invents a second, each is one step of undo, and billed time is left alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from app.context import AppContext, build
from app.domain.billing_terms import TermsKind
from app.domain.clients import Client, Project
from app.domain.entries import Entry
from app.domain.ids import ClientId, ProjectId
from app.domain.spans import at_local
from app.errors import AppError, Refused, UserInputError
from app.services.deleted import DeletedService
from app.services.entries import EntryDraft, EntryService
from app.services.entry_changes import BulkChange, EntryChanges
from app.services.terms import TermsChange, TermsService
from app.services.undo import UndoService
from app.storage.clients import ClientRepository
from app.storage.entries import EntryFilter, EntryRepository
from app.storage.history import HistoryRepository
from app.storage.hours_marks import HoursMarkRepository
from app.storage.projects import ProjectRepository
from tests.services.stopped_clock import StoppedClock

ZONE, DAY_START = "Europe/Paris", 240
NINE = 1_772_524_800  # Tuesday 2026-03-03 09:00 in Paris
HOUR = 3600


class Bench:
    """The services on one data folder, and what is stored."""

    def __init__(self, context: AppContext, clock: StoppedClock) -> None:
        self.db, self.clock = context.db, clock
        self.entries = EntryService(context.db, clock, ZONE, DAY_START)
        self.changes = EntryChanges(context.db, clock, ZONE, DAY_START)
        self.undo = UndoService(context.db, clock)

    def span(self, title: str, start: int, end: int, **more: object) -> Entry:
        """An entry by its clock times, in seconds from nine."""
        draft = EntryDraft(title, started_at=NINE + start, ended_at=NINE + end, **more)  # type: ignore[arg-type]  # fields
        return self.entries.log(draft).entry

    def stored(self) -> list[tuple[str, int | None, int | None, int, str]]:
        """Title, start, end, seconds and day of every entry, oldest first."""
        every = EntryRepository(self.db).entries(EntryFilter())
        return [(e.title, _from_nine(e.started_at), _from_nine(e.ended_at), e.seconds, e.date) for e in every]


def _from_nine(instant: int | None) -> int | None:
    return None if instant is None else instant - NINE


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AppContext]:
    made = build({"STINT_TRANSPORT": "none"}, data_dir=str(tmp_path_factory.mktemp("data")))
    yield made
    made.close()


@pytest.fixture
def bench(context: AppContext) -> Bench:
    with context.db.write():
        for table in ("outbox", "undo_log", "sync_log", "entry"):
            context.db.run(f"delete from {table}")
    return Bench(context, StoppedClock(NINE))


DAY = "2026-03-03"


def running(bench: Bench, since: int) -> str:
    return bench.entries.start(EntryDraft("Run", started_at=NINE + since)).started.entry.id


ACTS: dict[str, tuple[Callable[[Bench], object], list[tuple[str, int | None, int | None, int, str]]]] = {
    "split": (
        lambda b: b.changes.split(b.span("A", -7200, -10).id, NINE - 4000),
        [("A", -7200, -4000, 3200, DAY), ("A", -4000, -10, 3990, DAY)],
    ),
    "split while running": (
        lambda b: b.changes.split(running(b, -600), NINE - 60),
        [("Run", -600, -60, 540, DAY), ("Run", -60, None, 0, DAY)],
    ),
    "split where a day begins": (
        lambda b: b.changes.split(b.span("A", -6 * HOUR, -4 * HOUR).id, NINE - 5 * HOUR),
        [("A", -6 * HOUR, -5 * HOUR, HOUR, "2026-03-02"), ("A", -5 * HOUR, -4 * HOUR, HOUR, DAY)],
    ),
    "split off a duration": (
        lambda b: b.changes.split_off(b.entries.log(EntryDraft("A", date=DAY, seconds=100)).entry.id, 37),
        [("A", None, None, 63, DAY), ("A", None, None, 37, DAY)],
    ),
    "discard a stretch": (
        lambda b: b.changes.split_out(b.span("A", -7200, 0).id, NINE - 3600, NINE - 1800, "discard"),
        [("A", -7200, -3600, 3600, DAY), ("A", -1800, 0, 1800, DAY)],
    ),
    "discard, the timer goes on": (
        lambda b: b.changes.split_out(running(b, -600), NINE - 300, NINE, "discard"),
        [("Run", -600, -300, 300, DAY), ("Run", 0, None, 0, DAY)],
    ),
    "discard, the timer ends": (
        lambda b: b.changes.split_out(running(b, -600), NINE - 300, NINE, "discard", go_on=False),
        [("Run", -600, -300, 300, DAY)],
    ),
    "discard all of it": (lambda b: b.changes.split_out(b.span("A", -60, 0).id, NINE - 99, NINE + 99, "discard"), []),
    "keep a stretch apart": (
        lambda b: b.changes.split_out(b.span("A", -60, 0).id, NINE - 50, NINE - 40, "keep"),
        [("A", -60, -50, 10, DAY), ("A", -50, -40, 10, DAY), ("A", -40, 0, 40, DAY)],
    ),
    "give a stretch to another": (
        lambda b: b.changes.split_out(running(b, -60), NINE - 50, NINE - 40, "give_to", EntryDraft("Call")),
        [("Run", -60, -50, 10, DAY), ("Call", -50, -40, 10, DAY), ("Run", -40, None, 0, DAY)],
    ),
    "give all of it to another": (
        lambda b: b.changes.split_out(b.span("A", -60, 0).id, NINE - 60, NINE, "give_to", EntryDraft("Call")),
        [("Call", -60, 0, 60, DAY)],
    ),
    "merge what goes on": (
        lambda b: b.changes.merge([b.span("A", -30, 0).id, b.span("A", -60, -30).id]),
        [("A", -60, 0, 60, DAY)],
    ),
    "merge with a break between": (
        lambda b: b.changes.merge([b.span("A", -31, 0).id, b.span("B", -60, -40).id]),
        [("B", None, None, 51, DAY)],
    ),
    "merge with what runs": (
        lambda b: b.changes.merge([b.span("A", -60, -30).id, running(b, -30)]),
        [("A", -60, None, 0, DAY)],
    ),
    "copy to another day": (
        lambda b: b.changes.duplicate(b.span("A", -60, 0).id, "2026-03-05"),
        [("A", -60, 0, 60, DAY), ("A", 172_740, 172_800, 60, "2026-03-05")],
    ),
    "copy on the day": (
        lambda b: b.changes.duplicate(b.span("A", -60, 0).id),
        [("A", None, None, 60, DAY), ("A", -60, 0, 60, DAY)],
    ),
    "nudge": (lambda b: b.changes.nudge_start(running(b, -60), -300), [("Run", -360, None, 0, DAY)]),
    "nudge over the day's beginning": (
        lambda b: b.changes.nudge_start(b.span("A", -5 * HOUR, 0).id, -1),
        [("A", -5 * HOUR - 1, 0, 5 * HOUR + 1, "2026-03-02")],
    ),
    "over the clock change": (
        lambda b: b.changes.move_to_day(b.span("A", -14 * HOUR, -4 * HOUR).id, "2026-03-28"),
        [("A", 24 * 26 * HOUR - 14 * HOUR, 24 * 26 * HOUR - 4 * HOUR, 10 * HOUR, "2026-03-28")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ACTS)
def test_every_second_is_where_it_should_be_and_undo_brings_it_back(bench: Bench, name: str) -> None:
    act, wanted = ACTS[name]
    act(bench)
    assert sorted(bench.stored(), key=str) == sorted(wanted, key=str)
    after = bench.stored()
    bench.undo.undo()
    assert len(bench.stored()) == len(bench.undo.steps()) - 1  # what was logged to begin with, each by one act
    bench.undo.redo()
    assert bench.stored() == after


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda b: b.changes.split(b.span("A", -60, 0).id, NINE), UserInputError),
        (lambda b: b.changes.split(b.entries.log(EntryDraft("A", date=DAY, seconds=9)).entry.id, NINE), UserInputError),
        (lambda b: b.changes.split_out(b.span("A", -60, 0).id, NINE, NINE + 9, "discard"), UserInputError),
        (lambda b: b.changes.nudge_start(running(b, -60), 300), UserInputError),
        (lambda b: b.changes.nudge_start(b.span("A", -60, 0).id, 300), UserInputError),
        (lambda b: b.changes.merge([b.span("A", -60, 0).id]), UserInputError),
        (lambda b: b.changes.merge([b.span("A", -60, 0).id, b.span("A", -200_000, -199_000).id]), Refused),
        (lambda b: b.changes.merge([b.span("A", -60, -50).id, running(b, -40)]), Refused),
        (lambda b: b.changes.duplicate(running(b, -60)), Refused),
    ],
)  # fmt: skip
def test_what_makes_no_sense_changes_nothing(
    bench: Bench, act: Callable[[Bench], object], error: type[AppError]
) -> None:
    with pytest.raises(error):
        act(bench)
    assert len(bench.undo.steps()) == len(bench.stored())  # only what was logged to begin with


def test_an_entry_over_midnight_and_the_clock_change_keeps_its_seconds(bench: Bench) -> None:
    night = at_local("2026-10-24", 23, 0, 0, ZONE), at_local("2026-10-25", 5, 0, 0, ZONE)
    bench.clock.at = night[1]
    entry = bench.entries.log(EntryDraft("Night", started_at=night[0], ended_at=night[1])).entry
    assert (entry.date, entry.seconds) == ("2026-10-24", 7 * HOUR)  # the night had an hour more
    moved = bench.changes.move_to_day(entry.id, "2026-10-23").entry
    assert moved.seconds == 7 * HOUR
    first, second = bench.changes.split(moved.id, (moved.started_at or 0) + 6 * HOUR)
    assert (first.entry.seconds, second.entry.seconds) == (6 * HOUR, HOUR)
    assert (first.entry.date, second.entry.date) == ("2026-10-23", "2026-10-24")


def test_billed_time_is_neither_taken_apart_nor_changed_without_a_reason(bench: Bench) -> None:
    entry, other = bench.span("A", -60, 0), bench.span("B", -99, -60)
    with bench.db.write():
        HoursMarkRepository(bench.db).seen(entry.id, None, flag=True)
    for act in (
        lambda: bench.changes.split(entry.id, NINE - 30),
        lambda: bench.changes.split_out(entry.id, NINE - 30, NINE, "discard"),
        lambda: bench.changes.merge([entry.id, other.id]),
        lambda: bench.changes.nudge_start(entry.id, -60),
        lambda: bench.changes.change_all([other.id, entry.id], BulkChange(billable=False)),
    ):
        with pytest.raises(Refused):
            act()
    assert bench.entries.row(other.id).entry.billable  # all or none
    bench.changes.nudge_start(entry.id, -60, "typed wrong")
    newest = HistoryRepository(bench.db).of_entry(entry.id)[0]
    assert (newest.act, newest.reason) == ("nudge", "typed wrong")
    assert bench.changes.duplicate(entry.id).entry.billed_there is None


def test_many_at_once_are_one_step(bench: Bench) -> None:
    ids = [bench.span(title, -60 * n, -60 * n + 60, tags=("old",)).id for n, title in enumerate("ABC", 1)]
    before = bench.stored()
    change = BulkChange(add_tags=("new",), remove_tags=("OLD",), billable=False, shift_days=-1)
    rows = bench.changes.change_all(ids, change)
    assert {(row.entry.tags, row.entry.billable, row.entry.date) for row in rows} == {(("new",), False, "2026-03-02")}
    bench.changes.change_all(ids, BulkChange(delete=True))
    assert bench.stored() == []
    bench.undo.undo()
    bench.undo.undo()
    assert bench.stored() == before
    assert [row.act for row in HistoryRepository(bench.db).of_entry(ids[0])] == [
        "undo",
        "undo",
        "delete",
        "edit",
        "log",
    ]


def test_pause_is_a_split_that_knows_what_to_go_on_with(bench: Bench) -> None:
    assert bench.entries.paused() is None
    first = running(bench, -60)
    paused = bench.entries.pause()
    assert (paused.entry.id, paused.entry.seconds) == (first, 60)
    bench.clock.at += 600
    bench.entries.log(EntryDraft("Between", date=DAY, seconds=5))
    found = bench.entries.paused()
    assert found is not None
    assert found.entry.id == first
    resumed = bench.entries.resume().started.entry
    assert (resumed.title, resumed.started_at, resumed.id != first) == ("Run", NINE + 600, True)
    bench.entries.stop()
    assert bench.entries.paused() is None
    with pytest.raises(Refused):
        bench.entries.resume()


def test_going_on_and_stopping_at_once_leaves_nothing_behind(bench: Bench) -> None:
    running(bench, -60)
    bench.entries.pause()
    whole = bench.stored()
    resumed = bench.entries.resume().started.entry
    stopped = bench.entries.stop()
    assert (stopped.entry.id, stopped.entry.seconds, stopped.entry.running, stopped.deleted) == (
        resumed.id, 0, False, True,
    )  # fmt: skip
    assert bench.stored() == whole
    assert DeletedService(bench.db, bench.clock).entries() == []
    assert bench.entries.paused() is None, "it was stopped"
    bench.undo.undo()
    bench.clock.at += 5
    assert bench.entries.stop().entry.seconds == 5, "undo lets it run again"


def test_pausing_what_was_just_gone_on_with_stays_a_pause(bench: Bench) -> None:
    running(bench, -60)
    bench.entries.pause()
    whole = bench.stored()
    for _ in range(2):
        bench.entries.resume()
        bench.entries.pause()
    assert bench.stored() == whole
    bench.clock.at += 5
    assert bench.entries.resume().started.entry.title == "Run"
    bench.clock.at += 5
    bench.entries.stop()
    assert [seconds for *_, seconds, _ in bench.stored()] == [60, 5]


def test_a_timer_that_is_started_and_stopped_within_a_second_is_kept(bench: Bench) -> None:
    for _ in range(2):
        bench.entries.start(EntryDraft("Call"))
        assert not bench.entries.stop().deleted
    bench.entries.start(EntryDraft("Call"))
    bench.entries.start(EntryDraft("Mail"))
    assert [title for title, *_ in bench.stored()] == ["Call"] * 3 + ["Mail"]


def test_words_of_no_time_stay_with_one_entry(bench: Bench) -> None:
    with bench.db.write():
        ClientRepository(bench.db).save(Client(ClientId("acme"), "Acme"))
        ProjectRepository(bench.db).save(Project(project := ProjectId("shop"), "Webshop", ClientId("acme")))
    bench.entries.start(EntryDraft("Own words", project_id=project))
    kept = bench.entries.pause()
    assert [title for title, *_ in bench.stored()] == ["Own words"], "nothing else says it"
    assert [row["record_id"] for row in bench.db.read("select * from outbox where kind = 'entry'")] == [kept.entry.id]
    went_on = bench.entries.resume().started.entry
    assert [(title, end) for title, _, end, *_ in bench.stored()] == [("Own words", None)]
    bench.undo.undo()
    assert not bench.entries.row(kept.entry.id).deleted
    assert bench.entries.row(went_on.id).deleted
    bench.undo.redo()
    bench.clock.at += 5
    bench.entries.stop()
    assert [(title, seconds) for title, _, _, seconds, _ in bench.stored()] == [("Own words", 5)]
    assert [row["record_id"] for row in bench.db.read("select * from outbox where kind = 'entry'")] == [went_on.id]


def test_parts_and_copies_keep_the_rate_of_their_own(bench: Bench) -> None:
    terms = TermsService(bench.db)
    dear = bench.span("Dear", 0, 4 * HOUR)
    terms.change(TermsKind.ENTRY, dear.id, TermsChange(rate="150"))
    _, second = bench.changes.split(dear.id, NINE + HOUR)
    copy = bench.changes.duplicate(second.entry.id)
    given = EntryDraft("Other")
    out = bench.changes.split_out(second.entry.id, NINE + 2 * HOUR, NINE + 3 * HOUR, "give_to", given)
    assert out.before is not None
    assert out.stretch is not None
    assert out.after is not None

    def rate(entry_id: str) -> str | None:
        found = terms.of(TermsKind.ENTRY, entry_id).rate
        return None if found is None else str(found)

    alike = [dear.id, copy.entry.id, out.before.entry.id, out.after.entry.id]
    assert ([rate(one) for one in alike], rate(out.stretch.entry.id)) == (["150"] * 4, None)
    with pytest.raises(Refused, match="different hourly rates"):
        bench.changes.merge([out.before.entry.id, out.stretch.entry.id])
    assert rate(bench.changes.merge([dear.id, out.before.entry.id]).entry.id) == "150"
