"""The first choice of an empty program beside the way to Clientary (`tests/ui/connect`): the sandbox."""

from __future__ import annotations

import os
import signal
from contextlib import closing, suppress
from pathlib import Path

import pytest

from app.clock import SystemClock
from app.config import read_config
from app.context import open_context
from app.handover import raise_window
from app.paths import DataFolder
from app.services.status import StatusService
from tests.leftovers import MARK
from tests.sandbox.process import wait_until
from tests.ui.records.desk import click
from tests.ui.timer.desk import TimerDesk
from ui.relaunch import sandbox_command


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
