"""Ctrl+K and `?`: everything is found and left by keys alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.records.desk import CTRL, Desk, texts
from ui.dialogs.find_dialog import FindDialog
from ui.dialogs.shortcuts import ShortcutsDialog
from ui.views.clients_page import ClientsPage
from ui.views.projects_page import ProjectsPage


def opened(desk: Desk, kind: type[QDialog]) -> list[QDialog]:
    return [dialog for dialog in desk.window.findChildren(kind) if dialog.isVisible()]


def find(desk: Desk, qtbot: QtBot, focus: QWidget | None = None) -> FindDialog:
    QTest.keyClick(focus or desk.window, Qt.Key.Key_K, CTRL)
    qtbot.waitUntil(lambda: len(opened(desk, FindDialog)) == 1)
    (dialog,) = opened(desk, FindDialog)
    assert isinstance(dialog, FindDialog)
    return dialog


def test_a_project_is_found_and_opened(desk: Desk, qtbot: QtBot) -> None:
    dialog = find(desk, qtbot)
    QTest.keyClicks(dialog.search, "web")
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert desk.window.page_key == "projects"
    page = desk.window.page("projects")
    assert isinstance(page, ProjectsPage)
    assert page.list.chosen_record is not None
    assert page.list.chosen_record.id == "webshop"
    qtbot.waitUntil(lambda: opened(desk, FindDialog) == [])


def test_arrow_keys_pass_over_headings(desk: Desk, qtbot: QtBot) -> None:
    dialog = find(desk, qtbot)
    QTest.keyClicks(dialog.search, "acme")
    assert texts(dialog.list)[:5] == ["Clients", "Acme Corp", "Projects", "Hosting", "Webshop"]
    keys = [dialog.list.current_key]
    for _ in range(2):
        QTest.keyClick(dialog.search, Qt.Key.Key_Down)
        keys.append(dialog.list.current_key)
    assert keys == [("client", "acme"), ("project", "hosting"), ("project", "webshop")]
    for _ in range(4):
        QTest.keyClick(dialog.search, Qt.Key.Key_Up)
    assert dialog.list.current_key == ("client", "acme")


def test_pages_and_acts_are_found_too(desk: Desk, qtbot: QtBot) -> None:
    dialog = find(desk, qtbot)
    assert "Clients" in texts(dialog.list)
    QTest.keyClicks(dialog.search, "clie")
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert desk.window.page_key == "clients"


def test_it_opens_from_within_a_text_field_and_escape_leaves(desk: Desk, qtbot: QtBot) -> None:
    page = desk.page("clients", ClientsPage)
    page.list.search.setFocus()
    dialog = find(desk, qtbot, page.list.search)
    QTest.keyClick(dialog.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: opened(desk, FindDialog) == [])
    assert desk.window.page_key == "clients"


def test_what_is_not_there_is_said_as_plain_text(desk: Desk, qtbot: QtBot) -> None:
    dialog = find(desk, qtbot)
    QTest.keyClicks(dialog.search, "<b>zz")
    assert "<b>zz" in dialog.nothing.text()
    assert dialog.nothing.textFormat() is Qt.TextFormat.PlainText
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.isVisible()


def test_the_list_keeps_the_rules_of_models(desk: Desk, qtbot: QtBot) -> None:
    dialog = find(desk, qtbot)
    tester = QAbstractItemModelTester(
        dialog.list.lines, QAbstractItemModelTester.FailureReportingMode.Fatal, dialog.list.lines
    )
    for text in ("a", "c", "zzz"):
        QTest.keyClicks(dialog.search, text)
    assert tester.model() is dialog.list.lines


def test_question_mark_lists_all_shortcuts_and_leaves_again(desk: Desk, qtbot: QtBot) -> None:
    QTest.keyClicks(desk.window, "?")
    qtbot.waitUntil(lambda: len(opened(desk, ShortcutsDialog)) == 1)
    (dialog,) = opened(desk, ShortcutsDialog)
    shown = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Sync now", "F5", "Find anything", "Clients", "Search this list"} <= shown
    assert dialog.size().boundedTo(dialog.screen().availableSize()) == dialog.size()
    assert isinstance(dialog, ShortcutsDialog)
    bar, focused = dialog.area.verticalScrollBar(), dialog.focusWidget()
    assert focused is not None
    dialog.resize(400, 300)
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    QTest.keyClick(focused, Qt.Key.Key_PageDown)
    assert bar.value() > 0, "the keys scroll it"
    QTest.keyClicks(dialog, "?")
    qtbot.waitUntil(lambda: opened(desk, ShortcutsDialog) == [])
