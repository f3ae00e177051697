"""Adding and changing entries in the dialog: typed texts in, stored entries out, errors under their fields."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.entries import Entry
from app.domain.ids import EntryId
from app.domain.spans import at_local
from app.errors import UserInputError
from app.services.entries import EntryDraft, EntryEdit
from tests.ui.records.desk import click
from tests.ui.shell.other_writer import another_writes
from tests.ui.timer.desk import CTRL, DAY, TimerDesk
from ui.dialogs.entry_dialog import EntryDialog
from ui.models.entry_form import EntryForm, TimeFrame, Times, clock_text, edit_of, form_of, length_text, read_times
from ui.widgets.field import Field
from ui.widgets.plain_label import PlainLabel

FRAME = TimeFrame("UTC", at_local(DAY, 12, 0, 0, "UTC"))


def retype(desk: TimerDesk, widget: QWidget, text: str) -> None:
    """Go to a field, replace what is in it and leave it."""
    desk.activate(widget.window())
    click(widget)
    desk.press(Qt.Key.Key_A, CTRL, widget)
    desk.type(text, widget)
    desk.press(Qt.Key.Key_Tab, widget=widget)


def error_of(dialog: EntryDialog, editor: QWidget) -> str | None:
    """What stands under the field of an editor."""
    return next(field.error for field in dialog.findChildren(Field) if field.editor is editor)


def test_ctrl_n_adds_an_entry_from_any_page(desk: TimerDesk) -> None:
    desk.window.show_page("clients")
    desk.press(Qt.Key.Key_N, CTRL, desk.window)
    dialog = desk.dialog()
    fields = dialog.fields
    assert QApplication.focusWidget() is fields.title
    desk.type("Call with Ines", fields.title)
    desk.type("web", fields.project)
    desk.press(Qt.Key.Key_Return, widget=fields.project.popup.search)
    desk.type("c", fields.task)  # type-ahead in the list of the project's tasks
    retype(desk, fields.from_, "930")
    retype(desk, fields.to, "11 am")
    assert (fields.from_.text(), fields.to.text(), fields.duration.text()) == ("9:30", "11:00", "1:30")
    retype(desk, fields.tags, "#phone, client")
    click(fields.billable)
    desk.type("She wants three rounds", fields.notes)
    desk.press(Qt.Key.Key_Return, CTRL, fields.notes)
    row = desk.row("Call with Ines")
    entry = row.entry
    assert (row.project_name, row.task_title, entry.tags) == ("Webshop", "Checkout", ("client", "phone"))
    assert (entry.seconds, entry.billable, entry.notes) == (5400, False, "She wants three rounds")
    assert entry.started_at == at_local(desk.session.today, 9, 30, 0, "UTC")
    assert QApplication.activeModalWidget() is None


def test_cancelling_while_it_waits_to_be_saved_saves_nothing(desk: TimerDesk) -> None:
    with another_writes(desk.session.context.db.path):
        desk.press(Qt.Key.Key_N, CTRL, desk.window)
        dialog = desk.dialog()
        desk.type("Not after all", dialog.fields.title)
        desk.type("1:30", dialog.fields.duration)
        click(dialog.save_button)
        assert not dialog.save_button.isEnabled()
        click(dialog.cancel_button)
    desk.until(lambda: not desk.bridge.saving, "it to be through")
    assert desk.rows() == []


def test_a_duration_alone(desk: TimerDesk) -> None:
    click(desk.page.add_button)
    fields = desk.dialog().fields
    desk.type("Reading", fields.title)
    retype(desk, fields.duration, "90m")
    desk.press(Qt.Key.Key_Return, widget=fields.title)
    entry = desk.row("Reading").entry
    assert (entry.seconds, entry.started_at, entry.date) == (5400, None, desk.session.today)


def test_what_is_wrong_stands_under_its_field(desk: TimerDesk) -> None:
    click(desk.page.add_button)
    dialog = desk.dialog()
    fields = dialog.fields
    click(dialog.save_button)
    assert error_of(dialog, fields.duration) == "Say how long it took: 1:30, 90m or 1.5h."
    assert QApplication.focusWidget() is fields.duration
    retype(desk, fields.duration, "soon")
    click(dialog.save_button)
    assert "soon" in (error_of(dialog, fields.duration) or "")
    retype(desk, fields.duration, "1h")
    click(dialog.save_button)
    assert error_of(dialog, fields.duration) is None
    assert "title" in (error_of(dialog, fields.title) or "")
    retype(desk, fields.from_, "25:00")
    retype(desk, fields.title, "T")
    click(dialog.save_button)
    assert error_of(dialog, fields.from_) == "There is no such time of day as “25:00”."
    desk.press(Qt.Key.Key_Escape, widget=dialog)
    assert desk.rows() == []


def test_what_is_wrong_is_said_while_one_types(desk: TimerDesk) -> None:
    click(desk.page.add_button)
    dialog = desk.dialog()
    fields = dialog.fields
    desk.type("T", fields.title)
    click(fields.from_)
    desk.type("25:00", fields.from_)
    assert error_of(dialog, fields.from_) is None
    desk.until(lambda: error_of(dialog, fields.from_) == "There is no such time of day as “25:00”.", "the remark")
    assert QApplication.focusWidget() is fields.from_
    desk.press(Qt.Key.Key_A, CTRL, fields.from_)
    desk.type("9:00", fields.from_)
    assert error_of(dialog, fields.from_) is None
    retype(desk, fields.to, "8:99")
    assert "8:99" in (error_of(dialog, fields.to) or "")
    retype(desk, fields.to, "10")
    assert error_of(dialog, fields.to) is None
    assert error_of(dialog, fields.duration) is None
    retype(desk, fields.title, " ")
    assert error_of(dialog, fields.title) == "Say what the time was for."
    desk.press(Qt.Key.Key_Escape, widget=dialog)


def test_edit_by_double_click_changes_only_what_was_changed(desk: TimerDesk) -> None:
    start = at_local(DAY, 9, 0, 17, "UTC")
    row = desk.session.entries.log(EntryDraft("Exact", started_at=start, ended_at=start + 3_600 + 5))
    desk.settle()
    desk.click_entry("Exact", "edit")
    fields = desk.dialog().fields
    assert (fields.from_.text(), fields.to.text(), fields.duration.text()) == ("9:00:17", "10:00:22", "1:00:05")
    retype(desk, fields.title, "Still exact")
    click(desk.dialog().save_button)
    entry = desk.row("Still exact").entry
    assert (entry.id, entry.started_at, entry.seconds) == (row.entry.id, start, 3_605)
    desk.settle()
    desk.click_entry("Still exact")
    desk.press(Qt.Key.Key_Return, widget=desk.page.view)
    fields = desk.dialog().fields
    retype(desk, fields.duration, "2:00")
    assert fields.to.text() == "11:00:17"
    click(desk.dialog().save_button)
    assert desk.row("Still exact").entry.ended_at == start + 7_200


def test_the_running_entry_gets_an_earlier_start(desk: TimerDesk) -> None:
    now = desk.session.now
    desk.session.entries.start(EntryDraft("Forgot to start", started_at=now))
    desk.settle()
    desk.click_entry("Forgot to start", "edit")
    fields = desk.dialog().fields
    assert not fields.to.isEnabled()
    assert not fields.duration.isEnabled()
    retype(desk, fields.from_, "0:00")
    click(desk.dialog().save_button)
    entry = desk.row("Forgot to start").entry
    assert (entry.running, entry.started_at) == (True, at_local(desk.session.today, 0, 0, 0, "UTC"))


def test_delete_in_the_dialog(desk: TimerDesk) -> None:
    desk.log("Doomed")
    desk.click_entry("Doomed", "edit")
    click(desk.dialog().delete_button)
    assert desk.rows() == []
    assert desk.toast() == "Deleted “Doomed”"


def test_a_billed_entry_needs_a_reason(desk: TimerDesk) -> None:
    row = desk.log("Billed")
    db = desk.session.context.db
    with db.write():
        db.run("update entry set billed_there = 1 where id = ?", row.entry.id)
    desk.page.model.reload()
    desk.click_entry("Billed", "edit")
    dialog = desk.dialog()
    assert not dialog.delete_button.isVisible()
    retype(desk, dialog.fields.title, "Billed, corrected")
    click(dialog.save_button)
    assert error_of(dialog, dialog.reason) == "Give a reason; it is kept in the sync log."
    desk.type("a typing mistake", dialog.reason)
    click(dialog.save_button)
    assert desk.row("Billed, corrected").entry.billed_there


@pytest.mark.parametrize(
    ("typed", "read"),
    [("9", "9:00"), ("930", "9:30"), ("0930", "09:30"), ("9.30", "9:30"), ("9h30", "9:30"), ("2 pm", "14:00"),
     ("12am", "0:00"), ("12:15 p.m.", "12:15"), ("13 pm", "13 pm"), ("9:05:07", "9:05:07"), ("noon", "noon"), ("", "")],
)  # fmt: skip
def test_times_as_people_type_them(typed: str, read: str) -> None:
    assert clock_text(typed).removeprefix("0") == read.removeprefix("0")


@pytest.mark.parametrize(
    ("form", "times"),
    [
        ({"duration_text": "1h30"}, Times(seconds=5400)),
        ({"from_text": "9", "to_text": "10:30"}, Times(FRAME.now - 10_800, FRAME.now - 5_400)),
        ({"from_text": "9", "duration_text": "45m"}, Times(FRAME.now - 10_800, FRAME.now - 8_100)),
        ({"from_text": "22", "to_text": "2"}, Times(FRAME.now + 36_000, FRAME.now + 50_400)),
    ],
)
def test_times_of_a_form(form: dict[str, Any], times: Times) -> None:
    assert read_times(EntryForm(DAY, **form), FRAME) == times


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({}, "duration"),
        ({"to_text": "10"}, "from"),
        ({"from_text": "9"}, "to"),
        ({"from_text": "x", "to_text": "9"}, "from"),
    ],
)
def test_what_is_missing_is_named(form: dict[str, Any], field: str) -> None:
    with pytest.raises(UserInputError) as caught:
        read_times(EntryForm(DAY, **form), FRAME)
    assert caught.value.facts["field"] == field


def test_the_small_hours_belong_to_the_day_before_where_days_begin_late() -> None:
    late = TimeFrame("UTC", FRAME.now, day_starts_at_min=240)
    times = read_times(EntryForm(DAY, from_text="1:00", to_text="2:00"), late)
    assert times.started_at == at_local("2026-03-05", 1, 0, 0, "UTC")


def test_changes_of_kind() -> None:
    clocked = Entry(EntryId("e"), "T", DAY, "UTC", 3_600, FRAME.now - 3_600, FRAME.now)
    form = form_of(clocked)
    plain = EntryForm(DAY, "T", duration_text="0:30")
    assert edit_of(clocked, plain, FRAME) == EntryEdit(seconds=1_800, clear=frozenset({"times"}))
    bare = Entry(EntryId("e"), "T", DAY, "UTC", 1_800)
    assert edit_of(bare, form, FRAME) == EntryEdit(started_at=FRAME.now - 3_600, ended_at=FRAME.now)
    moved = EntryForm("2026-03-05", "T", from_text=form.from_text, to_text=form.to_text, duration_text="1:00")
    assert edit_of(clocked, moved, FRAME) == EntryEdit(date="2026-03-05")


@given(st.integers(0, 1_000 * 3_600), st.one_of(st.none(), st.integers(0, 86_399)))
def test_a_form_that_nobody_touched_changes_nothing(seconds: int, start: int | None) -> None:
    started_at = None if start is None else at_local(DAY, 0, 0, 0, "UTC") + start
    ended_at = None if started_at is None else started_at + seconds
    entry = Entry(EntryId("e"), "T", DAY, "UTC", seconds, started_at, ended_at, notes="n", tags=("a", "b"))
    assert edit_of(entry, form_of(entry), FRAME) == EntryEdit()
    assert length_text(seconds).count(":") in (1, 2)


def test_the_panel_shows_what_became_of_an_entry_and_what_its_times_leave_open(desk: TimerDesk) -> None:
    zone = desk.session.context.zone
    begun = at_local("2026-03-03", 22, 0, 0, zone)
    row = desk.session.entries.log(EntryDraft("Night", started_at=begun, ended_at=begun + 4 * 3600))
    desk.session.changes.nudge_start(row.entry.id, -300)
    desk.settle()
    desk.click_entry("Night", "edit")
    dialog = desk.dialog()
    assert dialog.fields.to.accessibleDescription() == "on the next day"
    click(dialog.history_button)
    assert dialog.history is not None
    assert dialog.fields.notes.height() == dialog.fields.notes.maximumHeight()  # nothing is squeezed
    shown = [label.text() for label in dialog.history.findChildren(PlainLabel)]
    assert "Start: 22:00 \u2192 21:55" in shown
    click(dialog.history_button)
    assert not dialog.history.isVisible()
    dialog.reject()
