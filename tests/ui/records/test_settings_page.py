"""The settings page: what is typed is stored, what is wrong is said under its field, what is set elsewhere stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.config import read_config
from app.settings import SettingsFile
from tests.ui.records.desk import Desk, click, open_desk, texts
from ui.global_key.key import KeyState
from ui.theme import Theme
from ui.views.settings_page import SettingsPage
from ui.widgets.choice import Choice
from ui.widgets.desktop_line import DesktopLine


def line(page: SettingsPage, key: str) -> QLineEdit:
    editor = page.fields[key].editor
    assert isinstance(editor, QLineEdit)
    return editor


def retype(editor: QWidget, text: str, end: Qt.Key = Qt.Key.Key_Return) -> None:
    """Type over what is there."""
    editor.setFocus()
    QTest.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(editor, Qt.Key.Key_Delete)
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, end)


def stored(desk: Desk) -> SettingsFile:
    return SettingsFile(desk.session.config.folder.settings)


def test_a_typed_rate_is_stored_and_holds_at_once(empty_desk: Desk, qtbot: QtBot) -> None:
    page = empty_desk.page("settings", SettingsPage)
    assert line(page, "billing.default_rate").text() == ""
    with qtbot.waitSignal(empty_desk.bridge.settings_changed):
        retype(line(page, "billing.default_rate"), "82.50")
    assert stored(empty_desk).load().billing_default_rate == "82.50"
    assert empty_desk.session.config.settings.billing_default_rate == "82.50"
    assert line(page, "billing.default_rate").accessibleDescription().endswith("Set here.")


def test_leaving_the_field_by_tab_stores_too(empty_desk: Desk, qtbot: QtBot) -> None:
    page = empty_desk.page("settings", SettingsPage)
    with qtbot.waitSignal(empty_desk.bridge.settings_changed):
        retype(line(page, "billing.due_days"), "14", Qt.Key.Key_Tab)
    assert stored(empty_desk).load().billing_due_days == 14


def test_a_wrong_value_is_explained_under_its_field_and_mended(empty_desk: Desk, qtbot: QtBot) -> None:
    page = empty_desk.page("settings", SettingsPage)
    field = page.fields["billing.currency"]
    retype(field.editor, "euro")
    qtbot.waitUntil(lambda: field.error is not None)
    assert field.error == "Give the three letters of a currency, as EUR or USD."
    assert stored(empty_desk).explicit() == set()
    retype(field.editor, "CHF")
    qtbot.waitUntil(lambda: field.error is None)
    assert stored(empty_desk).load().billing_currency == "CHF"


def test_going_back_to_the_stored_value_takes_the_error_away(empty_desk: Desk, qtbot: QtBot) -> None:
    page = empty_desk.page("settings", SettingsPage)
    field = page.fields["entry.day_starts_at"]
    retype(field.editor, "25:00")
    qtbot.waitUntil(lambda: field.error is not None)
    retype(field.editor, "00:00")
    assert field.error is None


def test_the_appearance_is_chosen_by_keys(empty_desk: Desk, qtbot: QtBot) -> None:
    page = empty_desk.page("settings", SettingsPage)
    choice = page.fields["window.appearance"].editor
    assert isinstance(choice, Choice)
    choice.setFocus()
    with qtbot.waitSignal(empty_desk.bridge.settings_changed):
        QTest.keyClick(choice, Qt.Key.Key_End)
    assert stored(empty_desk).load().window_appearance == "dark"


def test_what_the_environment_sets_can_be_seen_not_changed(empty_desk: Desk) -> None:
    page = empty_desk.page("settings", SettingsPage)
    field = page.fields["account.transport"]
    assert not field.editor.isEnabled()
    assert "STINT_TRANSPORT" in field.editor.accessibleDescription()
    assert page.account.state.text() == "Not connected"


def test_settings_and_folder_name_where_they_come_from(
    tmp_path: Path, theme: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STINT_TRANSPORT", "none")
    monkeypatch.setenv("STINT_DATA_DIR", str(tmp_path / "data"))
    with open_desk(read_config(os.environ), theme) as desk:
        desk.session.reload_settings()
        assert desk.session.config.origins["data_dir"] == "environment STINT_DATA_DIR"
        assert desk.session.origin("account.transport") == "environment STINT_TRANSPORT"
        assert desk.session.origin("billing.currency") == "default"


def test_a_backup_on_demand_is_listed(empty_desk: Desk, qtbot: QtBot) -> None:
    page = empty_desk.page("settings", SettingsPage)
    assert not page.data.list.isVisible()
    page.area.ensureWidgetVisible(page.data.backup_button)
    click(page.data.backup_button)
    qtbot.waitUntil(lambda: len(texts(page.data.list)) == 1)
    assert page.data.list.isVisible()
    assert page.data.backup_button.isEnabled()
    assert empty_desk.session.config.folder.backups.is_dir()


def test_an_address_has_lines_and_holds_once_it_is_left(empty_desk: Desk, qtbot: QtBot) -> None:
    page = empty_desk.page("settings", SettingsPage)
    editor = page.fields["documents.sender"].editor
    page.area.ensureWidgetVisible(editor)
    click(editor)
    QTest.keyClicks(editor, "Studio Nine")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "Lyon")
    with qtbot.waitSignal(empty_desk.bridge.settings_changed):
        QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert stored(empty_desk).load().documents_sender == "Studio Nine\nLyon"


def test_a_language_of_one_country_that_was_set_elsewhere_is_shown(empty_desk: Desk) -> None:
    stored(empty_desk).set("documents.language", "de_CH")
    empty_desk.session.reload_settings()
    page = empty_desk.page("settings", SettingsPage)
    assert page.fields["documents.language"].text == "de_CH"


def test_a_logo_is_chosen_as_a_file(empty_desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    picture = tmp_path / "logo.svg"
    picture.write_text("<svg/>", encoding="utf-8")
    page = empty_desk.page("settings", SettingsPage)
    line(page, "documents.logo").actions()[0].trigger()
    chooser = empty_desk.window.findChild(QFileDialog)
    assert isinstance(chooser, QFileDialog)
    chooser.selectFile(str(picture))
    with qtbot.waitSignal(empty_desk.bridge.settings_changed):
        QTest.keyClick(chooser, Qt.Key.Key_Return)
    assert stored(empty_desk).load().documents_logo == str(picture)


def test_starting_with_the_session_is_switched_where_the_session_looks(
    empty_desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    page = empty_desk.page("settings", SettingsPage)
    line = page.findChild(DesktopLine)
    assert isinstance(line, DesktopLine)
    QTest.keyClick(line.switch, Qt.Key.Key_Space)
    file = tmp_path / "config" / "autostart" / "app.stint.Stint.desktop"
    assert "--hidden" in file.read_text()
    QTest.keyClick(line.switch, Qt.Key.Key_Space)
    assert not file.exists()
    file.parent.rmdir()
    file.parent.touch()  # nobody can write there
    QTest.keyClick(line.switch, Qt.Key.Key_Space)
    assert not line.switch.isChecked()
    assert "did not keep" in line.problem.text()


def test_the_key_of_the_quick_log_is_stored_and_the_command_shown_where_it_is_none(
    empty_desk: Desk, qtbot: QtBot
) -> None:
    page = empty_desk.page("settings", SettingsPage)
    shown = page.findChild(DesktopLine)
    assert isinstance(shown, DesktopLine)
    assert shown.command.isVisible()
    retype(line(page, "window.quick_log_key"), "L")
    qtbot.waitUntil(lambda: "Ctrl, Alt or Super" in (page.fields["window.quick_log_key"].error or ""))
    with qtbot.waitSignal(empty_desk.bridge.settings_changed):
        retype(line(page, "window.quick_log_key"), "strg+alt+l")
    assert stored(empty_desk).load().window_quick_log_key == "Ctrl+Alt+L"
    empty_desk.bridge.key_state = KeyState("Ctrl+Alt+L", "X11 key grab")
    empty_desk.bridge.key_state_changed.emit(empty_desk.bridge.key_state)
    assert not shown.command.isVisible()
