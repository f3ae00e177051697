"""The whole way to Clientary in the real window, by keys alone, against a sandbox process."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.sandbox.process import SandboxProcess
from tests.ui.connect.conftest import Browser
from tests.ui.connect.wizard import Wizard, new_window
from ui.dialogs.connect_stage import CHECK, SYNC
from ui.theme import Theme
from ui.views.settings_page import SettingsPage

ENTER = Qt.Key.Key_Return
CODE = "Code shown in the browser after you sign in"


def first_sync_ends(wizard: Wizard) -> None:
    """The last step is done, and the server's project is in the window."""
    wizard.at("Done")
    assert wizard.dialog.stage.step == CHECK
    assert "Projects: 1" in wizard.dialog.panel.facts.accessibleDescription()
    wizard.until(lambda: wizard.dialog.rail.steps[SYNC].state == "done", "the first sync")
    assert [step.state for step in wizard.dialog.rail.steps] == ["done"] * 5
    wizard.press(ENTER)
    wizard.until(lambda: QApplication.activeModalWidget() is None, "the end of the wizard")
    wizard.desk.activate(wizard.desk.window)
    assert [row.project.name for row in wizard.desk.session.catalog.projects()] == ["Webshop"]


def test_through_the_command(tmp_path: Path, theme: Theme, browser: Browser, server: SandboxProcess) -> None:
    server.membrane("logout")
    with new_window(tmp_path / "data", theme, STINT_MEMBRANE_COMMAND=server.membrane_command) as wizard:
        wizard.begin()
        wizard.at("Use the command")
        assert server.membrane_command in wizard.dialog.panel.ways.command.found.text()
        wizard.press(ENTER)
        wizard.at(CODE)
        assert browser.opened == [wizard.dialog.panel.link.url]
        wizard.press(Qt.Key.Key_Escape)  # not yet
        wizard.at("Use the command")
        wizard.press(ENTER)
        wizard.at(CODE)
        wizard.type(" WRONG ")
        wizard.press(ENTER)
        wizard.until(lambda: wizard.dialog.panel.code.field.error, "the refusal of the code")
        wizard.at(CODE)
        wizard.type("  SANDBOX-CODE ")
        wizard.press(ENTER)
        first_sync_ends(wizard)
        assert wizard.desk.session.config.transport == "cli"


def test_through_the_browser_alone(tmp_path: Path, theme: Theme, browser: Browser, server: SandboxProcess) -> None:
    """No command, no connection, no keyring: everything is made in the browser, and holds for this session."""
    server.control("POST", "connection", {"archived": True})
    server.speak(new_connection="action_required")
    with new_window(tmp_path / "data", theme, MEMBRANE_API_URL=server.url) as wizard:
        wizard.begin()
        wizard.at("Use the browser")
        assert "this session only" in wizard.dialog.panel.ways.browser.found.text()
        wizard.press(ENTER)
        wizard.until(lambda: browser.opened, "the sign-in page")
        browser.press(server)
        wizard.at("Create in the browser")
        assert not [one for one in server.log() if one["method"] == "POST" and "connection" in one["path"]]
        wizard.press(ENTER)
        wizard.at("Open in the browser")
        assert len(browser.opened) == 1
        wizard.press(ENTER)
        browser.press(server)
        wizard.at("Done")
        assert "this session only" in wizard.dialog.panel.problem.text
        first_sync_ends(wizard)
        sign_out(wizard)


def sign_out(wizard: Wizard) -> None:
    """By the settings page: the records stay, and nothing is sent any more."""
    desk = wizard.desk
    page = desk.desk.page("settings", SettingsPage)
    wizard.tab_to(page.account.sign_out_button)
    wizard.press(ENTER)
    wizard.until(lambda: desk.session.config.transport == "none", "the end of the sign-in")
    wizard.until(lambda: page.account.state.text() == "Not connected", "the page to say so")
    assert desk.session.catalog.projects()
