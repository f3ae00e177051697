"""Connections that are not there for the taking: several, dead, of another account."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.handover import raise_window
from app.paths import DataFolder
from app.settings import SettingsFile
from tests.sandbox.process import SandboxProcess, wait_until
from tests.ui.connect.conftest import Browser
from tests.ui.connect.wizard import Wizard, new_window
from tests.ui.records.desk import button_of, click
from tests.ui.timer.test_first_steps import end
from ui.theme import Theme
from ui.views.settings_page import SettingsPage
from ui.views.sync_page import SyncPage

ENTER = Qt.Key.Key_Return


def connected(server: SandboxProcess) -> dict[str, str]:
    """The environment of somebody who is signed in already."""
    return {"STINT_TRANSPORT": "api", "MEMBRANE_API_URL": server.url, "MEMBRANE_TOKEN": server.token}


def help_on_sync_page(wizard: Wizard, button: str) -> None:
    """Press the button with which the sync page answers to the state of things."""
    page = wizard.desk.desk.page("sync", SyncPage)
    wizard.until(lambda: page.standing.action.text() == button, f"{button!r} on the sync page")
    wizard.desk.settle()
    click(button_of(page, button))
    wizard.opened()


def sync_now(wizard: Wizard) -> None:
    page = wizard.desk.desk.page("sync", SyncPage)
    wizard.until(page.sync_button.isEnabled, "the button to be free")
    click(page.sync_button)


def choose_second(wizard: Wizard) -> None:
    """None is chosen at first; the second is taken by keys."""
    wizard.at("Clientary")
    assert wizard.dialog.panel.choice.connection_id is None
    wizard.press(Qt.Key.Key_Down)
    wizard.press(Qt.Key.Key_Space)
    wizard.tab_to(wizard.dialog.foot.primary)
    wizard.press(ENTER)


def synced(wizard: Wizard) -> None:
    wizard.until(lambda: wizard.desk.session.status.standing().last_success is not None, "the first sync")


def test_a_dead_connection_is_connected_anew(
    tmp_path: Path, theme: Theme, browser: Browser, server: SandboxProcess
) -> None:
    with new_window(tmp_path / "data", theme, **connected(server)) as wizard:
        synced(wizard)
        server.control("POST", "connection", {"disconnected": True})
        sync_now(wizard)
        help_on_sync_page(wizard, "Reconnect")
        wizard.until(lambda: browser.opened, "the connection page")
        browser.press(server, "deny")
        wizard.at("Try again")
        wizard.press(ENTER)
        wizard.at("Reconnect in the browser")
        wizard.press(ENTER)
        wizard.until(lambda: len(browser.opened) == 2, "the second connection page")
        browser.press(server)
        wizard.at("Done")
        listed = server.ask("GET", "/connections")["items"]
        assert [one["id"] for one in listed] == [server.connection_id]


def test_one_of_several_is_chosen_and_remembered(
    tmp_path: Path, theme: Theme, browser: Browser, server: SandboxProcess
) -> None:
    second = server.control("POST", "connections", {"account": "main", "name": "Clientary & sons"})["id"]
    with new_window(tmp_path / "data", theme, **connected(server)) as wizard:
        help_on_sync_page(wizard, "Choose the connection…")
        choose_second(wizard)
        wizard.at("Done")
        assert wizard.desk.session.config.connection_id == second
        assert SettingsFile(wizard.desk.session.config.folder.settings).load().account_connection_id == second
        assert browser.opened == []


def test_another_account_gets_a_folder_of_its_own(
    tmp_path: Path,
    theme: Theme,
    browser: Browser,
    server: SandboxProcess,
    monkeypatch: pytest.MonkeyPatch,
    own_environment: str,
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    server.control("POST", "connections", {"account": "other", "name": "Somebody else's Clientary"})
    folder = DataFolder(tmp_path / "data-2")
    with new_window(tmp_path / "data", theme, STINT_CONNECTION_ID=server.connection_id, **connected(server)) as wizard:
        synced(wizard)
        wizard.desk.session.environment = {**os.environ, **connected(server)}
        wizard.desk.session.reload_settings()
        wizard.desk.bridge.settings_changed.emit()
        click(wizard.desk.desk.page("settings", SettingsPage).account.connect_button)
        wizard.opened()
        wizard.at("Use the browser")
        wizard.press(ENTER)
        choose_second(wizard)
        wizard.at("Open a new data folder")
        assert "another account" in wizard.dialog.panel.problem.text
        try:
            wizard.press(ENTER)
            wait_until(lambda: folder.root.is_dir() and raise_window(folder), 60, "the other window")
        finally:
            end(own_environment)
        assert wizard.desk.session.config.connection_id is None
        assert [row.project.name for row in wizard.desk.session.catalog.projects()] == ["Webshop"]
