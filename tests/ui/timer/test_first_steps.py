"""What an empty program shows beside the way to Clientary (`tests/ui/connect`): the sandbox that it offers, or the
account that it was started with.
"""

from __future__ import annotations

import os
import signal
from contextlib import closing, suppress
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.clock import SystemClock
from app.config import read_config
from app.context import open_context
from app.handover import raise_window
from app.paths import DataFolder
from app.services.status import StatusService
from tests.leftovers import MARK
from tests.sandbox.process import SandboxProcess, wait_until
from tests.ui.records.desk import click, connected_config, open_desk
from tests.ui.timer.desk import TimerDesk
from ui.relaunch import sandbox_command
from ui.sync_worker import SyncRequest
from ui.theme import Theme


def test_the_sandbox_opens_as_a_program_of_its_own(
    empty_desk: TimerDesk, monkeypatch: pytest.MonkeyPatch, own_environment: str
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    asked: list[bool] = []
    empty_desk.bridge.requests.quit_requested.connect(lambda: asked.append(True))
    config = empty_desk.session.config
    folder = DataFolder(config.folder.root.with_name(f"{config.folder.root.name}-sandbox"))
    assert sandbox_command(config)[-3:] == ["--sandbox", "--data-dir", str(folder.root)]
    assert empty_desk.page.body.first_run is not None
    try:
        click(empty_desk.page.body.first_run.sandbox_button)
        assert asked == [True]
        wait_until(lambda: folder.root.is_dir() and raise_window(folder), 60, "the sandbox window")
        wait_until(
            lambda: is_synced(folder), 60, "the sandbox to be in use: it ends with its last user, and not before"
        )
    finally:
        end(own_environment)


def test_an_account_that_was_given_is_seen_arriving(
    server: SandboxProcess, tmp_path: Path, theme: Theme, qapp: QApplication
) -> None:
    server.stop()
    with open_desk(connected_config(tmp_path / "data", server), theme) as opened:
        desk = TimerDesk(opened, theme)
        body = desk.page.body
        fetch = body.first_fetch
        assert fetch is not None
        assert fetch.isVisible()
        assert fetch.far.text() == "Asking for it…"
        opened.sync.start()
        desk.until(fetch.story.button.isVisible, "it to be said that it is not here yet")
        server.restart()
        said: list[str] = []
        desk.bridge.sync_progressed.connect(lambda _progress: said.append(fetch.far.text()))
        opened.sync.request(SyncRequest(id="by-person"))
        desk.until(lambda: body.currentWidget() is body.empty, "the account, which has no hours")
        desk.settle()
        assert any(text.startswith("Reading lists · ") for text in said)
        assert body.first_run is None, "no account was asked for"
        assert "who" not in desk.page.__dict__, "where there is one person, nobody is asked who it is"


def is_synced(folder: DataFolder) -> bool:
    """Whether the window of that folder had a sync that succeeded."""
    with closing(open_context(read_config({}, data_dir=str(folder.root)), SystemClock())) as context:
        service = StatusService(context.db, context.clock, context.config, context.zone)
        return service.standing().last_success is not None


def end(mark: str) -> None:
    """Ask what this test started to end; the sandbox server ends when nobody uses it."""
    wanted = f"{MARK}={mark}".encode()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with suppress(OSError):
                words = (entry / "cmdline").read_bytes()
                if wanted in (entry / "environ").read_bytes() and b"ui.main" in words:
                    os.kill(int(entry.name), signal.SIGTERM)
