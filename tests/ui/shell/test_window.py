"""The real window, driven by keys and clicks."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.errors import Offline, Refused
from app.services.entries import EntryDraft
from app.services.status import SyncStanding
from app.settings import SettingsFile
from app.storage.syncstate import HERE, SyncState
from tests.cli.running import process_environment, run_process
from tests.ui.patient_bot import wait_exposed
from tests.ui.shell.joined import Joined, NotePage, join
from ui.bridge import Bridge
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.requests import Notice, StandingNotice
from ui.session import Session
from ui.sync_worker import SyncHost, SyncStatus
from ui.theme import Theme
from ui.views.log_page import LogPage
from ui.widgets.sync_box import sync_texts

CTRL = Qt.KeyboardModifier.ControlModifier
STANDING = SyncStanding("idle", None, 1_000_000, 0, 0, 0, 0, 0)


@pytest.fixture
def joined(session: Session, theme: Theme, bridge: Bridge, qtbot: QtBot) -> Iterator[Joined]:
    sync = SyncHost(session.config, session.context.clock)
    made = join(session, theme, bridge, sync)
    qtbot.addWidget(made.window, before_close_func=lambda window: window.end())
    made.window.show()
    wait_exposed(made.window)
    made.window.activateWindow()
    yield made
    assert sync.stop()


def shown_note(joined: Joined) -> NotePage:
    page = joined.window.page(joined.window.page_key)
    assert isinstance(page, NotePage)
    return page


def test_pages_are_made_when_they_are_shown(joined: Joined, qtbot: QtBot) -> None:
    window = joined.window
    assert (window.page_key, window.page("more")) == ("notes", None)
    assert "Notes & such" in window.windowTitle()
    with qtbot.waitSignal(window.page_shown):
        QTest.keyClick(window, Qt.Key.Key_2, CTRL)
    assert window.page_key == "more"
    assert window.actions_.get("page.more").isChecked()
    button = next(b for b in window.findChildren(QAbstractButton) if b.text() == "Program log")
    with qtbot.waitSignal(window.page_shown):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert window.page_key == "log"
    assert button.isChecked()


def test_a_page_opens_what_another_asked_for(joined: Joined) -> None:
    joined.bridge.requests.page_requested.emit("more", "entry 7")
    assert shown_note(joined).opened == ["entry 7"]


@pytest.mark.logs_warnings("the page does not exist")
def test_a_page_that_does_not_exist_is_not_shown(joined: Joined) -> None:
    joined.bridge.requests.page_requested.emit("week", None)
    assert joined.window.page_key == "notes"


def test_every_control_has_a_name(joined: Joined) -> None:
    joined.window.show_page("log")
    unnamed = [
        widget
        for widget in joined.window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert unnamed == []


def test_the_sandbox_is_marked(session: Session, theme: Theme, bridge: Bridge, qtbot: QtBot, joined: Joined) -> None:
    assert joined.window.findChild(QWidget, "sandbox_mark") is None
    session.context.config = session.config._replace(sandbox=True)
    other = join(session, theme, bridge, joined.sync)
    qtbot.addWidget(other.window, before_close_func=lambda window: window.end())
    other.window.show()
    mark = other.window.findChild(QWidget, "sandbox_mark")
    assert mark is not None
    assert mark.isVisible()
    assert other.window.windowTitle().endswith("(sandbox) – Stint")


def test_problems_stand_until_they_are_settled(joined: Joined, qtbot: QtBot) -> None:
    window = joined.window
    window.report(Refused("This entry is billed."))
    window.show_notice(StandingNotice("account", "warn", "Sign in again."))
    assert window.notices.texts() == ["This entry is billed.", "Sign in again."]
    window.report(Offline())
    assert len(window.notices.texts()) == 2
    window.show_notice(StandingNotice("account", "warn", ""))
    (banner,) = window.notices.findChildren(QAbstractButton, options=Qt.FindChildOption.FindChildrenRecursively)[-1:]
    QTest.mouseClick(banner, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.notices.texts() == [])
    assert not window.notices.isVisible()


def test_a_change_is_undone_by_key_and_done_again_by_its_notice(joined: Joined, qtbot: QtBot) -> None:
    joined.session.entries.start(EntryDraft("call", started_at=joined.session.now - 3_600))
    QTest.keyClick(joined.window, Qt.Key.Key_Z, CTRL)
    assert joined.session.status.read().running is None
    assert any("1:00 went with it" in label.text() for label in joined.window.findChildren(QLabel))
    again = next(b for b in joined.window.findChildren(QAbstractButton) if b.text() == "Redo" and b.isVisible())
    QTest.mouseClick(again, Qt.MouseButton.LeftButton)
    assert joined.session.status.read().running is not None


def test_with_nothing_to_undo_that_is_said(joined: Joined, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(joined.bridge.changed, wait=20):
        QTest.keyClick(joined.window, Qt.Key.Key_Z, CTRL)


def test_a_question_mark_lists_the_keys_unless_it_is_typed(joined: Joined, qtbot: QtBot) -> None:
    edit = shown_note(joined).edit
    edit.setFocus()
    QTest.keyClicks(edit, "why?")
    assert edit.text() == "why?"
    edit.clearFocus()
    QTest.keyClick(joined.window, Qt.Key.Key_Question)
    dialog = joined.window.findChild(ShortcutsDialog)
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_closing_asks_first(joined: Joined, qtbot: QtBot) -> None:
    with qtbot.waitSignal(joined.window.close_requested):
        joined.window.close()
    assert joined.window.isVisible()


def test_a_setting_is_in_force_at_once(joined: Joined, qtbot: QtBot) -> None:
    SettingsFile(joined.session.config.folder.settings).set("entry.day_starts_at", "04:00")
    joined.session.reload_settings()
    joined.bridge.settings_changed.emit()
    assert joined.session.entries.day_starts_at_min == 240


def test_a_setting_that_a_command_changes_holds_here_too(joined: Joined, qtbot: QtBot) -> None:
    folder = joined.session.config.folder
    joined.bridge.start()
    with qtbot.waitSignal(joined.bridge.settings_changed, timeout=30_000):
        done = run_process(["settings", "set", "presence.idle_minutes", "3"], process_environment(folder.root))
    assert done.code == 0
    assert joined.session.config.settings.presence_idle_minutes == 3


def test_a_notice_with_an_act(joined: Joined, qtbot: QtBot) -> None:
    acted: list[bool] = []
    joined.bridge.requests.notice_requested.emit(Notice("Deleted", "Take back", lambda: acted.append(True)))
    button = next(b for b in joined.window.findChildren(QAbstractButton) if b.text() == "Take back")
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert acted == [True]


@pytest.mark.parametrize(
    ("standing", "title", "detail"),
    [
        (STANDING, "Synced", "Everything is sent"),
        (STANDING._replace(waiting=2), "Synced", "Waiting: 2"),
        (STANDING._replace(conflicts=1, waiting=2), "Synced", "1 thing needs you"),
        (STANDING._replace(questions=1, parked=4, checking=1), "Synced", "5 things need you"),
        (STANDING._replace(checking=2, asked=1), "Synced", "1 thing needs you"),
        (STANDING._replace(state="offline", waiting=1), "Offline", "Waiting: 1"),
        (STANDING._replace(state="sign_in_needed"), "Sign in again", "Your work stays here"),
        (STANDING._replace(state="not_connected", last_success=None), "Not connected", "Your work stays here"),
        (STANDING._replace(state="error", reason="x"), "Sync stopped", "Your work stays here"),
        (STANDING._replace(last_success=None), "Not synced yet", ""),
        (STANDING._replace(kept_here=1), "Synced", "1 stays: no project"),
        (STANDING._replace(kept_here=3), "Synced", "3 stay: no project"),
        (STANDING._replace(kept_here=3, waiting=2), "Synced", "Waiting: 2"),
    ],
)
def test_how_sync_stands_in_two_lines(standing: SyncStanding, title: str, detail: str) -> None:
    texts = sync_texts(standing, running=False, now=1_000_100)
    assert texts.title.startswith(title)
    assert texts.detail == detail


def test_the_sync_box_follows_the_worker(joined: Joined, qtbot: QtBot) -> None:
    joined.sync.status_changed.emit(SyncStatus(running=True))
    assert "Syncing" in joined.window.sidebar.sync_box.accessibleName()
    joined.sync.status_changed.emit(SyncStatus(running=False))
    assert "Not connected" in joined.window.sidebar.sync_box.accessibleName()


def test_the_sync_box_is_not_content_after_a_failure(joined: Joined) -> None:
    put_idle(joined)
    box = joined.window.sidebar.sync_box
    joined.sync.status_changed.emit(SyncStatus(running=False))
    assert "Synced" in box.accessibleName()
    joined.sync.status_changed.emit(SyncStatus(running=False, failure="The disk is full."))
    assert "Sync stopped" in box.accessibleName()
    assert "The disk is full." in box.accessibleDescription()
    joined.sync.status_changed.emit(SyncStatus(running=False))
    assert box.accessibleName().startswith("Sync: Synced")
    assert box.accessibleName().endswith(". 3 things need you")
    assert box.accessibleDescription() == "On the page “More notes”: 3."


def put_idle(joined: Joined) -> None:
    """As after a sync by the command that had nothing left to do."""
    joined.session.context.config = joined.session.config._replace(transport="cli")
    db = joined.session.context.db
    with db.write():
        SyncState(db).put(HERE, "last_outcome", {"state": "idle", "reason": None}, 1_000_000)
        SyncState(db).put(HERE, "last_success", 1_000_000, 1_000_000)


def test_the_keys_of_a_page_take_the_focus_out_of_the_sidebar(joined: Joined) -> None:
    button = next(b for b in joined.window.findChildren(QAbstractButton) if b.text() == "Program log")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert joined.window.page_key == "log"
    QTest.keyClick(joined.window, Qt.Key.Key_1, CTRL)
    focused = joined.window.focusWidget()
    assert focused is shown_note(joined) or shown_note(joined).isAncestorOf(focused)


def test_the_log_can_be_read_searched_and_copied(joined: Joined, qtbot: QtBot) -> None:
    joined.window.show_page("log")
    page = joined.window.page("log")
    assert isinstance(page, LogPage)
    assert page.nothing.isVisible()
    folder = joined.session.config.folder.logs
    folder.mkdir(parents=True)
    (folder / "stint.log").write_text("one <b>bold</b> line\nanother line\n")
    joined.bridge.clock_tick.emit()
    text, search = page.findChild(QPlainTextEdit), page.findChild(QLineEdit)
    assert text is not None
    assert search is not None
    assert text.toPlainText() == "one <b>bold</b> line\nanother line"
    QTest.keyClicks(search, "BOLD line")
    qtbot.waitUntil(lambda: text.toPlainText() == "one <b>bold</b> line")
    copy = next(b for b in page.findChildren(QAbstractButton) if b.text() == "Copy")
    QTest.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "one <b>bold</b> line"
    QTest.keyClicks(search, "?")
    qtbot.waitUntil(page.nothing.isVisible)


def test_it_follows_the_colours_of_the_desktop(joined: Joined, theme: Theme, qtbot: QtBot) -> None:
    light = joined.window.grab().toImage()
    theme.override(True)
    dark = joined.window.grab().toImage()
    assert light.pixelColor(4, 4).lightness() > 200
    assert dark.pixelColor(4, 4).lightness() < 60


def test_a_page_has_the_keys_when_a_key_brings_it(joined: Joined, qtbot: QtBot) -> None:
    shown_note(joined).edit.setFocus()
    QTest.keyClick(joined.window, Qt.Key.Key_2, CTRL)
    assert joined.window.focusWidget() is joined.window.page("more")
