"""The timer bar while an entry is started, stopped or changed elsewhere, also in the middle of typing."""

from __future__ import annotations

import subprocess
import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.context import open_context
from app.services.entries import EntryDraft, EntryService
from tests.ui.records.desk import click
from tests.ui.timer.desk import TimerDesk


def test_who_begins_to_type_after_another_process_started_does_not_rename_that(desk: TimerDesk) -> None:
    bar = desk.bar
    desk.start("Mine")
    other = open_context(desk.session.config, desk.session.context.clock)
    service = EntryService(other.db, other.clock, other.zone)

    def shows(title: str) -> None:
        desk.bridge.look_for_foreign_commits()
        desk.until(lambda: bar.title.text() == title, "the bar to notice it")

    service.stop()
    shows("")
    assert QApplication.focusWidget() is bar.title
    service.start(EntryDraft("Theirs"))
    shows("Theirs")
    desk.type("call")
    desk.press(Qt.Key.Key_Return)
    assert "started elsewhere: click" in bar.note.text().lower()
    service.stop()
    shows("")
    desk.type(" Bob")
    assert bar.title.text() == "", "in the middle of typing, keys still go nowhere"
    click(bar.title)
    bar.tags.set_tags(("ui",))
    service.start(EntryDraft("Theirs again"))
    shows("Theirs again")
    assert "what you chose comes back" in bar.note.text().lower()
    service.stop()
    other.close()
    shows("")
    assert bar.tags.tags == ("ui",)
    assert QApplication.focusWidget() is bar.title, "nobody typed meanwhile: it has the keys as before"
    assert [row.entry.title for row in desk.rows()] == ["Theirs again", "Theirs", "Mine"]


def test_a_title_half_typed_is_saved_where_it_belongs_when_the_entry_ends_elsewhere(desk: TimerDesk) -> None:
    bar, entries = desk.bar, desk.session.entries
    desk.start("Work")
    desk.type("shop", bar.title)
    entries.stop()
    desk.until(lambda: bar.title.text() == "", "the bar to notice the stop")
    assert not desk.row("Workshop").entry.running
    assert desk.toast().startswith("“Work” ended")
    assert not bar.note.isVisible()
    desk.start("Given up")
    desk.type("?", bar.title)
    desk.press(Qt.Key.Key_Escape, widget=bar.title)
    desk.start("Switched")
    desk.type(" away", bar.title)
    entries.start(EntryDraft("Theirs"))
    desk.until(lambda: bar.title.text() == "Theirs", "the bar to notice the start")
    desk.settle()
    assert [row.entry.title for row in desk.rows()] == ["Theirs", "Switched away", "Workshop"]


def test_a_draft_comes_back_when_what_was_started_elsewhere_stops(desk: TimerDesk) -> None:
    bar, entries = desk.bar, desk.session.entries
    desk.type("1h half a", bar.title)
    bar.tags.set_tags(("ui",))
    entries.start(EntryDraft("Theirs"))
    desk.until(lambda: bar.title.text() == "Theirs", "the bar to notice the start")
    entries.stop()
    desk.until(lambda: bar.title.text() == "1h half a", "the draft")
    desk.press(Qt.Key.Key_Return, widget=bar.title)
    desk.settle()
    assert (desk.row("half a").entry.seconds, desk.row("half a").entry.tags) == (3600, ("ui",))
    desk.start("Mine")
    entries.stop()
    desk.until(lambda: bar.title.text() != "Mine", "the bar to notice the stop")
    assert bar.title.text() == ""


def test_what_is_typed_on_when_another_process_starts_or_stops_lands_nowhere(desk: TimerDesk) -> None:
    bar = desk.bar
    click(bar.title)
    desk.type("call wi")
    _stint(desk, "start", "Theirs")
    desk.until(lambda: bar.title.text() == "Theirs", "the bar to notice the start")
    assert bar.note.text() == "“Theirs” was started: what you typed comes back when it ends"
    desk.type("th Bob call")
    desk.press(Qt.Key.Key_Return)
    bar.chooser.setFocus()
    desk.type("caf")
    _stint(desk, "stop")
    desk.until(lambda: bar.title.text() == "call wi", "the bar to notice the stop")
    assert not bar.chooser.popup.isVisible()
    assert not bar.note.isVisible()
    desk.press(Qt.Key.Key_Return)
    desk.type(", all of it")
    desk.settle()
    assert (bar.title.text(), bar.chooser.project_id) == ("call wi", None)
    assert [(row.entry.title, row.entry.running, row.project_name) for row in desk.rows()] == [("Theirs", False, None)]
    desk.start("Mine")
    assert QApplication.focusWidget() is bar.title, "what one starts oneself leaves the keys where they were"
    click(bar.tools.start)
    bar.tools.start.selectAll()
    desk.type("0:0")
    _stint(desk, "switch", "Theirs too")
    desk.until(lambda: bar.title.text() == "Theirs too", "the bar to notice the switch")
    desk.type("0")
    desk.press(Qt.Key.Key_Return)
    desk.settle()
    assert desk.session.now - (desk.row("Theirs too").entry.started_at or 0) < 600


def test_a_title_that_is_being_typed_survives_what_others_commit(desk: TimerDesk) -> None:
    desk.start("Work")
    desk.type("ing", desk.bar.title)
    desk.log("Another entry")
    assert desk.bar.title.text() == "Working"
    desk.press(Qt.Key.Key_Return, widget=desk.bar.title)
    assert desk.row("Working").entry.running


def _stint(desk: TimerDesk, *words: str) -> None:
    """Run it as a process of its own, and look whether it committed."""
    command = [sys.executable, "-m", "ui.main", "--data-dir", str(desk.session.config.folder.root), *words]
    subprocess.run(command, check=True, capture_output=True, timeout=60)
    desk.bridge.look_for_foreign_commits()
