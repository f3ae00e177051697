"""The sync page against a real server: refusals, conflicts, an offline spell, the question of the guard, the log."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.ids import ProjectId
from app.services.entries import EntryDraft, EntryEdit
from app.services.status import SyncStanding
from tests.sandbox.process import SandboxProcess
from tests.ui.records.desk import Desk, button_of, click, click_row, texts
from ui.dialogs.connect_dialog import ConnectDialog
from ui.models.sync_log_table import CONFIRMED, REMOTE, SENT, STATE
from ui.pages import Waiting
from ui.sync_story import story_of
from ui.views.sync_page import SyncPage

LONG_MS = 20_000


def sync_page(desk: Desk) -> SyncPage:
    """By a click on the sync status."""
    click(desk.window.sidebar.sync_box)
    page = desk.window.page("sync")
    assert isinstance(page, SyncPage)
    return page


def synced(desk: Desk, qtbot: QtBot) -> SyncPage:
    """The page after a first cycle, asked for by its button."""
    page = sync_page(desk)
    desk.sync.start()
    qtbot.waitUntil(lambda: page.standing.title.text() == "Everything is sent", timeout=LONG_MS)
    return page


def project(desk: Desk) -> ProjectId:
    return desk.session.catalog.projects()[0].project.id


def test_never_synced_says_so_and_leads_to_clientary(desk: Desk) -> None:
    page = sync_page(desk)
    assert page.standing.title.text() == "Not connected"
    assert "There was no sync yet." in page.standing.text.text()
    click(button_of(page, "Connect…"))
    wizard = QApplication.activeModalWidget()
    assert isinstance(wizard, ConnectDialog)
    wizard.reject()


def test_sync_now_by_button_and_by_key(connected: Desk, qtbot: QtBot) -> None:
    page = synced(connected, qtbot)
    for by_key in (False, True):
        qtbot.waitUntil(page.sync_button.isEnabled, timeout=LONG_MS)
        with qtbot.waitSignal(connected.bridge.sync_status_changed, timeout=LONG_MS):
            QTest.keyClick(connected.window, Qt.Key.Key_F5) if by_key else click(page.sync_button)
        qtbot.waitUntil(lambda: page.sync_button.text() == "Sync now", timeout=LONG_MS)
    assert "Last success: today" in page.standing.text.text()


def test_a_refused_entry_is_explained_and_tried_again(connected: Desk, server: SandboxProcess, qtbot: QtBot) -> None:
    page = synced(connected, qtbot)
    server.fault(kind="status", layer="clientary", status=422, method="POST", body='{"error":"Hours is too long"}')
    connected.session.entries.log(EntryDraft("Checkout", project_id=project(connected), seconds=3600))
    click(page.sync_button)
    qtbot.waitUntil(lambda: page.standing.title.text() == "1 thing needs you", timeout=LONG_MS)
    box = connected.window.sidebar.sync_box
    qtbot.waitUntil(lambda: box.accessibleName().endswith(". 1 thing needs you"), timeout=LONG_MS)
    page.open("deleted")
    sync_page(connected)
    assert page.tabs.currentWidget() is page.matters, "the status leads to what it counts"
    assert texts(page.matters.list) == ["Checkout"]
    assert "Hours is too long" in page.matters.panel.quote.text()
    qtbot.waitUntil(page.retry_button.isEnabled, timeout=LONG_MS)
    click(page.matters.panel.retry)
    qtbot.waitUntil(lambda: page.standing.title.text() == "1 change waits to be sent", timeout=LONG_MS)
    click(page.sync_button)
    qtbot.waitUntil(lambda: len(server.records("hours")) == 1, timeout=LONG_MS)
    qtbot.waitUntil(lambda: page.standing.title.text() == "Everything is sent", timeout=LONG_MS)
    QTest.keyClick(page.tabs.tabBar(), Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: texts(page.log.table, STATE) == ["Confirmed"], timeout=LONG_MS)
    assert texts(page.log.table, REMOTE) == [str(server.records("hours")[0]["id"])]
    assert all(texts(page.log.table, column)[0].startswith("today") for column in (SENT, CONFIRMED))
    click_row(page.log.table, 0)
    assert [word in page.log.steps.text() for word in ("Queued", "Refused", "Confirmed")] == [True] * 3


def test_what_waits_on_another_page_is_led_to() -> None:
    standing = SyncStanding("idle", None, 1_000_000, 0, 0, 1, 0, 0, mismatches=2)
    story = story_of(standing, running=False, last="today", elsewhere=[Waiting("invoices", "Invoices", 2)])
    assert (story.title, story.page, story.action) == ("3 things need you", "invoices", "Go to “Invoices”")
    assert story.text.startswith("On the page “Invoices”: 2.")


def test_both_answers_to_a_conflict(connected: Desk, server: SandboxProcess, qtbot: QtBot) -> None:
    entries = connected.session.entries
    page = synced(connected, qtbot)
    rows = [entries.log(EntryDraft(title, project_id=project(connected), seconds=3600)) for title in ("One", "Two")]
    click(page.sync_button)
    qtbot.waitUntil(lambda: len(server.records("hours")) == 2, timeout=LONG_MS)
    qtbot.waitUntil(page.sync_button.isEnabled, timeout=LONG_MS)
    for record in server.records("hours"):
        server.clientary("PUT", f"/hours/{record['id']}", {"project_item": {"title": f"{record['title']} there"}})
    for row in rows:
        entries.edit(row.entry.id, EntryEdit(title=f"{row.entry.title} here"))
    click(page.sync_button)
    qtbot.waitUntil(lambda: page.tabs.tabText(0) == "Needs you (2)", timeout=LONG_MS)
    for answer in ("Keep mine", "Take Clientary's"):
        click_row(page.matters.list, 0)
        click(button_of(page.matters.panel, answer))
        qtbot.waitUntil(lambda: len(texts(page.matters.list)) < 2, timeout=LONG_MS)
    qtbot.waitUntil(page.matters.nothing.isVisible, timeout=LONG_MS)
    click(page.sync_button)
    wanted = {"One here", "Two there"}
    qtbot.waitUntil(lambda: {record["title"] for record in server.records("hours")} == wanted, timeout=LONG_MS)
    assert {entries.row(row.entry.id).entry.title for row in rows} == wanted


def test_an_offline_spell_in_plain_words(connected: Desk, server: SandboxProcess, qtbot: QtBot) -> None:
    page = synced(connected, qtbot)
    server.stop()
    connected.session.entries.log(EntryDraft("On the train", project_id=project(connected), seconds=600))
    click(page.sync_button)
    qtbot.waitUntil(lambda: page.standing.title.text() == "Offline", timeout=LONG_MS)
    assert "Your work is kept here" in page.standing.text.text()
    assert page.standing.counts[0].accessibleName() == "Waiting, 1, sent with the next sync"


@pytest.mark.logs_warnings("the guard says in the log that it holds the changes back")
def test_many_deletions_at_once_are_asked_about(connected: Desk, server: SandboxProcess, qtbot: QtBot) -> None:
    page = synced(connected, qtbot)
    for number in range(22):
        entry = EntryDraft(f"Entry {number}", project_id=project(connected), seconds=600)
        connected.session.entries.log(entry)
    click(page.sync_button)
    qtbot.waitUntil(lambda: len(server.records("hours")) == 22, timeout=LONG_MS)
    qtbot.waitUntil(page.sync_button.isEnabled, timeout=LONG_MS)
    for record in server.records("hours"):
        server.clientary("DELETE", f"/hours/{record['id']}")
    click(page.sync_button)
    qtbot.waitUntil(page.matters.question.isVisible, timeout=LONG_MS)
    assert page.matters.question.text.text().startswith("22 entries would vanish")
    assert sorted(texts(page.matters.question.preview)) == sorted(f"Entry {number}" for number in range(22))
    assert not page.matters.nothing.isVisible()
    page.setFocus(Qt.FocusReason.TabFocusReason)
    assert len(page.matters.question.preview.selectedIndexes()) == 1, "where the keys are is seen"
    qtbot.waitUntil(page.sync_button.isEnabled, timeout=LONG_MS)
    click(page.matters.question.first)
    qtbot.waitUntil(lambda: len(server.records("hours")) == 22, timeout=2 * LONG_MS)
    assert not page.matters.question.isVisible()


def test_the_log_table_keeps_the_rules_of_models(desk: Desk, qtbot: QtBot) -> None:
    for number in range(300):
        desk.session.entries.log(EntryDraft(f"Entry {number}", project_id=ProjectId("webshop"), seconds=60))
    page = sync_page(desk)
    tester = QAbstractItemModelTester(page.log.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    tester.setUseFetchMore(False)  # it would fetch inside the reset, which no view does; scrolling fetches below
    QTest.keyClick(page.tabs.tabBar(), Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: page.log.model.rowCount() >= 200)
    page.log.table.scrollToBottom()
    qtbot.waitUntil(lambda: page.log.model.rowCount() > 300 or not page.log.model.canFetchMore(), timeout=LONG_MS)
    assert tester.model() is page.log.model
