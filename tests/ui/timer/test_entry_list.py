"""The list by day: pages as it scrolls, and nothing moved that did not change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.services.entries import EntryDraft, EntryEdit
from app.storage.changes import Changes
from tests.ui.timer.desk import TimerDesk
from ui.format import day_title
from ui.models.entry_list import PAGE, DayItem, EntryListModel, ItemRole, SecondsRole
from ui.session import Session


@pytest.fixture
def model(qapp: object, session: Session) -> Iterator[EntryListModel]:
    made = EntryListModel(session)
    tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)
    tester.setUseFetchMore(False)  # else it reads pages while a page is being read
    yield made
    tester.deleteLater()
    made.deleteLater()


def titles(model: EntryListModel) -> list[str]:
    return [str(model.index(at).data()) for at in range(model.rowCount())]


def log(session: Session, title: str, day: str, seconds: int = 600) -> str:
    return session.entries.log(EntryDraft(title, date=day, seconds=seconds)).entry.id


def test_days_and_entries_newest_first(model: EntryListModel, session: Session) -> None:
    assert model.rowCount() == 0
    for number, day in enumerate(("2026-03-02", "2026-03-03", "2026-03-03")):
        log(session, f"Entry {number}", day, 600 * (number + 1))
    model.reload()
    monday, tuesday = day_title("2026-03-02", session.today), day_title("2026-03-03", session.today)
    assert titles(model) == [tuesday, "Entry 2", "Entry 1", monday, "Entry 0"]
    assert model.index(0).data(ItemRole) == DayItem("2026-03-03", 3000)
    assert model.index(0).data(SecondsRole) == 3000
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsEnabled
    spoken = str(model.index(1).data(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken == "Entry 2; duration only; 30 minutes; only here"


def test_pages_are_read_as_they_are_needed(model: EntryListModel, session: Session, qtbot: QtBot) -> None:
    with session.context.db.write():
        for number in range(2 * PAGE + 50):
            log(session, f"Entry {number:03}", f"2026-02-{1 + number // 20:02}")
    model.reload()
    wanted = [f"Entry {number:03}" for number in reversed(range(2 * PAGE + 50))]
    assert [text for text in titles(model) if text.startswith("Entry")] == wanted[:PAGE]
    with qtbot.waitSignal(model.refreshed, timeout=60_000):
        model.reload_in_turns()
        model.fetchMore(QModelIndex())
    assert [text for text in titles(model) if text.startswith("Entry")] == wanted[: 2 * PAGE], "what was scrolled to"
    while model.canFetchMore(QModelIndex()):
        model.fetchMore(QModelIndex())
    assert [text for text in titles(model) if text.startswith("Entry")] == wanted
    assert len([text for text in titles(model) if not text.startswith("Entry")]) == 13
    sums = [model.index(at).data(ItemRole) for at in range(model.rowCount())]
    assert sum(item.seconds for item in sums if isinstance(item, DayItem)) == 600 * (2 * PAGE + 50)
    loaded = model.rowCount()
    session.entries.delete(session.timesheet.page(1)[0].entry.id)
    model.reload()  # in steps: as much as was loaded
    qtbot.waitUntil(lambda: model.rowCount() == loaded - 1)


def test_only_what_changed_is_touched(model: EntryListModel, session: Session) -> None:
    ids = [log(session, f"Entry {number}", "2026-03-03") for number in range(5)]
    model.reload()
    removed: list[tuple[int, int]] = []
    changed: list[tuple[int, int]] = []
    model.rowsRemoved.connect(lambda _parent, first, last: removed.append((first, last)))
    model.dataChanged.connect(lambda top, bottom: changed.append((top.row(), bottom.row())))
    model.reload()
    assert (removed, changed) == ([], [])
    session.entries.edit(ids[2], EntryEdit(title="Other"))
    model.reload()
    assert (removed, changed) == ([], [(3, 3)])
    session.entries.delete(ids[0])
    model.reload()
    assert removed == [(5, 5)]
    assert titles(model)[1:] == ["Entry 4", "Entry 3", "Other", "Entry 1"]
    session.undo.undo()
    model.reload()
    assert titles(model)[1:] == ["Entry 4", "Entry 3", "Other", "Entry 1", "Entry 0"]
    for entry_id in ids:
        session.entries.delete(entry_id)
    model.reload()
    assert model.rowCount() == 0


def test_the_choice_and_the_place_survive(desk: TimerDesk) -> None:
    for number in range(30):
        desk.session.entries.log(EntryDraft(f"Entry {number}", date="2026-03-03", seconds=60))
    desk.settle()
    desk.click_entry("Entry 5")
    place = desk.page.view.verticalScrollBar().value()
    assert place > 0
    desk.log("Newer", project=None)
    assert desk.page.view.current is not None
    assert desk.page.view.current.entry.title == "Entry 5"
    desk.session.entries.delete(desk.row("Entry 5").entry.id)
    desk.settle()
    assert desk.page.view.current is not None
    assert desk.page.view.current.entry.title in ("Entry 4", "Entry 6")  # its neighbour
    desk.press(Qt.Key.Key_Home, widget=desk.page.view)
    assert desk.page.view.current.entry.title == "Newer"
    assert desk.page.view.verticalScrollBar().value() == 0, "its day is to be seen too"


def test_a_burst_of_foreign_commits_is_read_once(desk: TimerDesk) -> None:
    reads: list[int] = []
    desk.page.model.refreshed.connect(lambda: reads.append(1))
    for _ in range(20):
        desk.bridge.note(Changes(everything=True))
    desk.settle()
    assert len(reads) <= 2
