"""What a person does on the timer page, by clicks and keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QWidget

from app.services.entries import EntryDraft
from app.storage.changes import Changes
from tests.ui.records.desk import click
from tests.ui.timer.desk import CTRL, DAY, NONE, TimerDesk
from ui.dialogs.connect_dialog import ConnectDialog


def test_an_empty_program_offers_a_beginning(empty_desk: TimerDesk) -> None:
    page = empty_desk.page
    assert page.body.first_run is not None
    assert page.body.first_run.isVisible()
    click(page.body.first_run.connect_button)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ConnectDialog)
    click(dialog.foot.offline)
    empty_desk.start("Just begin")
    assert page.view.isVisible()
    assert not page.body.first_run.isVisible()


def test_continue_by_its_button(desk: TimerDesk) -> None:
    desk.log("Logo", tags=("design",), billable=False)
    desk.click_entry("Logo", "continue")
    desk.settle()
    running = desk.running()
    assert running is not None
    assert (running.entry.title, running.project_name, running.entry.tags) == ("Logo", "Webshop", ("design",))
    assert (running.entry.billable, desk.bar.title.text()) == (False, "Logo")
    assert len(desk.rows()) == 2


def test_continue_by_the_space_bar_and_only_once(desk: TimerDesk) -> None:
    desk.log("Logo")
    desk.click_entry("Logo")
    desk.press(Qt.Key.Key_Space, widget=desk.page.view)
    desk.settle()
    assert len(desk.rows()) == 2
    desk.press(Qt.Key.Key_Up, widget=desk.page.view)  # the new one, over the heading of its day
    assert desk.page.view.current is not None
    assert desk.page.view.current.entry.running
    desk.press(Qt.Key.Key_Space, widget=desk.page.view)
    assert len(desk.rows()) == 2
    assert desk.toast() == "This one is running."


def test_delete_and_the_toast_takes_it_back(desk: TimerDesk) -> None:
    desk.log("Doomed")
    desk.click_entry("Doomed", "delete")
    desk.settle()
    assert desk.rows() == []
    assert desk.toast() == "Deleted “Doomed”"
    desk.log("Something else")  # undo in the message is about the message, not about the last act
    desk.clicked("Undo")
    desk.settle()
    assert {row.entry.title for row in desk.rows()} == {"Doomed", "Something else"}
    assert "Doomed" in desk.shown()


def test_delete_and_undo_by_keys(desk: TimerDesk) -> None:
    desk.log("Doomed")
    desk.click_entry("Doomed")
    desk.press(Qt.Key.Key_Delete, widget=desk.page.view)
    desk.settle()
    assert desk.rows() == []
    desk.press(Qt.Key.Key_Z, CTRL, desk.page.view)
    desk.settle()
    assert [row.entry.title for row in desk.rows()] == ["Doomed"]


def test_undo_by_key_reaches_the_entries_from_the_empty_line(desk: TimerDesk) -> None:
    desk.log("Logged")
    desk.bar.title.setFocus()
    desk.press(Qt.Key.Key_Z, CTRL, desk.bar.title)
    desk.until(lambda: not desk.rows(), "the entry to be taken back")


def test_a_billed_entry_is_not_deleted(desk: TimerDesk) -> None:
    row = desk.log("Billed")
    db = desk.session.context.db
    with db.write():
        db.run("update entry set billed_there = 1 where id = ?", row.entry.id)
    desk.page.model.reload()
    desk.click_entry("Billed", "delete")
    assert desk.toast() == "“Billed” is marked as billed and cannot be deleted."
    assert len(desk.rows()) == 1


def test_the_menu_by_mouse_and_key(desk: TimerDesk) -> None:
    desk.log("Entry")
    desk.click_entry("Entry")
    desk.press(Qt.Key.Key_Menu, widget=desk.page.view)
    menu = desk.page.view.findChild(QMenu)
    if menu is None:  # this platform sends no event for the key
        menu = _menu_by_event(desk)
    assert [action.text() for action in menu.actions()] == [
        "Start again", "Edit…", "Edit the title", "Split…", "Copy to today", "Move a day earlier", "Move a day later",
        "Trim the overlap or close the gap", "History…", "Delete",
    ]  # fmt: skip
    desk.press(Qt.Key.Key_Down, widget=menu)
    desk.press(Qt.Key.Key_Return, widget=menu)
    desk.settle()
    assert desk.running() is not None


def _menu_by_event(desk: TimerDesk) -> QMenu:
    from PySide6.QtGui import QContextMenuEvent

    view = desk.page.view
    place = view.visualRect(view.currentIndex()).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, place, view.viewport().mapToGlobal(place))
    QApplication.sendEvent(view.viewport(), event)
    menu = view.findChild(QMenu)
    assert menu is not None
    return menu


def test_the_figures_follow(desk: TimerDesk) -> None:
    now = desk.session.now
    desk.session.entries.log(EntryDraft("Today", date=desk.session.today, seconds=5400))
    desk.settle()
    assert "1 hour 30 minutes" in desk.page.summary.today.accessibleName()
    assert "1 entry" in desk.page.summary.today.accessibleName()
    assert "100 % billable" in desk.page.summary.week.accessibleName()
    assert "1:30 h in all" in desk.page.summary.unbilled.accessibleName()
    desk.session.entries.log(EntryDraft("Clocked", started_at=now - 60, ended_at=now))
    desk.settle()
    assert "Clocked" in desk.page.summary.timeline.accessibleName()


def test_the_invoice_button_leads_to_the_form(desk: TimerDesk) -> None:
    both = (desk.page.invoice_button, desk.page.summary.invoice_button)
    assert [button.isEnabled() for button in both] == [False, False], "there is nothing to invoice"
    desk.log("Unbilled")
    assert [button.isEnabled() for button in both] == [True, True]
    asked: list[tuple[str, object]] = []
    desk.bridge.requests.page_requested.connect(lambda key, argument: asked.append((key, argument)))
    click(desk.page.summary.invoice_button)
    assert asked == [("invoices", ("new", None))]


@pytest.mark.parametrize(("width", "narrow"), [(760, True), (900, True), (1180, False), (1600, False)])
def test_it_fits(desk: TimerDesk, width: int, narrow: bool) -> None:
    desk.log("A title that is quite long and does not fit into a narrow window at all, in no language")
    desk.window.resize(width, 640)
    desk.settle()
    assert desk.page.summary.timeline.isVisible() is not narrow
    assert desk.page.invoice_button.isVisible() is narrow
    for card in (desk.page.summary.today, desk.page.summary.unbilled):
        assert not card.visibleRegion().isEmpty()
        assert card.visibleRegion().boundingRect().height() >= card.height() - 1
    assert desk.page.width() <= desk.window.width()


def test_every_control_can_be_reached_and_has_a_name(desk: TimerDesk) -> None:
    desk.log("Entry")
    controls = [*desk.page.findChildren(QAbstractButton), *desk.bar.findChildren(QAbstractButton)]
    for control in [*controls, *desk.bar.findChildren(QLineEdit), desk.page.view]:
        if control.isVisible():
            assert control.accessibleName() or (isinstance(control, QAbstractButton) and control.text()), control
    reached: set[QWidget] = set()
    desk.bar.title.setFocus()
    for _ in range(40):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.add(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab, NONE)
    assert {desk.bar.title, desk.bar.chooser, desk.bar.billable, desk.bar.button} <= reached
    assert {desk.page.view, desk.page.add_button, desk.page.summary.invoice_button} <= reached


def test_an_entry_is_shown_on_request(desk: TimerDesk) -> None:
    row = desk.log("Wanted")
    desk.session.entries.log(EntryDraft("Newer", date=desk.session.today, seconds=60))
    desk.settle()
    desk.bridge.requests.page_requested.emit("timer", row.entry.id)
    assert desk.page.view.current is not None
    assert desk.page.view.current.entry.title == "Wanted"
    assert DAY in {row.entry.date for row in desk.rows()}


def test_the_tick_moves_minutes_and_midnight(desk: TimerDesk) -> None:
    desk.session.entries.start(EntryDraft("Running", started_at=desk.session.now - 59))
    desk.settle()
    changes: list[int] = []
    desk.page.model.dataChanged.connect(lambda top, _bottom: changes.append(top.row()))
    desk.bridge.start()
    desk.until(lambda: changes, "a minute to pass in the list")
    assert set(changes) <= {0, 1}


def test_a_file_that_cannot_be_read_is_said_and_tried_again(desk: TimerDesk) -> None:
    desk.log("Entry")
    db = desk.session.context.db
    db.run("alter table entry rename to away")
    desk.bridge.note(Changes(everything=True))
    desk.until(desk.page.body.failure.isVisible, "the page to say so")
    db.run("alter table away rename to entry")
    desk.clicked("Try again", desk.page)
    assert desk.page.view.isVisible()
    assert desk.shown()[1] == "Entry"


@pytest.mark.parametrize("dark", [False, True])
def test_it_is_painted_in_both_schemes(desk: TimerDesk, dark: bool) -> None:
    desk.log("Entry", notes="With notes", tags=("a",), billable=False)
    desk.theme.override(dark)
    desk.turn()
    view = desk.page.view
    picture = view.viewport().grab().toImage()
    index = desk.page.model.index(1)
    inside = view.visualRect(index).center()
    ratio = picture.devicePixelRatio()
    surface = picture.pixelColor(int(inside.x() * ratio), int((inside.y() - 15) * ratio))
    assert surface.name().upper() == desk.theme.tokens.surface
