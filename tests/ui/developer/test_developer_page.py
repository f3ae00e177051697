"""The developer page in the real window against a sandbox: actions, requests, and the check of the account."""

from __future__ import annotations

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.sandbox.process import SandboxProcess
from tests.ui.records.desk import Desk, button_of, click
from ui.views.developer_page import DeveloperPage
from ui.views.settings_page import SettingsPage
from ui.widgets.choice import Choice
from ui.widgets.input_field import InputField

WAIT_MS = 60_000


def choose_action(page: DeveloperPage, qtbot: QtBot, key: str) -> None:
    """By the keys of the list of choices."""
    panel = page.actions_
    qtbot.waitUntil(lambda: panel.choice.count() == 20, timeout=WAIT_MS)
    name = next(text for number in range(20) if f"({key})" in (text := panel.choice.itemText(number)))
    panel.choice.setFocus()
    QTest.keyClick(panel.choice, Qt.Key.Key_Home)
    for _ in range(panel.choice.findText(name)):
        QTest.keyClick(panel.choice, Qt.Key.Key_Down)
    assert panel.action is not None
    assert panel.action.key == key


def field(parent: QWidget, name: str) -> InputField:
    return next(one for one in parent.findChildren(InputField) if one.wanted.name == name)


def type_in(editor: QWidget, text: str) -> None:
    editor.setFocus()
    QTest.keyClicks(editor, text)


def test_it_is_offered_when_the_settings_say_so(desk: Desk, page: DeveloperPage, qtbot: QtBot) -> None:
    settings = desk.page("settings", SettingsPage)
    choice = settings.fields["window.developer"].editor
    assert isinstance(choice, Choice)
    choice.setFocus()
    with qtbot.waitSignal(desk.bridge.settings_changed):
        QTest.keyClick(choice, Qt.Key.Key_Home)
    offered = desk.window.actions_.get("page.developer")
    assert not offered.isVisible()
    assert not offered.isEnabled()
    with qtbot.waitSignal(desk.bridge.settings_changed):
        QTest.keyClick(choice, Qt.Key.Key_End)
    assert offered.isVisible()
    desk.clicked("Developer")
    assert desk.window.page_key == "developer"


def test_an_action_is_filled_in_and_run(page: DeveloperPage, server: SandboxProcess, qtbot: QtBot) -> None:
    panel = page.actions_
    choose_action(page, qtbot, "create-client")
    assert "Changes the account" in panel.about.text()
    since = server.log()[-1]["seq"]
    click(panel.buttons.run_button)
    assert field(panel.form, "name").error == "This is required."
    assert field(panel.form, "name").editor.hasFocus()
    type_in(field(panel.form, "name").editor, "By hand & co")
    click(panel.buttons.run_button)
    qtbot.waitUntil(lambda: '"name": "By hand & co"' in panel.result.text.toPlainText(), timeout=WAIT_MS)
    assert panel.result.head.text() == "Done."
    assert "By hand & co" in [client["name"] for client in server.records("clients")]
    assert sum(entry["action"] == "create-client" for entry in server.log(since)) == 1
    assert field(panel.form, "name").error is None


def test_a_lost_answer_and_a_stop_are_said_truly(page: DeveloperPage, server: SandboxProcess, qtbot: QtBot) -> None:
    panel = page.actions_
    choose_action(page, qtbot, "list-clients")
    server.fault(kind="hang", action="list-clients")
    click(panel.buttons.run_button)
    qtbot.waitUntil(panel.buttons.stop_button.isVisible, timeout=WAIT_MS)
    assert panel.buttons.stop_button.hasFocus()
    QTest.keyClick(panel.buttons.stop_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: panel.result.head.text().startswith("Stopped."), timeout=WAIT_MS)
    assert panel.buttons.run_button.isVisible()
    choose_action(page, qtbot, "create-client")
    server.fault(kind="cut_after", action="create-client")
    type_in(field(panel.form, "name").editor, "Lost")
    click(panel.buttons.run_button)
    qtbot.waitUntil(lambda: panel.result.head.text().startswith("No answer came."), timeout=WAIT_MS)


def test_a_request(page: DeveloperPage, server: SandboxProcess, qtbot: QtBot) -> None:
    page.open("request")
    panel = page.request
    type_in(panel.path, "/clients?page_size=1")
    type_in(panel.query, "page=1")
    QTest.keyClick(panel.path, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: '"total_count"' in panel.result.text.toPlainText(), timeout=WAIT_MS)
    assert panel.result.head.text() == "Status 200"
    asked = [entry["clientary"] for entry in server.log() if entry["clientary"]][-1]
    assert asked["query"] == {"page_size": "1", "page": "1"}
    type_in(panel.headers, "Authorization: x")
    click(panel.buttons.run_button)
    assert "Membrane adds the credentials" in (panel.fields["header"].error or "")
    assert panel.headers.hasFocus()
    panel.headers.clear()
    panel.path.clear()
    type_in(panel.path, "/clients")
    panel.method.setFocus()
    QTest.keyClick(panel.method, Qt.Key.Key_Down)
    assert panel.body.isVisible()
    assert panel.caution.isVisible()
    panel.query.clear()
    type_in(panel.body, '{"client": {}}')
    click(panel.buttons.run_button)
    qtbot.waitUntil(lambda: panel.result.head.text().startswith("Refused, and nothing was done."), timeout=WAIT_MS)
    assert panel.fields["header"].error is None


def test_the_check_shows_its_report_before_it_is_saved(
    desk: Desk, page: DeveloperPage, server: SandboxProcess, qtbot: QtBot, tmp_path: Path
) -> None:
    page.open("check")
    panel = page.probe
    assert not panel.save_button.isVisible()
    server.fault(kind="hang", path="/leads")
    click(panel.buttons.run_button)
    qtbot.waitUntil(lambda: panel.step.text() == "Leads", timeout=WAIT_MS)
    assert panel.progress.value() == 7
    click(panel.buttons.stop_button)
    qtbot.waitUntil(lambda: panel.result.head.text().startswith("Stopped."), timeout=WAIT_MS)
    click(button_of(page, "Check what this account can do"))
    qtbot.waitUntil(lambda: panel.report is not None, timeout=WAIT_MS)
    shown = panel.result.text
    assert isinstance(shown, QPlainTextEdit)
    assert shown.isReadOnly()
    assert "• Paths are the documented ones." in shown.toPlainText()
    assert "Acme" not in shown.toPlainText()
    assert panel.save_button.hasFocus()
    QTest.keyClick(panel.save_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: file_name(desk) is not None, timeout=WAIT_MS)
    line = file_name(desk)
    assert line is not None
    line.setText(str(tmp_path / "report.json"))
    QTest.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil((tmp_path / "report.json").exists, timeout=WAIT_MS)
    assert json.loads((tmp_path / "report.json").read_text())["stint_probe"] == 1


def file_name(desk: Desk) -> QLineEdit | None:
    """Where the dialog asks for a name."""
    found = desk.window.findChild(QLineEdit, "fileNameEdit")
    return found if isinstance(found, QLineEdit) and found.isVisible() else None
