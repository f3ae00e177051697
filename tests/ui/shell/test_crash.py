"""Bugs are logged with their traceback and announced, from any thread; Qt's messages join the log."""

from __future__ import annotations

import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qWarning
from pytestqt.qtbot import QtBot

from ui.crash import CrashHook

pytestmark = pytest.mark.logs_warnings("bugs are made on purpose")


@pytest.fixture
def hook(qapp: object, tmp_path: Path) -> Iterator[CrashHook]:
    made = CrashHook()
    before = sys.excepthook, threading.excepthook
    made.install(tmp_path)
    yield made
    made.remove()
    assert (sys.excepthook, threading.excepthook) == before


def log_text(folder: Path) -> str:
    return (folder / "stint.log").read_text()


def test_a_bug_in_a_slot(hook: CrashHook, qtbot: QtBot, tmp_path: Path) -> None:
    def broken() -> None:
        raise ZeroDivisionError("on purpose, token=hush-hush")

    with qtbot.waitSignal(hook.noticed) as noticed:
        QTimer.singleShot(0, broken)
    assert noticed.args == ["ZeroDivisionError"]
    assert "in broken" in log_text(tmp_path)
    assert "hush" not in log_text(tmp_path)


def test_a_bug_on_a_thread(hook: CrashHook, qtbot: QtBot, tmp_path: Path) -> None:
    noticed: list[str] = []
    hook.noticed.connect(noticed.append)
    thread = threading.Thread(target=[].pop, name="worker 7")
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: noticed == ["IndexError"])
    assert "worker 7" in log_text(tmp_path)


def test_what_qt_says_is_logged(hook: CrashHook, tmp_path: Path) -> None:
    hook.start_log()
    qWarning("a plug-in is missing")
    assert "a plug-in is missing" in log_text(tmp_path)


def test_only_its_owner_reads_it(hook: CrashHook, tmp_path: Path) -> None:
    assert stat.S_IMODE((tmp_path / "crash.txt").stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_is_no_reason_to_stop(qapp: object, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    hook = CrashHook()
    hook.install(tmp_path / "file")
    hook.start_log()
    hook.remove()
