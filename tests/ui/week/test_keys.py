"""The calendar without a mouse, and what a screen reader hears of it."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.domain.ids import ProjectId
from app.services.entries import EntryEdit
from app.settings import SettingsFile
from tests.sandbox.process import ROOT
from tests.ui.week.desk import WeekDesk
from ui.dialogs.entry_dialog import EntryDialog
from ui.theme import Theme
from ui.views.week_page import WeekPage

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def chosen(desk: WeekDesk) -> str:
    return next((row.title for row in desk.board.rows if row.id == desk.board.chosen), "")


def test_arrows_choose_move_and_resize(desk: WeekDesk) -> None:
    for title, day, hour in (("Early", 0, 9.0), ("Late", 0, 14.0), ("Next", 1, 13.5), ("Untimed", 2, None)):
        desk.log(title, day, hour)
    desk.click(desk.block("Early"))
    desk.key(Key.Key_Down)
    assert chosen(desk) == "Late"
    desk.key(Key.Key_Right)
    assert chosen(desk) == "Next", "the nearest one of the next day"
    desk.key(Key.Key_Right)
    assert chosen(desk) == "Untimed"
    assert "Untimed; Wednesday 18 November; duration only; 1 hour" in desk.board.accessibleDescription()
    desk.key(Key.Key_Left)
    desk.key(Key.Key_Down, CTRL)
    desk.key(Key.Key_Down, SHIFT)
    desk.key(Key.Key_Left, SHIFT)
    desk.key(Key.Key_Right, CTRL)
    assert (desk.span("Next"), chosen(desk)) == ("Wed 13:30-15:00", "Next")
    desk.key(Key.Key_Up)
    desk.key(Key.Key_Left, CTRL)
    assert desk.span("Untimed") == "Tue 1:00 h"
    desk.key(Key.Key_Down, CTRL)
    assert desk.span("Untimed").startswith("Tue "), "down into the hours"
    assert not desk.span("Untimed").endswith(" h")


def test_enter_delete_and_making_one(desk: WeekDesk) -> None:
    desk.log("Call", 1, 9)
    desk.click(desk.block("Call"))
    desk.key(Key.Key_Return)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, EntryDialog)
    dialog.reject()
    desk.turn()
    desk.key(Key.Key_Delete)
    assert desk.board.rows == []
    desk.click(desk.spot(3, 10))
    desk.key(Key.Key_N)
    desk.popup_line("rebrand: logo")
    assert desk.span("logo") == "Thu 10:00-11:00"


def test_weeks_today_and_zoom(desk: WeekDesk) -> None:
    desk.key(Key.Key_PageDown)
    assert desk.page.heading.text() == "23 – 29 November 2026"
    desk.key(Key.Key_PageUp)
    desk.key(Key.Key_PageUp)
    assert desk.page.heading.text() == "9 – 15 November 2026"
    desk.key(Key.Key_T)
    assert desk.session.today in desk.board.axis.days
    before = desk.board.places.hour_px
    desk.key(Key.Key_Plus)
    assert desk.board.places.hour_px > before
    at = desk.spot(2, 12)
    kept = desk.board.places.place_at(at.y())
    turn = QWheelEvent(
        QPointF(at), QPointF(desk.board.viewport().mapToGlobal(at)), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        CTRL, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(desk.board.viewport(), turn)
    assert desk.board.places.hour_px > before * 1.3
    assert abs(desk.board.places.place_at(at.y()) - kept) < 120, "what is below the pointer stays there"


def test_the_way_of_looking_is_remembered(desk: WeekDesk, theme: Theme) -> None:
    desk.board.zoom(2)
    desk.page.span.setCurrentIndex(1)
    desk.page.tabs.setCurrentIndex(1)
    desk.window.show_page("timer")
    again = WeekPage(desk.session, theme, desk.bridge)
    try:
        assert (again.span.key, again.tabs.currentIndex()) == (5, 1)
        assert abs(again.board.hour_height - desk.board.hour_height) < 1
    finally:
        again.deleteLater()


def test_figures_follow_what_counts(desk: WeekDesk) -> None:
    desk.log("Call", 0, 9, 90)
    desk.log("Reading", 2, None, 30)
    desk.session.entries.edit(desk.row("Reading").entry.id, EntryEdit(billable=False))
    desk.settle()
    assert desk.page.figures.text() == "2:00 in all · 1:30 billable · 1:30 unbilled"
    desk.session.entries.edit(desk.row("Call").entry.id, EntryEdit(project_id=ProjectId("Webshop")))
    desk.settle()
    assert desk.page.figures.text().endswith(" · €135.00"), "an hour of the shop is 90.00"
    SettingsFile(desk.session.config.folder.settings).set("week.target_hours", "38.5")
    desk.session.reload_settings()
    desk.bridge.settings_changed.emit()
    assert desk.page.figures.text().endswith(" · 36:30 left of 38:30")
    desk.page.span.setCurrentIndex(1)
    assert len(desk.board.axis.days) == 5


def test_a_screen_reader_finds_every_entry(desk: WeekDesk) -> None:
    desk.log("Call", 0, 9, 90)
    desk.log("Reading", 2, None, 30)
    whole = QAccessible.queryAccessibleInterface(desk.board)
    items = [whole.child(number) for number in range(whole.childCount())]
    name = QAccessible.Text.Name
    assert (whole.role(), whole.text(name)) == (QAccessible.Role.List, "Calendar")
    assert [item.text(name) for item in items] == [
        "Call; Monday 16 November; 09:00 – 10:30; 1 hour 30 minutes",
        "Reading; Wednesday 18 November; duration only; 30 minutes",
    ]
    assert whole.indexOfChild(items[1]) == 1
    assert desk.board.viewport().rect().contains(desk.board.viewport().mapFromGlobal(items[0].rect().center()))
    desk.board.choose(desk.row("Call").entry.id)
    assert items[0].state().selected
    desk.session.entries.delete(desk.row("Call").entry.id)
    desk.settle()
    assert not items[0].isValid()
    assert whole.childCount() == 1


def test_a_program_that_was_read_aloud_ends_in_good_order() -> None:
    """Qt and PySide both believe that what a screen reader saw is theirs to delete."""
    done = subprocess.run([sys.executable, "-m", "tests.ui.week.read_aloud"], cwd=ROOT, timeout=60, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()[-2000:]


def test_the_page_hands_the_keys_to_what_it_shows(desk: WeekDesk) -> None:
    for tab, part in enumerate((desk.board, desk.page.grid.chooser)):
        desk.page.tabs.setCurrentIndex(tab)
        desk.page.setFocus()
        assert desk.window.focusWidget() is part
    desk.log("Call", 0, 9)
    desk.page.setFocus()
    assert desk.window.focusWidget() is desk.page.grid.table, "there is a cell to type into now"
