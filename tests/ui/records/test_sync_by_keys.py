"""What sync needs a person for, done by keys alone in the real window, and what became of it on the server."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.services.entries import EntryDraft, EntryEdit
from app.storage.invoices import InvoiceRepository
from tests.sandbox.process import SandboxProcess
from tests.ui.records.desk import CTRL, Desk, texts
from tests.ui.records.test_find_dialog import find
from tests.ui.records.test_sync_page import project
from ui.dialogs.entry_dialog import EntryDialog
from ui.views.sync_page import SyncPage
from ui.widgets.banner import Banner

LONG_MS = 60_000
NAMES = list("ABCDEFGH")
MOST_TABS = 60
ENTER, SPACE, TAB, RIGHT = Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Right


class Keys:
    """A person without a pointer."""

    def __init__(self, desk: Desk, server: SandboxProcess, qtbot: QtBot) -> None:
        self.desk, self.server, self.qtbot = desk, server, qtbot
        self.rows: dict[str, str] = {}
        self.answers: list[object] = []
        desk.bridge.sync_answered.connect(lambda *answer: self.answers.append(answer))
        self.until(desk.window.isActiveWindow)
        dialog = find(desk, qtbot)
        QTest.keyClicks(dialog.search, "sync")
        while dialog.list.current_key != ("act", "page.sync"):
            before = dialog.list.current_key
            QTest.keyClick(dialog.search, Qt.Key.Key_Down)
            assert dialog.list.current_key != before, before
        QTest.keyClick(dialog.search, ENTER)
        self.until(lambda: desk.window.page_key == "sync")
        desk.window.activateWindow()
        page = desk.window.page("sync")
        assert isinstance(page, SyncPage)
        self.page = page

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=LONG_MS)

    def press(self, *keys: Qt.Key) -> None:
        for key in keys:
            target = QApplication.focusWidget() or self.desk.window
            QTest.keyClick(target, key)

    def tab_to(self, widget: QWidget) -> None:
        for _ in range(MOST_TABS):
            if QApplication.focusWidget() is widget:
                return
            self.press(TAB)
        raise AssertionError(f"{widget} is not reached by Tab")

    def sync(self) -> None:
        """F5, and its end."""
        seen = len(self.answers)
        QTest.keyClick(self.desk.window, Qt.Key.Key_F5)
        self.until(lambda: len(self.answers) > seen)

    def chosen(self) -> str:
        """The title of the matter that an answer would be about."""
        return str(self.page.matters.list.currentIndex().data())

    def titles(self) -> list[str]:
        """What the server has."""
        return sorted(str(record["title"]) for record in self.server.records("hours"))

    def delete_there(self, count: int) -> None:
        for record in self.server.records("hours")[:count]:
            self.server.control("DELETE", f"records/hours/{record['id']}")


@pytest.fixture
def keys(connected: Desk, server: SandboxProcess, qtbot: QtBot) -> Keys:
    """Eight entries that both sides have; the sync page is shown."""
    made = Keys(connected, server, qtbot)
    connected.sync.start()
    made.until(lambda: made.page.standing.title.text() == "Everything is sent")
    for name in NAMES:
        made.rows[name] = connected.session.entries.log(
            EntryDraft(name, project_id=project(connected), seconds=3600)
        ).entry.id
    made.sync()
    made.until(lambda: made.titles() == NAMES)
    return made


def test_each_answer_to_a_conflict(keys: Keys) -> None:
    page, entries = keys.page, keys.desk.session.entries
    for record in [one for one in keys.server.records("hours") if one["title"] in NAMES[:3]]:
        keys.server.control("PUT", f"records/hours/{record['id']}", {"title": f"{record['title']} there"})
    for name in NAMES[:3]:
        entries.edit(keys.rows[name], EntryEdit(title=f"{name} here"))
    keys.sync()
    keys.until(lambda: sorted(texts(page.matters.list)) == ["A here", "B here", "C here"])
    decided: list[str] = []
    keys.tab_to(page.sync_button)
    QTest.keySequence(keys.desk.window, keys.desk.window.actions_.get("page.sync").shortcut())
    assert QApplication.focusWidget() is page.matters.list
    for answer, result in (("ours", "here"), ("theirs", "there")):
        decided.append(f"{keys.chosen()[0]} {result}")
        keys.press(ENTER)  # to the first answer
        assert QApplication.focusWidget() is page.matters.panel.ours
        keys.tab_to(getattr(page.matters.panel, answer))
        left = len(texts(page.matters.list)) - 1
        keys.press(SPACE)
        keys.until(lambda left=left: len(texts(page.matters.list)) == left)  # type: ignore[misc]  # default binds
        assert QApplication.focusWidget() is page.matters.list
    last = keys.chosen()[0]
    keys.press(ENTER)
    keys.tab_to(page.matters.panel.edit)
    keys.press(SPACE)
    keys.until(lambda: isinstance(QApplication.activeModalWidget(), EntryDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, EntryDialog)
    dialog.activateWindow()
    keys.until(lambda: QApplication.focusWidget() is dialog.fields.title)
    assert f"{last} there" in dialog.findChildren(Banner)[0].text
    dialog.fields.title.selectAll()
    QTest.keyClicks(dialog.fields.title, f"{last} of both")
    QTest.keyClick(dialog.fields.title, ENTER, CTRL)
    keys.until(page.matters.nothing.isVisible)
    keys.until(lambda: keys.titles() == sorted([*decided, f"{last} of both", *NAMES[3:]]))
    here = sorted(entries.row(entry_id).entry.title for entry_id in keys.rows.values())
    assert here == keys.titles()


@pytest.mark.logs_warnings("the guard says in the log that it holds the changes back")
def test_both_answers_to_the_guard_and_a_deleted_entry(keys: Keys) -> None:
    page, question = keys.page, keys.page.matters.question
    for ours in (True, False):
        keys.delete_there(5)
        keys.sync()
        keys.until(question.isVisible)
        assert len(texts(question.preview)) == 5
        keys.until(page.sync_button.isEnabled)
        keys.tab_to(page.sync_button)
        QTest.keySequence(keys.desk.window, keys.desk.window.actions_.get("page.sync").shortcut())
        assert QApplication.focusWidget() is question.preview
        keys.tab_to(question.first if ours else question.second)
        keys.press(SPACE)
        keys.until(lambda: not question.isVisible())
        keys.until(lambda wanted=8 if ours else 3: len(keys.titles()) == wanted)  # type: ignore[misc]  # default binds
    keys.until(lambda: len(keys.desk.session.deleted.entries()) == 5)
    keys.tab_to(page.tabs.tabBar())
    keys.press(RIGHT, RIGHT)
    keys.until(page.deleted.isVisible)
    keys.tab_to(page.deleted.list)
    keys.press(Qt.Key.Key_Down)
    wanted = page.deleted.list.currentIndex().data()
    keys.press(ENTER)
    keys.sync()
    keys.until(lambda: wanted in keys.titles())
    assert len(keys.titles()) == 4
    keys.until(lambda: len(texts(page.deleted.list)) == 4)
    assert page.deleted.list.currentIndex().row() == 1, "the next one, not the first"


def test_a_payment_that_nobody_can_look_up(keys: Keys) -> None:
    """It is not there, so it is sent once more; then, lost again, it is there."""
    page, session, server = keys.page, keys.desk.session, keys.server
    client = server.records("clients")[0]["id"]
    items = [{"title": "Design", "quantity": "1", "price": "100"}]
    server.clientary("POST", "/invoices", {"invoice": {
        "client_id": client, "number": "1007", "date": "2026-03-04", "due_date": "2026-04-04", "currency_code": "EUR",
        "invoice_items_attributes": items,
    }})  # fmt: skip
    keys.sync()
    for lost, answer in (("cut_before", page.matters.panel.theirs), ("cut_after", page.matters.panel.ours)):
        server.fault(kind=lost, method="POST", path="/invoices/*/payments")
        invoice = next(row for row in InvoiceRepository(session.context.db).all() if row.invoice.number == "1007")
        session.payments.pay(invoice, "40", "2026-03-05")
        keys.sync()
        keys.until(lambda: texts(page.matters.list) == ["Payment of 40.00"])
        keys.until(page.sync_button.isEnabled)
        keys.tab_to(page.matters.list)
        keys.press(ENTER)
        assert QApplication.focusWidget() is page.matters.panel.ours
        keys.tab_to(answer)
        keys.press(SPACE)
        keys.until(lambda: texts(page.matters.list) == [])
        keys.sync()
    keys.until(lambda: [Decimal(one["amount"]) for one in server.records("payments")] == [40, 40])


def test_the_log_is_searched(keys: Keys) -> None:
    page = keys.page
    keys.tab_to(page.tabs.tabBar())
    keys.press(RIGHT)
    keys.until(lambda: sorted(texts(page.log.table)) == NAMES)
    QTest.keyClick(page.log.table, Qt.Key.Key_F, CTRL)
    assert QApplication.focusWidget() is page.log.search
    remote_id = next(record["id"] for record in keys.server.records("hours") if record["title"] == "F")
    QTest.keyClicks(page.log.search, str(remote_id))
    keys.until(lambda: texts(page.log.table) == ["F"])
    keys.tab_to(page.log.table)
    keys.press(Qt.Key.Key_Down)
    assert f"as record {remote_id}" in page.log.steps.text()
    keys.tab_to(page.log.filter.chip(0))
    keys.press(RIGHT)  # what is under way
    keys.until(lambda: texts(page.log.table) == [])
    assert page.log.empty.isVisible()
