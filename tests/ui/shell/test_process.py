"""The program as a process: how it starts, how it ends, and what a sudden end leaves behind."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from app.handover import raise_window
from app.paths import DataFolder
from tests.cli.running import ROOT
from tests.sandbox.process import SandboxProcess, wait_until
from tests.source_tree import within
from tests.ui.shell.program import DEADLINE_S, Window, window_environment

SLOW = (
    "pydantic", "httpx", "keyring", "starlette", "asyncio", "app.membrane", "app.sandbox", "app.sync.engine",
    "decimal", "unicodedata", "dataclasses", "socket", "app.billing.lines", "app.services.invoices",
    "PySide6.QtNetwork",
    "logging.handlers", "app.logs", "app.services.entries", "app.services.catalog", "app.services.attention",
    "app.storage.links", "app.storage.outbox", "app.domain.names", "ui.models.project_list", "ui.widgets.popup",
    "ui.widgets.day_summary", "ui.widgets.attention_bar", "ui.widgets.empty_state", "ui.widgets.key_cap", "ui.tray",
    "ui.sync_worker", "ui.dialogs",
)  # fmt: skip
BULKY = {
    "QStyle": "a style was handed out (`widget.style()`, `app.setStyle`, `option.state`)",
    "QWizard": "a widget of Qt's own making was handed out (`viewport()`), so PySide wrapped every kind there is",
    "QAccessible": "something was announced",
}
"""Qt types that take PySide 2 to 10 ms to wrap, and how they come to be."""


def running_title(window: Window) -> object:
    status: dict[str, Any] = window.stint("status")
    return None if status["running"] is None else status["running"]["title"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_polite_end_keeps_the_timer(tmp_path: Path, number: signal.Signals) -> None:
    with Window(tmp_path / "data") as window:
        started: dict[str, Any] = window.stint("start", "call")
        began = time.monotonic()
        assert window.end(number) == 0
        assert time.monotonic() - began < 20, "a timer that goes on needs nothing of the end"
        assert running_title(window) == "call"
        status: dict[str, Any] = window.stint("status")
        assert status["running"]["started_at"] == started["entry"]["started_at"]


def test_a_kill_loses_nothing_and_is_survived(tmp_path: Path) -> None:
    with Window(tmp_path / "data") as window:
        window.stint("start", "call")
        assert window.end(signal.SIGKILL) == -signal.SIGKILL
        assert not raise_window(window.folder)
    with Window(tmp_path / "data") as again:
        assert running_title(again) == "call"
        assert again.end() == 0


def test_a_second_start_raises_the_first_and_ends_without_qt(tmp_path: Path) -> None:
    with Window(tmp_path / "data") as window:
        environment = window_environment(PYTHONPROFILEIMPORTTIME="1")
        words = [sys.executable, "-m", "ui.main", "--data-dir", str(window.folder.root)]
        second = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=DEADLINE_S)
        assert second.returncode == 0
        assert "app.handover" in second.stderr
        assert "PySide6" not in second.stderr
        assert window.end() == 0


def test_a_sync_is_done_by_the_window(tmp_path: Path, empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.add("clients", name="Acme")
    settings = {"MEMBRANE_API_URL": empty_sandbox.url, "MEMBRANE_TOKEN": empty_sandbox.token}
    with Window(tmp_path / "data", STINT_TRANSPORT="api", **settings) as window:
        result = window.stint("sync", "--full")
        assert result["state"] == "idle"
        assert [client["name"] for client in window.stint("clients")["clients"]] == ["Acme"]
        assert f" {window.pid} app.sync.engine: sync idle" in window.log_text()
        mine = {line.split()[3] for line in window.log_text().splitlines()}
        assert mine == {str(window.pid)}, "the command must not have synced by itself"
        assert window.end() == 0
        assert empty_sandbox.token not in window.log_text()


def test_a_hanging_server_does_not_hold_up_the_end(tmp_path: Path, empty_sandbox: SandboxProcess) -> None:
    hang = empty_sandbox.fault(kind="hang", times=None)
    settings = {"MEMBRANE_API_URL": empty_sandbox.url, "MEMBRANE_TOKEN": empty_sandbox.token}
    with Window(tmp_path / "data", STINT_TRANSPORT="api", **settings) as window:
        wait_until(lambda: empty_sandbox.struck(hang), 20.0, "a request that hangs")
        began = time.monotonic()
        assert window.end() == 0
        assert time.monotonic() - began < 20, "it waited for the server"


def test_newer_data_is_refused_in_a_window_that_says_so(tmp_path: Path) -> None:
    root = tmp_path / "data"
    with Window(root) as window:
        assert window.end() == 0
    db = sqlite3.connect(root / "stint.sqlite3")
    db.execute("pragma user_version = 999")
    db.close()
    shutil.copy(root / "stint.sqlite3", tmp_path / "before")
    words = [sys.executable, "-m", "ui.main", "--data-dir", str(root)]
    with subprocess.Popen(words, env=window_environment(), stderr=subprocess.PIPE, text=True) as refused:
        assert refused.stderr is not None
        assert "newer version" in refused.stderr.readline()
        assert refused.poll() is None, "the message must stay until it is read"
        refused.terminate()
        refused.stderr.read()
    assert not raise_window(DataFolder(root))
    found = sqlite3.connect(root / "stint.sqlite3")
    assert found.execute("pragma user_version").fetchone() == (999,)
    found.close()


def test_a_value_that_is_not_understood_is_shown(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "ui.main", "--data-dir", str(tmp_path / "data")]
    environment = window_environment(STINT_TRANSPORT="pigeon")
    with subprocess.Popen(words, env=environment, stderr=subprocess.PIPE, text=True) as refused:
        assert refused.stderr is not None
        assert "pigeon" in refused.stderr.readline()
        refused.terminate()
        refused.stderr.read()


def test_without_a_display_the_usage_is_shown(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment.pop("QT_QPA_PLATFORM", None)
    words = [sys.executable, "-m", "ui.main", "--data-dir", str(tmp_path)]
    done = subprocess.run(
        words, env=environment | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, timeout=DEADLINE_S
    )
    assert done.returncode == 2
    assert "no display" in done.stderr


def test_nothing_slow_is_loaded_before_the_first_paint(tmp_path: Path) -> None:
    with Window(tmp_path / "data") as window:
        window.stint("start", "call")
        assert window.end() == 0
    script = (
        "import sys, ui.shell, ui.start\n"
        "from PySide6 import QtGui, QtWidgets\n"
        "def painted(shell):\n"
        "    from PySide6.QtWidgets import QListView\n"
        "    assert shell.window.findChild(QListView).model().rowCount() == 2\n"
        "    print('\\n'.join([*sys.modules, *vars(QtGui), *vars(QtWidgets)]), flush=True)\n"
        "    shell.quit()\n"
        "ui.shell.Shell._begin_background = painted\n"
        "ui.start.run(sys.argv[1], sandbox=False)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "data")],
        env=window_environment(),
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
    )
    assert done.returncode == 0, done.stderr
    modules = done.stdout.split()
    assert "ui.main_window" in modules
    assert sorted(module for module in modules if within(module, SLOW)) == []
    assert {name: why for name, why in BULKY.items() if name in modules} == {}
