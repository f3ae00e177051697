"""Entries put right where they are listed: in place, several at once, split, copied, moved, mended; each taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.spans import at_local
from app.services.entries import EntryDraft
from tests.ui.records.desk import click
from tests.ui.shell.other_writer import another_writes
from tests.ui.timer.desk import CTRL, DAY, TimerDesk
from ui.delegates.entry_layout import place_of
from ui.dialogs.history_dialog import HistoryDialog
from ui.dialogs.split_dialog import SplitDialog
from ui.models.entry_list import OverlapRole
from ui.widgets.history_list import HistoryList

SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
NINE = 1_772_614_800  # 2026-03-04 09:00 UTC


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")


def span(desk: TimerDesk, title: str, start: int, end: int) -> str:
    draft = EntryDraft(title, started_at=NINE + start, ended_at=NINE + end)
    return desk.session.entries.log(draft).entry.id


def undo(desk: TimerDesk, times: int) -> None:
    desk.activate(desk.window)
    desk.page.view.setFocus()
    for _ in range(times):
        desk.press(Qt.Key.Key_Z, CTRL, desk.page.view)


def double_click(desk: TimerDesk, title: str, part: str) -> None:
    view, entry_id = desk.page.view, desk.row(title).entry.id
    parts = view.parts_of(entry_id)
    assert parts is not None
    rect = place_of(parts, part)
    place = QPoint(rect.left() + 6 if part == "title" else rect.center().x(), rect.center().y())
    QTest.mouseMove(view.viewport(), place)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def facts(desk: TimerDesk) -> set[tuple[tuple[str, ...], bool, str]]:
    return {(row.entry.tags, row.entry.billable, row.entry.date) for row in desk.rows()}


def type_over(desk: TimerDesk, text: str, key: Qt.Key = Qt.Key.Key_Return) -> None:
    field = desk.page.tools.in_place.edit
    assert field.isVisible()
    field.selectAll()
    desk.type(text, field)
    desk.press(key, widget=field)
    desk.settle()


def test_title_times_duration_and_project_are_edited_in_place(desk: TimerDesk) -> None:
    span(desk, "Wirk", 0, 3600)
    desk.settle()
    double_click(desk, "Wirk", "title")
    type_over(desk, "Work", Qt.Key.Key_Tab)  # on to the times
    assert desk.page.tools.in_place.edit.text() == "9:00 \u2013 10:00"
    type_over(desk, "9:15-23.30")
    entry = desk.row("Work").entry
    assert (entry.started_at, entry.ended_at) == (NINE + 900, NINE + 14 * 3600 + 1800)
    desk.press(Qt.Key.Key_F2, widget=desk.page.view)
    desk.press(Qt.Key.Key_Tab, widget=desk.page.tools.in_place.edit)
    type_over(desk, "nonsense")
    field, reason = desk.page.tools.in_place.edit, desk.page.tools.in_place.reason
    assert (field.isVisible(), field.hasFocus(), field.text()) == (True, True, "nonsense"), "nothing typed is lost"
    assert "9:00 - 10:30" in reason.label.text()
    assert desk.notices().texts() == []
    double_click(desk, "Work", "duration")  # leaves it
    assert (field.text(), reason.isVisible()) == ("14:15", False)
    desk.press(Qt.Key.Key_Backtab, widget=field)
    assert (field.text(), reason.isVisible()) == ("nonsense", True), "it is still there to be mended"
    desk.press(Qt.Key.Key_Return, widget=field)
    assert reason.isVisible()
    desk.type("9:30", field)
    assert not reason.isVisible(), "it is being mended"
    desk.press(Qt.Key.Key_Escape, widget=field)
    assert not field.isVisible()
    assert desk.row("Work").entry.started_at == NINE + 900
    double_click(desk, "Work", "duration")
    field.selectAll()
    desk.type("0:45", field)
    desk.bridge.save_requested.emit()  # the program ends
    desk.settle()
    assert desk.row("Work").entry.seconds == 2700
    double_click(desk, "Work", "duration")
    type_over(desk, "9:99", Qt.Key.Key_Escape)
    assert desk.row("Work").entry.seconds == 2700
    double_click(desk, "Work", "chip")
    desk.type("web", desk.page.tools.in_place.project.popup.search)
    desk.press(Qt.Key.Key_Return, widget=desk.page.tools.in_place.project.popup.search)
    desk.settle()
    assert desk.row("Work").project_name == "Webshop"
    undo(desk, 4)
    desk.settle()
    assert desk.row("Wirk").entry.seconds == 3600


def test_escape_calls_off_what_was_typed_in_place_and_waits_to_be_saved(desk: TimerDesk) -> None:
    span(desk, "One", 0, 3600)
    span(desk, "Two", 3600, 7200)
    desk.settle()
    with another_writes(desk.session.context.db.path):
        double_click(desk, "One", "title")
        type_over(desk, "First")
        double_click(desk, "Two", "title")
        type_over(desk, "Second")
        field = desk.page.tools.in_place.edit
        assert (field.isVisible(), desk.bridge.saving) == (True, True)
        desk.press(Qt.Key.Key_Escape, widget=field)
        assert not field.isVisible()
    desk.until(lambda: not desk.bridge.saving, "both to be through")
    assert {row.entry.title for row in desk.rows()} == {"First", "Two"}


def test_several_are_changed_at_once_and_taken_back_at_once(desk: TimerDesk) -> None:
    for number, title in enumerate(("One", "Two", "Three")):
        span(desk, title, number * 3600, number * 3600 + 1800)
    desk.settle()
    desk.click_entry("Three")
    view, bar = desk.page.view, desk.page.tools.bar
    desk.press(Qt.Key.Key_Down, SHIFT, view)
    desk.press(Qt.Key.Key_Down, SHIFT, view)
    assert [row.entry.title for row in view.several] == ["Three", "Two", "One"]
    assert (bar.isVisible(), bar.count.text()) == (True, "3 entries \u00b7 1:30 h")
    click(bar.tags)
    desk.type("tax, draft", bar.tags)
    desk.press(Qt.Key.Key_Return, widget=bar.tags)
    click(bar.billable)
    click(bar.earlier)
    desk.until(lambda: facts(desk) == {(("draft", "tax"), False, "2026-03-03")}, "all three changes")
    desk.settle()
    undo(desk, 3)
    desk.settle()
    assert facts(desk) == {((), True, DAY)}
    desk.click_entry("Three")
    desk.press(Qt.Key.Key_End, SHIFT, view)
    desk.press(Qt.Key.Key_Delete, widget=view)
    desk.until(lambda: desk.rows() == [] and desk.toast() == "Deleted 3 entries", "the entries to go")
    desk.clicked("Undo")
    desk.settle()
    assert len(desk.rows()) == 3
    desk.click_entry("Three")
    desk.press(Qt.Key.Key_End, SHIFT, view)
    click(bar.tags)
    desk.type("-nothing", bar.tags)
    desk.press(Qt.Key.Key_Return, widget=bar.tags)
    desk.until(lambda: desk.toast().startswith("They are so already"), "no offer to undo what was done before")


def test_split_merge_copy_move_and_mend_by_keys(desk: TimerDesk) -> None:
    entry_id = span(desk, "Long", 0, 7200)
    desk.settle()
    desk.click_entry("Long")
    view = desk.page.view
    desk.press(Qt.Key.Key_T, CTRL, view)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, SplitDialog)
    desk.activate(dialog)
    dialog.edit.selectAll()
    desk.type("12:00", dialog.edit)
    desk.press(Qt.Key.Key_Return, widget=dialog.edit)
    assert dialog.field.error == "That does not lie inside the entry."
    dialog.slider.setValue(5000)
    assert dialog.edit.text() == "10:23"
    desk.press(Qt.Key.Key_Return, widget=dialog.edit)
    desk.settle()
    assert sorted(row.entry.seconds for row in desk.rows()) == [7200 - 4980, 4980]
    desk.activate(desk.window)
    desk.press(Qt.Key.Key_A, CTRL, view)
    desk.press(Qt.Key.Key_M, CTRL, view)
    desk.settle()
    assert desk.row("Long").entry.seconds == 7200
    assert desk.toast() == "Merged 2 entries"
    span(desk, "Over it", 3600, 9000)
    desk.settle()
    desk.click_entry("Over it")
    desk.press(Qt.Key.Key_R, CTRL, view)
    desk.settle()
    assert desk.row("Long").entry.ended_at == NINE + 3600
    desk.press(Qt.Key.Key_Left, ALT | SHIFT, view)
    desk.settle()
    assert desk.row("Over it").entry.date == "2026-03-03"
    desk.press(Qt.Key.Key_D, CTRL, view)
    desk.settle()
    assert sorted(row.entry.date for row in desk.rows() if row.entry.title == "Over it")[1] == desk.session.today
    desk.click_entry("Long")
    desk.press(Qt.Key.Key_H, CTRL, view)
    history = QApplication.activeModalWidget()
    assert isinstance(history, HistoryDialog)
    assert history.findChild(HistoryList) is not None
    assert [step.act for step in desk.session.history.of_entry(entry_id)] == ["mend", "merge", "split", "log"]
    history.reject()


def test_a_merge_says_that_clock_times_are_lost(desk: TimerDesk) -> None:
    span(desk, "Before lunch", 0, 600)
    span(desk, "After lunch", 1200, 1800)
    desk.settle()
    desk.click_entry("After lunch")
    desk.press(Qt.Key.Key_A, CTRL, desk.page.view)
    desk.press(Qt.Key.Key_M, CTRL, desk.page.view)
    desk.settle()
    assert (desk.row("Before lunch").entry.started_at, desk.row("Before lunch").entry.seconds) == (None, 1200)
    assert desk.toast() == "Merged 2 entries. They do not adjoin: only the duration is kept."


def test_billed_entries_open_the_dialog_that_asks_for_a_reason(desk: TimerDesk) -> None:
    row = desk.log("Billed")
    with desk.session.context.db.write():
        desk.session.context.db.run("update entry set billed_there = 1 where id = ?", row.entry.id)
    desk.page.model.reload()
    desk.settle()
    double_click(desk, "Billed", "title")
    desk.dialog().reject()
    desk.activate(desk.window)
    desk.press(Qt.Key.Key_Left, ALT | SHIFT, desk.page.view)
    desk.clicked("Give a reason\u2026")
    desk.dialog().reject()
    assert desk.row("Billed").entry.date == DAY


def test_overlaps_and_gaps_are_marked_and_mended_where_the_day_is_shown(desk: TimerDesk) -> None:
    noon = at_local(desk.session.today, 12, 0, 0, "UTC")
    for title, start, end in (("First", 0, 3600), ("Second", 1800, 5400), ("Third", 6000, 7200)):
        desk.session.entries.log(EntryDraft(title, started_at=noon + start, ended_at=noon + end))
    desk.settle()
    model, timeline = desk.page.model, desk.page.summary.timeline
    desk.until(lambda: model.index(model.row_of(desk.row("First").entry.id)).data(OverlapRole) == 1800, "the mark")
    assert model.index(model.row_of(desk.row("Third").entry.id)).data(OverlapRole) is None
    overlap, gap = (timeline._seam_rect(seam).center().toPoint() for seam in timeline._seams)
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=gap)
    dialog = desk.dialog()
    assert (dialog.fields.from_.text(), dialog.fields.to.text()) == ("13:30", "13:40")
    dialog.reject()
    QTest.mouseClick(timeline, Qt.MouseButton.LeftButton, pos=overlap)
    desk.settle()
    assert desk.row("First").entry.ended_at == noon + 1800
    desk.press(Qt.Key.Key_Down, widget=timeline)
    desk.press(Qt.Key.Key_Return, widget=timeline)
    desk.settle()
    assert desk.row("Second").entry.ended_at == noon + 6000
    assert timeline._seams == []
    undo(desk, 2)
    assert desk.row("First").entry.ended_at == noon + 3600
