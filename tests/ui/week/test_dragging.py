"""Entries made, moved and resized by dragging in the calendar; each is in the data file afterwards, and undoable."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from app.context import open_context
from app.domain.ids import ProjectId
from app.domain.spans import at_local
from app.services.entries import EntryDraft, EntryEdit, EntryService
from app.storage.entries import EntryFilter, EntryRepository
from app.storage.hours_marks import HoursMarkRepository
from tests.ui.records.desk import button_of, click
from tests.ui.shell.other_writer import another_writes
from tests.ui.week.desk import LEFT, NONE, ZONE, WeekDesk
from ui.week.new_entry import NewEntry

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def test_drawing_an_entry_asks_what_it_was_for(desk: WeekDesk) -> None:
    desk.drag(desk.spot(1, 9.1), desk.spot(1, 10.55))
    desk.popup_line("webshop: address validation #design")
    entry = desk.row("address validation").entry
    assert (desk.span("address validation"), entry.project_id, entry.tags) == (
        "Tue 09:00-10:30",
        "Webshop",
        ("design",),
    )
    assert desk.board.chosen == entry.id
    assert "Logged" in desk.toast()
    desk.drag(desk.spot(2, 9), desk.spot(2, 10))
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, NewEntry)
    drawn = desk.board.pointer.draft
    assert drawn is not None, "it stays in sight"
    QTest.keyClicks(popup.field, "rebr")
    QTest.keyClick(popup.field, Qt.Key.Key_Tab)
    assert popup.field.text().lower() == "rebrand: "
    QTest.keyClick(popup.field, Qt.Key.Key_Return)
    assert popup.note.text() == "Say what the time was for."
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    desk.turn()
    assert desk.board.pointer.draft is None
    assert len(EntryRepository(desk.session.context.db).page(EntryFilter(), 9)) == 1


def test_what_was_typed_for_a_drawn_stretch_is_logged_though_the_window_was_closed(desk: WeekDesk) -> None:
    desk.drag(desk.spot(1, 9), desk.spot(1, 10))
    popup = QApplication.activePopupWidget()
    assert isinstance(popup, NewEntry)
    with another_writes(desk.session.context.db.path):
        QTest.keyClicks(popup.field, "Waits")
        QTest.keyClick(popup.field, Qt.Key.Key_Return)
        QTest.keyClick(popup.field, Qt.Key.Key_Return)  # nothing was seen to happen
        QTest.keyClick(popup, Qt.Key.Key_Escape)
        desk.turn()
    desk.until(lambda: not desk.bridge.saving, "it to be saved")
    assert "Logged" in desk.toast()
    assert [row.entry.title for row in EntryRepository(desk.session.context.db).page(EntryFilter(), 9)] == ["Waits"]


def test_moving_and_resizing_and_taking_it_back(desk: WeekDesk) -> None:
    desk.log("Call", 0, 9, 90)
    desk.drag(desk.block("Call"), desk.spot(3, 13.75) + QPoint(3, 0))
    assert desk.span("Call") == "Thu 13:00-14:30"
    assert desk.board.chosen == desk.row("Call").entry.id
    desk.drag(desk.block("Call", "bottom"), desk.spot(3, 15.05))
    assert desk.span("Call") == "Thu 13:00-15:00"
    desk.drag(desk.block("Call", "top"), desk.spot(3, 12.4))
    assert desk.span("Call") == "Thu 12:30-15:00"
    desk.drag(desk.block("Call", "top"), desk.spot(3, 16), ALT)
    assert desk.span("Call") == "Thu 14:59-15:00", "the start stays before the end"
    click(button_of(desk.window, "Undo"))
    desk.settle()
    assert desk.span("Call") == "Thu 12:30-15:00"
    QTest.keyClick(desk.window, Qt.Key.Key_Z, CTRL)
    desk.settle()
    assert desk.span("Call") == "Thu 13:00-15:00"


def test_escape_lets_go_and_nothing_has_changed(desk: WeekDesk) -> None:
    desk.log("Call", 0, 9, 90)
    steps = len(desk.session.undo.steps())
    desk.drag(desk.block("Call"), desk.spot(4, 12), drop=False)
    assert desk.board.pointer.dragging
    desk.key(Qt.Key.Key_Escape)
    QTest.mouseRelease(desk.board.viewport(), LEFT, Qt.KeyboardModifier.NoModifier, desk.spot(4, 12))
    desk.settle()
    desk.drag(desk.block("Call"), desk.spot(4, 12), drop=False)
    desk.window.show_page("timer")
    desk.window.show_page("week")
    desk.until(lambda: not desk.board.pointer.dragging, "the drag to end with the page that was left")
    drop(desk, desk.spot(4, 12))
    assert (desk.span("Call"), len(desk.session.undo.steps())) == ("Mon 09:00-10:30", steps)


def changed_elsewhere(desk: WeekDesk, title: str, edit: EntryEdit, *, told: bool = True) -> None:
    """As sync and commands do: by another connection, which the window hears of later (`told`: now)."""
    entry_id = desk.row(title).entry.id
    other = open_context(desk.session.config, desk.session.context.clock)
    try:
        EntryService(other.db, other.clock, other.zone).edit(entry_id, edit)
    finally:
        other.close()
    if told:
        desk.bridge.look_for_foreign_commits()
        desk.settle()


def drop(desk: WeekDesk, place: QPoint) -> None:
    QTest.mouseRelease(desk.board.viewport(), LEFT, NONE, place)
    desk.settle()


@pytest.mark.parametrize("told", [True, False])
def test_a_dragged_edge_leaves_what_came_in_meanwhile(desk: WeekDesk, told: bool) -> None:
    desk.log("Call", 0, 9, 90)
    desk.drag(desk.block("Call", "bottom"), desk.spot(0, 12), drop=False)
    earlier = at_local("2026-11-16", 8, 15, 0, ZONE)
    changed_elsewhere(desk, "Call", EntryEdit(started_at=earlier, project_id=ProjectId("Webshop")), told=told)
    drop(desk, desk.spot(0, 12))
    assert (desk.span("Call"), desk.row("Call").entry.project_id) == ("Mon 08:15-12:00", "Webshop")
    desk.drag(desk.block("Call"), desk.spot(2, 10), drop=False)
    changed_elsewhere(desk, "Call", EntryEdit(ended_at=earlier + 3600, title="Talk"), told=told)
    drop(desk, desk.spot(2, 10))
    start, _, end = desk.span("Talk").partition("-")
    assert start.startswith("Wed"), "it was put there"
    assert int(end[:2]) * 60 + int(end[3:]) - int(start[4:6]) * 60 - int(start[7:]) == 60, "as long as it is by now"


def test_a_key_moves_an_entry_from_where_it_is_by_now(desk: WeekDesk) -> None:
    desk.log("Call", 0, 9, 90)
    desk.click(desk.block("Call"))
    changed_elsewhere(desk, "Call", EntryEdit(started_at=at_local("2026-11-16", 8, 0, 0, ZONE)), told=False)
    desk.key(Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert desk.span("Call") == "Mon 08:00-10:45"
    desk.key(Qt.Key.Key_Right, CTRL)
    assert desk.span("Call") == "Tue 08:00-10:45"


@pytest.mark.parametrize(
    ("what", "told"), [("deleted", True), ("deleted", False), ("billed", False), ("no times", True)]
)
def test_what_can_no_longer_be_dragged_says_why(desk: WeekDesk, what: str, told: bool) -> None:
    entry_id = desk.log("Call", 0, 9, 90).entry.id
    desk.drag(desk.block("Call", "bottom"), desk.spot(0, 12), drop=False)
    if what == "no times":
        changed_elsewhere(desk, "Call", EntryEdit(clear=frozenset({"times"})), told=told)
        said = "“Call” was changed elsewhere meanwhile. It is now on Mon 16 Nov, no times; nothing was moved."
    else:
        other = open_context(desk.session.config, desk.session.context.clock)
        with other.db.write():
            if what == "deleted":
                EntryRepository(other.db).mark_deleted(entry_id, other.clock.now())
            else:
                HoursMarkRepository(other.db).seen(entry_id, None, flag=True)
        other.close()
        if told:
            desk.bridge.look_for_foreign_commits()
            desk.settle()
        said = {
            "deleted": "“Call” was deleted meanwhile, so it was not moved. You can bring it back on the page Sync.",
            "billed": "“Call” is billed, so its times are locked. Nothing was changed.",
        }[what]
    assert desk.board.pointer.dragging is not told
    drop(desk, desk.spot(0, 12))
    assert desk.toast() == said
    entry = EntryRepository(desk.session.context.db).get(entry_id)
    assert entry is not None
    assert entry.seconds == 5400


def test_entries_without_times_gain_and_lose_them(desk: WeekDesk) -> None:
    desk.log("Reading", 2, None, 75)
    desk.drag(desk.chip("Reading"), desk.spot(4, 11))
    assert desk.span("Reading") == "Fri 11:00-12:15"
    desk.drag(desk.block("Reading"), QPoint(desk.spot(1, 9).x(), round(desk.board.places.head + 8)))
    assert desk.span("Reading") == "Tue 1:15 h"
    QTest.keyClick(desk.window, Qt.Key.Key_Z, CTRL)
    desk.settle()
    assert desk.span("Reading") == "Fri 11:00-12:15"


def test_a_billed_entry_stays_where_it_is(desk: WeekDesk) -> None:
    row = desk.log("Billed", 0, 9, 90)
    db = desk.session.context.db
    with db.write():
        HoursMarkRepository(db).seen(row.entry.id, None, flag=True)
    desk.settle()
    desk.drag(desk.block("Billed"), desk.spot(3, 13))
    assert desk.toast() == "“Billed” is billed, so its times are locked. Nothing was changed."
    desk.key(Qt.Key.Key_Down, CTRL)
    assert desk.span("Billed") == "Mon 09:00-10:30"


def test_an_entry_over_midnight_is_on_both_days_and_moves_as_one(desk: WeekDesk) -> None:
    desk.log("Night", 1, 22, 180)
    assert [(p.column, p.begins, p.ends) for p in desk.board.pieces] == [(1, True, False), (2, False, True)]
    desk.show("2026-11-17", 0)
    desk.drag(desk.spot(2, 0.5), desk.spot(3, 0.5))
    assert desk.span("Night") == "Wed 22:00-01:00"


def test_what_another_program_logs_appears(desk: WeekDesk) -> None:
    other = open_context(desk.session.config, desk.session.context.clock)
    try:
        EntryService(other.db, other.clock, other.zone).log(EntryDraft("Elsewhere", date="2026-11-18", seconds=60))
    finally:
        other.close()
    desk.bridge.look_for_foreign_commits()
    desk.settle()
    assert desk.shown("Elsewhere").date == "2026-11-18"


def test_the_menu_of_an_entry(desk: WeekDesk) -> None:
    desk.log("Call", 0, 9, 120)

    def menu(wanted: str) -> None:
        place = desk.spot(0, 10)
        event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, desk.board.viewport().mapToGlobal(place))
        QApplication.sendEvent(desk.board.viewport(), event)
        shown = QApplication.activePopupWidget()
        assert isinstance(shown, QMenu)
        [action] = [action for action in shown.actions() if action.text().startswith(wanted)]
        QTest.mouseClick(shown, LEFT, Qt.KeyboardModifier.NoModifier, shown.actionGeometry(action).center())
        desk.settle()

    menu("Split at 10:00")
    rows = EntryRepository(desk.session.context.db).page(EntryFilter(), 9)
    assert sorted(row.entry.seconds for row in rows) == [3600, 3600]
    click(button_of(desk.window, "Undo"))
    desk.settle()
    menu("Take the times away")
    assert desk.span("Call") == "Mon 2:00 h"
