"""Starting, changing and stopping the timer from the bar, by mouse and by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.spans import local_datetime
from app.services.entries import EntryDraft
from tests.ui.records.desk import click
from tests.ui.shell.other_writer import another_writes
from tests.ui.timer.desk import CTRL, TimerDesk


def test_enter_starts_and_the_button_stops(desk: TimerDesk) -> None:
    bar = desk.bar
    desk.start("Address validation")
    running = desk.running()
    assert running is not None
    assert (running.entry.title, running.entry.project_id, running.entry.billable) == ("Address validation", None, True)
    assert bar.button.accessibleName().startswith("Stop the timer")
    assert bar.clock.accessibleName().startswith("Running for ")
    assert desk.shown()[1] == "Address validation"
    click(bar.button)
    desk.settle()
    assert desk.running() is None
    assert desk.row("Address validation").entry.ended_at is not None
    assert (bar.title.text(), bar.clock.text()) == ("", "0:00:00")
    assert bar.button.accessibleName().startswith("Start the timer")


def test_without_a_title_it_asks_for_one(desk: TimerDesk) -> None:
    click(desk.bar.button)
    assert desk.running() is None
    assert desk.bar.note.text() == "Say what you are working on."
    assert desk.bar.note.isVisible()
    assert QApplication.focusWidget() is desk.bar.title
    desk.type("x", desk.bar.title)
    assert not desk.bar.note.isVisible()


def test_a_draft_has_project_tags_and_billable(desk: TimerDesk) -> None:
    bar = desk.bar
    desk.type("Logo", bar.title)
    desk.press(Qt.Key.Key_Tab, widget=bar.title)
    desk.type("caf", bar.chooser)
    desk.press(Qt.Key.Key_Return, widget=bar.chooser.popup.search)
    assert bar.chooser.project_id == "Café site"
    desk.clicked("Tags: none")
    desk.type("design, ui", bar.tags.edit)
    desk.press(Qt.Key.Key_Return, widget=bar.tags.edit)
    click(bar.billable)
    desk.press(Qt.Key.Key_Return, widget=bar.title)
    running = desk.running()
    assert running is not None
    entry = running.entry
    assert (entry.project_id, entry.tags, entry.billable) == ("Café site", ("design", "ui"), False)


@pytest.mark.parametrize("by_mouse", [False, True])
def test_enter_starts_the_timer_after_a_project_was_chosen(desk: TimerDesk, by_mouse: bool) -> None:
    bar = desk.bar
    click(bar.title)
    desk.type("Address validation", bar.title)
    if by_mouse:
        click(bar.chooser)
        rows = bar.chooser.popup.list
        place = rows.visualRect(rows.model().index(1, 0)).center()
        QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    else:
        desk.press(Qt.Key.Key_Tab)
        desk.type("shop")
        desk.press(Qt.Key.Key_Return, widget=bar.chooser.popup.search)
    desk.activate(desk.window)
    assert QApplication.focusWidget() is bar.title
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    running = desk.running()
    assert running is not None
    assert (running.entry.title, running.entry.project_id) == ("Address validation", bar.chooser.project_id)
    assert running.entry.project_id is not None
    assert not bar.chooser.popup.isVisible()


def test_project_and_tags_can_be_typed_as_in_the_quick_log(desk: TimerDesk) -> None:
    desk.start("webshop: fix rounding #tax")
    running = desk.running()
    assert running is not None
    assert (running.entry.title, running.project_name, running.entry.tags) == ("fix rounding", "Webshop", ("tax",))
    assert desk.bar.title.text() == "fix rounding"


def test_a_line_with_a_time_is_logged_and_says_so_before(desk: TimerDesk) -> None:
    bar = desk.bar
    click(bar.title)
    desk.type("1h30 webshop: address validation #design !$", bar.title)
    assert (bar.note.text(), bar.note.tone) == ("Enter logs 1:30 · Webshop · address validation", "muted")
    desk.press(Qt.Key.Key_Return, widget=bar.title)
    desk.settle()
    assert desk.running() is None
    row = desk.row("address validation")
    assert (row.entry.seconds, row.project_name, row.entry.tags, row.entry.billable) == (
        5400, "Webshop", ("design",), False,
    )  # fmt: skip
    assert (bar.title.text(), bar.note.isVisible()) == ("", False)
    desk.type("call yesterday", bar.title)
    assert bar.note.text().startswith("How long?")
    desk.press(Qt.Key.Key_Return, widget=bar.title)
    assert (bar.note.tone, bar.title.text()) == ("danger", "call yesterday")
    assert desk.running() is None


def test_what_was_not_understood_is_said_and_stays_in_the_title(desk: TimerDesk) -> None:
    desk.start("nowhere: fix it")
    running = desk.running()
    assert running is not None
    assert running.entry.title == "nowhere: fix it"
    assert desk.bar.note.text() == "There is no project “nowhere”; the words stay in the title."
    assert (desk.bar.note.isVisible(), desk.bar.note.tone) == (True, "warn")


def test_the_running_entry_is_changed_in_place(desk: TimerDesk) -> None:
    bar = desk.bar
    desk.start("Befor")
    desk.press(Qt.Key.Key_End, widget=bar.title)
    desk.type("e", bar.title)
    desk.press(Qt.Key.Key_Return, widget=bar.title)
    assert desk.row("Before").entry.running
    desk.type(" lunch", bar.title)
    desk.press(Qt.Key.Key_Tab, widget=bar.title)  # the focus leaves
    assert desk.row("Before lunch").entry.running
    desk.type("web", bar.chooser)
    desk.press(Qt.Key.Key_Return, widget=bar.chooser.popup.search)
    assert desk.row("Before lunch").project_name == "Webshop"
    desk.press(Qt.Key.Key_Delete, widget=bar.chooser)
    assert desk.row("Before lunch").entry.project_id is None
    click(bar.billable)
    assert not desk.row("Before lunch").entry.billable
    desk.clicked("Tags: none")
    desk.type("#team", bar.tags.edit)
    desk.press(Qt.Key.Key_Return, widget=bar.tags.edit)
    assert desk.row("Before lunch").entry.tags == ("team",)
    assert len(desk.rows()) == 1


def test_escape_takes_a_typed_title_back(desk: TimerDesk) -> None:
    desk.start("Kept")
    desk.type(" not", desk.bar.title)
    assert desk.bar.note.text() == "Enter renames; Esc, Ctrl+L to switch"
    desk.bar.note.resize(desk.bar.note.fontMetrics().horizontalAdvance("Enter renames; Esc"), desk.bar.note.height())
    assert desk.bar.note.text() == "Enter renames", "what is cut in a narrow bar is the key that matters"
    desk.press(Qt.Key.Key_Escape, widget=desk.bar.title)
    assert (desk.bar.title.text(), desk.bar.note.text(), desk.bar.title.cursorPosition()) == ("Kept", "", 0)
    desk.bar.title.selectAll()
    desk.press(Qt.Key.Key_Backspace, widget=desk.bar.title)
    desk.press(Qt.Key.Key_Tab, widget=desk.bar.title)
    assert desk.bar.title.text() == "Kept"
    assert desk.row("Kept").entry.running


def test_ctrl_space_works_on_every_page(desk: TimerDesk) -> None:
    desk.type("From afar", desk.bar.title)
    QTest.keySequence(desk.window, desk.window.actions_.get("page.clients").shortcut())
    assert desk.window.page_key == "clients"
    desk.press(Qt.Key.Key_Space, CTRL, desk.window)
    assert desk.row("From afar").entry.running
    desk.press(Qt.Key.Key_Space, CTRL, desk.bar.title)
    assert not desk.row("From afar").entry.running


def test_the_clock_shows_the_time_since_the_start(desk: TimerDesk) -> None:
    desk.session.entries.start(EntryDraft("Long", started_at=desk.session.now - 3_725))
    desk.settle()
    desk.bridge.start()
    desk.until(lambda: desk.bar.clock.text() in ("1:02:07", "1:02:08"), "two ticks")
    assert desk.bar.clock.accessibleName() == "Running for 1 hour 2 minutes"


def test_what_is_being_typed_is_saved_when_the_program_ends(desk: TimerDesk) -> None:
    desk.start("Draft")
    desk.type(" finished", desk.bar.title)
    desk.bridge.save_requested.emit()
    assert desk.row("Draft finished").entry.running
    click(desk.bar.tools.start)
    desk.bar.tools.start.selectAll()
    desk.type("0:00", desk.bar.tools.start)
    desk.bridge.save_requested.emit()
    began = local_datetime(desk.row("Draft finished").entry.started_at or 0, desk.session.context.zone)
    assert began.strftime("%H:%M:%S") == "00:00:00"


@pytest.mark.parametrize("width", [760, 1600])
def test_it_fits(desk: TimerDesk, width: int) -> None:
    desk.start("A title that is quite long and does not fit into a narrow window at all")
    desk.window.resize(width, 600)
    desk.settle()
    parts = (desk.bar.title, desk.bar.chooser, desk.bar.tags, desk.bar.billable, desk.bar.clock, desk.bar.button)
    edges = [part.mapTo(desk.bar, part.rect().topRight()).x() for part in parts]
    assert edges == sorted(edges)
    assert edges[-1] <= desk.bar.width()
    assert desk.bar.title.width() >= 120


def test_the_start_is_nudged_by_keys_and_buttons_and_typed_anew(desk: TimerDesk) -> None:
    desk.session.entries.start(EntryDraft("Late", started_at=desk.session.now - 60))
    desk.settle()
    tools, before = desk.bar.tools, desk.row("Late").entry.started_at or 0
    desk.press(Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier, desk.bar.title)
    click(tools.earlier)
    desk.settle()
    assert desk.row("Late").entry.started_at == before - 600
    assert desk.bar.clock.accessibleName() == "Running for 11 minutes"
    for _ in range(3):
        desk.press(Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier, desk.bar.title)
    assert before <= (desk.row("Late").entry.started_at or 0) <= desk.session.now  # at most now
    click(tools.start)
    tools.start.selectAll()
    desk.type("25:99", tools.start)
    desk.press(Qt.Key.Key_Return, widget=tools.start)
    assert (desk.bar.note.isVisible(), tools.start.text()) == (True, "25:99"), "it is there to be mended"
    desk.press(Qt.Key.Key_Tab, widget=tools.start)
    assert (desk.bar.note.isVisible(), tools.start.text()) == (True, "25:99")
    click(tools.start)
    tools.start.selectAll()
    desk.type("0:00", tools.start)
    desk.press(Qt.Key.Key_Return, widget=tools.start)
    desk.settle()
    started = desk.row("Late").entry.started_at or 0
    assert local_datetime(started, desk.session.context.zone).strftime("%H:%M") == "00:00"
    assert not desk.bar.note.isVisible()


def test_pause_ends_the_entry_and_going_on_makes_a_new_one(desk: TimerDesk) -> None:
    desk.start("Deep work")
    first = desk.row("Deep work").entry.id
    click(desk.bar.tools.pause)
    desk.settle()
    assert desk.running() is None
    assert desk.bar.title.placeholderText() == "Paused: Deep work"
    desk.press(Qt.Key.Key_Return, widget=desk.bar.title)  # nothing typed: go on
    desk.settle()
    running = desk.running()
    assert running is not None
    assert (running.entry.title, running.entry.id != first) == ("Deep work", True)
    desk.press(Qt.Key.Key_Space, CTRL | Qt.KeyboardModifier.ShiftModifier, desk.bar.title)
    assert desk.running() is None
    desk.press(Qt.Key.Key_Space, CTRL | Qt.KeyboardModifier.ShiftModifier, desk.bar.title)
    desk.settle()
    assert desk.running() is not None
    desk.press(Qt.Key.Key_Space, CTRL, desk.bar.title)
    desk.settle()
    assert (desk.bar.title.placeholderText(), desk.bar.tools.isVisible()) == ("What are you working on?", False)


def test_the_bar_goes_on_while_another_program_writes(desk: TimerDesk) -> None:
    bar, file = desk.bar, desk.session.context.db.path
    with another_writes(file):
        desk.type("Meanwhile", bar.title)
        desk.press(Qt.Key.Key_Return, widget=bar.title)
        assert (desk.running(), bar.title.isReadOnly()) == (None, True)
        assert bar.button.accessibleName().startswith("Stop")
        desk.until(desk.notices().texts, "the window to say that it saves")
        assert [text[:6] for text in desk.notices().texts()] == ["Saving"]
    desk.until(lambda: not desk.notices().texts(), "it to be saved")
    desk.settle()
    assert desk.running() is not None
    assert (bar.title.isReadOnly(), bar.tags.isEnabled()) == (False, True)
    click(bar.tools.earlier)
    with another_writes(file):
        bar.title.setFocus()
        bar.title.selectAll()
        desk.type("Renamed", bar.title)
        click(bar.button)
        assert bar.button.accessibleName().startswith("Start")
        click(bar.button)  # not before it is known what was stopped
    desk.until(lambda: not desk.bridge.writes.waiting, "both to be saved")
    desk.settle()
    assert [(row.entry.title, row.entry.running) for row in desk.rows()] == [("Renamed", False)]
    assert (bar.title.text(), bar.button.accessibleName()[:5]) == ("", "Start")


def test_an_act_that_waits_is_done_once_and_can_be_undone_meanwhile(desk: TimerDesk) -> None:
    bar = desk.bar
    with another_writes(desk.session.context.db.path):
        desk.type("1h Planning", bar.title)
        desk.press(Qt.Key.Key_Return, widget=bar.title)
        desk.press(Qt.Key.Key_Return, widget=bar.title)  # nothing was seen to happen
    desk.until(lambda: not desk.bridge.writes.waiting, "it to be saved")
    desk.settle()
    assert [(row.entry.title, row.entry.seconds) for row in desk.rows()] == [("Planning", 3600)]
    with another_writes(desk.session.context.db.path):
        desk.type("Too early", bar.title)
        desk.press(Qt.Key.Key_Return, widget=bar.title)
        desk.press(Qt.Key.Key_Escape, widget=bar.title)
        assert bar.title.text() == "Too early", "it may be refused yet"
        desk.press(Qt.Key.Key_Z, CTRL, bar.title)
    desk.until(lambda: not desk.bridge.writes.waiting, "both to be saved")
    desk.settle()
    assert [row.entry.title for row in desk.rows()] == ["Planning"]
    assert (bar.title.isReadOnly(), bar.button.accessibleName()[:5]) == (False, "Start")
