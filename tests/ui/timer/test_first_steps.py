"""The first choices of an empty program: the sandbox, and the way to Clientary."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.config import read_config
from app.handover import raise_window
from app.paths import DataFolder
from tests.leftovers import MARK
from tests.sandbox.process import SandboxProcess, wait_until
from tests.ui.records.desk import click, open_desk
from tests.ui.timer.desk import TimerDesk
from ui.dialogs.connect_dialog import ConnectDialog
from ui.relaunch import sandbox_command
from ui.theme import Theme


@pytest.fixture
def waiting_desk(tmp_path: Path, theme: Theme, qapp: QApplication) -> Iterator[TimerDesk]:
    """A window whose membrane command is not there yet."""
    environment = {**os.environ, "STINT_MEMBRANE_COMMAND": str(tmp_path / "membrane"), "STINT_SETTLE_SECONDS": "1"}
    with open_desk(read_config(environment, data_dir=str(tmp_path / "data")), theme) as desk:
        desk.sync.start()
        object.__setattr__(desk.session, "environment", environment)
        made = TimerDesk(desk, theme)
        yield made


def test_the_way_to_clientary(waiting_desk: TimerDesk, server: SandboxProcess, tmp_path: Path) -> None:
    desk = waiting_desk
    assert desk.page.first_run is not None
    click(desk.page.first_run.connect_button)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, ConnectDialog)
    click(dialog.steps[0].line.copy_button)
    assert QGuiApplication.clipboard().text() == "npm install -g @membranehq/cli"
    look(desk, dialog, "There is no membrane command on this computer yet: begin with step 1.")
    assert [step.state for step in dialog.steps] == ["now", "later", "later"]

    (tmp_path / "membrane").symlink_to(server.membrane_command)
    subprocess.run([server.membrane_command, "logout"], check=True, capture_output=True)
    look(desk, dialog, "The command is there. Sign in with it next.")
    assert [step.state for step in dialog.steps] == ["done", "now", "later"]
    assert "login" in dialog.steps[1].accessibleName() or "now" in dialog.steps[1].accessibleName()

    subprocess.run([server.membrane_command, "login", "complete", "SANDBOX-CODE"], check=True, capture_output=True)
    click(dialog.look_button)
    desk.until(lambda: QApplication.activeModalWidget() is None, "the dialog to end")
    assert desk.toast() == "Connected. Your clients and projects are on their way."
    desk.until(lambda: [row.project.name for row in desk.session.catalog.projects()] == ["Webshop"], "the first sync")
    desk.until(desk.page.empty.isVisible, "the page to ask for time")


def look(desk: TimerDesk, dialog: ConnectDialog, outcome: str) -> None:
    click(dialog.look_button)
    assert not dialog.look_button.isEnabled()
    desk.until(dialog.look_button.isEnabled, "the look")
    assert dialog.outcome.text == outcome
    assert dialog.outcome.isVisible()


def test_the_sandbox_opens_as_a_program_of_its_own(
    empty_desk: TimerDesk, monkeypatch: pytest.MonkeyPatch, own_environment: str
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    asked: list[bool] = []
    empty_desk.bridge.requests.quit_requested.connect(lambda: asked.append(True))
    config = empty_desk.session.config
    folder = DataFolder(config.folder.root.with_name(f"{config.folder.root.name}-sandbox"))
    assert sandbox_command(config)[-3:] == ["--sandbox", "--data-dir", str(folder.root)]
    assert empty_desk.page.first_run is not None
    try:
        click(empty_desk.page.first_run.sandbox_button)
        assert asked == [True]
        wait_until(lambda: folder.root.is_dir() and raise_window(folder), 30, "the sandbox window")
    finally:
        end(own_environment)


def end(mark: str) -> None:
    """Ask what this test started to end; the sandbox server ends when nobody uses it."""
    wanted = f"{MARK}={mark}".encode()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with suppress(OSError):
                words = (entry / "cmdline").read_bytes()
                if wanted in (entry / "environ").read_bytes() and b"ui.main" in words:
                    os.kill(int(entry.name), signal.SIGTERM)
