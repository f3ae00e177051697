"""What the timer page asks for: days and their sums, starting again, taking one act back, both sides of a conflict."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.context import AppContext, build
from app.domain.entries import EntrySync
from app.errors import NotFound, Refused, UserInputError
from app.services.attention import AttentionService
from app.services.conflicts import ConflictService
from app.services.entries import EntryDraft, EntryEdit, EntryService
from app.services.entry_history import EntryHistory
from app.services.timesheet import Timesheet
from app.services.undo import UndoService
from app.storage.days import DayTotal
from tests.sandbox.process import SandboxProcess
from tests.services.stopped_clock import StoppedClock
from tests.sync.desk import WEBSHOP, Desk, Desks, furnish

MONDAY, TUESDAY = "2026-03-02", "2026-03-03"


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def context(tmp_path: Path, clock: StoppedClock) -> Iterator[AppContext]:
    made = build({}, data_dir=str(tmp_path / "data"), clock=clock)
    yield made
    made.close()


@pytest.fixture
def entries(context: AppContext) -> EntryService:
    return EntryService(context.db, context.clock, "UTC")


@pytest.fixture
def desk(empty_sandbox: SandboxProcess, tmp_path: Path) -> Iterator[Desk]:
    furnish(empty_sandbox)
    desks = Desks(tmp_path)
    opened = desks.open(empty_sandbox)
    opened.synced()
    yield opened
    desks.close()


def test_days_come_newest_first_with_their_sums(context: AppContext, entries: EntryService) -> None:
    entries.log(EntryDraft("First", date=MONDAY, seconds=600))
    entries.log(EntryDraft("Second", date=MONDAY, seconds=900, billable=False))
    entries.log(EntryDraft("Third", date=TUESDAY, seconds=60))
    entries.start(EntryDraft("Running"))
    sheet = Timesheet(context.db)
    assert [row.entry.title for row in sheet.page(3)] == ["Running", "Third", "Second"]
    assert [row.entry.title for row in sheet.page(9, before=sheet.page(3)[-1].position)] == ["First"]
    assert [row.entry.title for row in sheet.day(TUESDAY)] == ["Running", "Third"]
    assert sheet.totals("2026-03-01", TUESDAY) == {
        MONDAY: DayTotal(MONDAY, 1500, 600, 2),
        TUESDAY: DayTotal(TUESDAY, 60, 60, 2),
    }
    assert sheet.totals("2026-02-01", "2026-03-01") == {}


def test_starting_again_is_about_the_same_and_ends_what_runs(entries: EntryService, clock: StoppedClock) -> None:
    old = entries.log(EntryDraft("Design", "only then", tags=("ui",), billable=False, date=MONDAY, seconds=600))
    entries.start(EntryDraft("Other"))
    clock.at += 60
    switched = entries.start_again(old.entry.id)
    started = switched.started.entry
    assert (started.title, started.tags, started.billable, started.notes) == ("Design", ("ui",), False, "")
    assert (started.running, started.started_at) == (True, clock.at)
    assert switched.stopped is not None
    assert switched.stopped.entry.seconds == 60
    with pytest.raises(NotFound):
        entries.start_again("no such entry")


def test_clock_times_can_be_taken_away(entries: EntryService, clock: StoppedClock) -> None:
    entry = entries.log(EntryDraft("Span", started_at=clock.at - 3600, ended_at=clock.at)).entry
    changed = entries.edit(entry.id, EntryEdit(clear=frozenset({"times"}), seconds=1800, date=MONDAY)).entry
    assert (changed.started_at, changed.ended_at, changed.seconds, changed.date) == (None, None, 1800, MONDAY)
    running = entries.start(EntryDraft("Now")).started.entry
    with pytest.raises(UserInputError):
        entries.edit(running.id, EntryEdit(clear=frozenset({"times"})))


def test_one_act_is_taken_back_whatever_came_after(context: AppContext, entries: EntryService) -> None:
    undo = UndoService(context.db, context.clock)
    assert undo.latest() is None
    gone = entries.log(EntryDraft("Gone", date=MONDAY, seconds=600)).entry
    entries.delete(gone.id)
    deletion = undo.latest()
    assert deletion is not None
    later = entries.log(EntryDraft("Later", date=MONDAY, seconds=60)).entry
    assert undo.undo(deletion).entry_ids == (gone.id,)
    assert not entries.row(gone.id).deleted
    assert not entries.row(later.id).deleted
    with pytest.raises(Refused):
        undo.undo(deletion)
    newest = undo.latest()
    undo.undo(newest)
    other = entries.log(EntryDraft("Other", date=MONDAY, seconds=60)).entry
    with pytest.raises(Refused):
        undo.undo(newest)
    assert not entries.row(other.id).deleted, "its act did not take over the number of the one that was undone"


def test_both_versions_of_a_conflict(desk: Desk) -> None:
    entry = desk.log("Before", notes="same")
    desk.synced()
    desk.web_edit(desk.hour("Before"), title="Theirs", hours="3")
    desk.edit(entry, title="Ours", seconds=7200)
    desk.sync()
    attention = AttentionService(desk.context.db, desk.clock)
    found = attention.of_entry(entry)
    assert found is not None
    assert {side.name: (side.ours, side.theirs) for side in found.sides} == {
        "title": ("Ours", "Theirs"),
        "seconds": (7200, 10_800),
    }
    assert (found.state, found.title, found.deleted) == ("conflict", "Ours", False)
    desk.conflicts.resolve(entry, ours=True)
    assert attention.of_entry(entry) is None


def test_a_conflict_with_a_deletion_there(desk: Desk) -> None:
    entry = desk.log("Doomed")
    desk.synced()
    desk.web_delete(desk.hour("Doomed"))
    desk.edit(entry, title="Doomed, but wanted")
    desk.sync(full=True)
    found = AttentionService(desk.context.db, desk.clock).of_entry(entry)
    assert found is not None
    assert [(side.name, side.ours, side.theirs) for side in found.sides] == [("deleted", False, True)]


def test_a_refused_entry_is_tried_again(desk: Desk) -> None:
    desk.server.fault(kind="status", path="/projects/*/hours", method="POST", layer="clientary", status=422, body="{}")
    entry = desk.log("Refused at first")
    desk.sync()
    assert desk.state(entry) is EntrySync.PARKED
    service = ConflictService(desk.context.db, desk.clock)
    service.try_again(entry)
    assert desk.state(entry) is EntrySync.WAITING
    with pytest.raises(NotFound):
        service.try_again(entry)
    desk.synced()
    desk.holds(("Refused at first", "1", WEBSHOP))


def test_what_came_from_clientary_is_in_the_history(desk: Desk) -> None:
    entry = desk.log("Before")
    desk.synced()
    desk.web_edit(desk.hour("Before"), title="Theirs", hours="3")
    desk.sync()
    pulled, logged = EntryHistory(desk.context.db).of_entry(entry)
    assert (pulled.act, {field.name: (field.before, field.after) for field in pulled.fields}) == (
        "pull",
        {"title": ("Before", "Theirs"), "seconds": (3600, 10_800)},
    )
    assert (logged.act, logged.came) == ("log", True)
    desk.web_edit(desk.hour("Theirs"), hours="4")
    desk.edit(entry, seconds=7200)
    desk.sync()
    desk.conflicts.resolve(entry, ours=False)
    desk.synced()
    desk.web_delete(desk.hour("Theirs"))
    desk.sync(full=True)
    steps = EntryHistory(desk.context.db).of_entry(entry)
    assert [(step.act, step.went) for step in steps[:3]] == [("pull", True), ("resolve", False), ("edit", False)]
