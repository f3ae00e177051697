"""Acts of the calendar and of its table of hours: whatever is dragged or typed, worked time is what was said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.context import AppContext, build
from app.domain.entries import Entry
from app.domain.ids import EntryId
from app.errors import Refused, UserInputError
from app.services.entries import EntryDraft, EntryService
from app.services.undo import UndoService
from app.services.week import WeekService, sums, total
from app.services.week_grid import RowKey, WeekGrid, grid_rows
from app.storage.entries import EntryFilter, EntryRepository
from tests.services.stopped_clock import StoppedClock

ZONE, DAY_START = "Europe/Paris", 240
NINE = 1_772_524_800  # Tuesday 2026-03-03 09:00 in Paris
HOUR, DAY = 3600, "2026-03-03"
NOTHING = RowKey(None)


class Bench:
    """The services on one data folder, and what is stored."""

    def __init__(self, context: AppContext) -> None:
        self.db, self.clock = context.db, StoppedClock(NINE)
        self.entries = EntryService(context.db, self.clock, ZONE, DAY_START)
        self.week = WeekService(context.db, self.clock, DAY_START)
        self.grid = WeekGrid(context.db, self.clock, ZONE, DAY_START)
        self.undo = UndoService(context.db, self.clock)

    def stored(self) -> list[tuple[str, str, int | None, int]]:
        """Title, day, start in seconds from nine, and seconds of every entry, oldest first."""
        every = EntryRepository(self.db).entries(EntryFilter())
        return [(e.title, e.date, None if e.started_at is None else e.started_at - NINE, e.seconds) for e in every]


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
    return Bench(context)


def test_a_move_keeps_the_duration_that_clientary_set(bench: Bench) -> None:
    odd = Entry(EntryId("e"), "Odd", DAY, ZONE, 5000, NINE, NINE + HOUR)
    with bench.db.write():
        EntryRepository(bench.db).save(odd)
    bench.week.place("e", NINE + 2 * HOUR)
    assert bench.stored() == [("Odd", DAY, 2 * HOUR, 5000)]
    bench.undo.undo()
    assert EntryRepository(bench.db).get("e") == odd


def test_the_small_hours_count_to_the_day_before(bench: Bench) -> None:
    row = bench.entries.log(EntryDraft("Late", date=DAY, seconds=HOUR))
    bench.week.place(row.entry.id, NINE + 18 * HOUR)  # three in the morning
    assert bench.stored() == [("Late", DAY, 18 * HOUR, HOUR)]
    bench.week.place(row.entry.id, NINE + 19 * HOUR)
    assert bench.stored() == [("Late", "2026-03-04", 19 * HOUR, HOUR)]
    bench.week.lift(row.entry.id, "2026-03-07")
    assert bench.stored() == [("Late", "2026-03-07", None, HOUR)]


def test_of_a_running_entry_only_the_start_moves(bench: Bench) -> None:
    running = bench.entries.start(EntryDraft("Now", started_at=NINE - HOUR)).started.entry.id
    bench.week.place(running, NINE - 2 * HOUR)
    with pytest.raises(Refused):
        bench.week.resize(running, NINE - HOUR, NINE)
    with pytest.raises(UserInputError):
        bench.week.place(running, NINE + 1)
    with pytest.raises(UserInputError):
        bench.week.lift(running, DAY)
    assert bench.stored() == [("Now", DAY, -2 * HOUR, 0)]
    [row] = bench.week.rows("2026-03-09", "2026-03-15")
    assert row.id == running, "what runs is there in every week"
    assert total(list(sums([row], ("2026-03-09",), NINE).values())).seconds == 0


def test_ends_are_moved_from_where_they_are_stored(bench: Bench) -> None:
    entry = Entry(EntryId("e"), "Odd", DAY, ZONE, 5000, NINE, NINE + HOUR)
    with bench.db.write():
        EntryRepository(bench.db).save(entry)
    bench.week.shift("e", 900, 900)
    assert bench.stored() == [("Odd", DAY, 900, 5000)]
    bench.week.shift("e", 0, -900)
    assert bench.stored() == [("Odd", DAY, 900, 4100)]
    bench.week.resize("e", NINE, None)
    assert bench.stored() == [("Odd", DAY, 0, 5000)]
    bench.week.move_to("e", "2026-03-04")
    assert bench.stored() == [("Odd", "2026-03-04", 24 * HOUR, 5000)]
    bench.week.lift("e")
    assert bench.stored() == [("Odd", "2026-03-04", None, 5000)]
    with pytest.raises(Refused, match="taken away meanwhile"):
        bench.week.shift("e", 900, 900)


def test_a_cell_with_a_running_entry(bench: Bench) -> None:
    bench.entries.start(EntryDraft("Now", started_at=NINE - HOUR))
    with pytest.raises(Refused, match="1:00 of this day is by the clock, running or billed"):
        bench.grid.set_cell(NOTHING, DAY, HOUR - 60, "Work")
    assert bench.grid.set_cell(NOTHING, DAY, 2 * HOUR, "Work")
    assert not bench.grid.set_cell(NOTHING, DAY, 2 * HOUR, "Work"), "nothing to do, no step of undo"
    assert len(bench.undo.steps()) == 2
    [row] = grid_rows(bench.week.rows(DAY, DAY), (DAY,), NINE)
    assert (row.cells[0].seconds, row.cells[0].fixed, row.cells[0].entries) == (2 * HOUR, HOUR, 2)
    bench.undo.undo()
    assert bench.stored() == [("Now", DAY, -HOUR, 0)]


def test_shrinking_past_several_entries_is_one_step(bench: Bench) -> None:
    for number in range(3):
        bench.entries.log(EntryDraft(f"Part {number}", date=DAY, seconds=HOUR))
    assert bench.grid.set_cell(NOTHING, DAY, 2000, "Work")
    assert bench.stored() == [("Part 0", DAY, None, 2000)]
    bench.undo.undo()
    assert [seconds for *_, seconds in bench.stored()] == [HOUR] * 3
    with pytest.raises(UserInputError):
        bench.grid.set_cell(NOTHING, DAY, 24 * HOUR + 1, "Work")
