"""`stint` as a process: what it loads, what it writes where, and how it ends."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import process_environment, run_process

HEAVY = {"pydantic", "httpx", "keyring", "uvicorn", "starlette", "PySide6", "tzlocal", "platformdirs", "logging"}


def test_status_loads_nothing_that_is_slow(data_dir: Path) -> None:
    script = (
        "import json, sys\nsys.argv = ['stint', 'status', '--json']\nfrom ui.main import main\ncode = main()\n"
        "print(json.dumps([code, sorted(sys.modules)]), file=sys.stderr)"
    )
    environment = process_environment(data_dir)
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, timeout=60)
    code, modules = json.loads(done.stderr.splitlines()[-1])
    assert code == 0
    assert json.loads(done.stdout)["running"] is None
    loaded = {name.partition(".")[0] for name in modules}
    assert not loaded & HEAVY
    assert not [name for name in modules if name.startswith(("app.membrane", "app.sync", "app.domain.quicklog"))]


def test_exit_codes_and_streams(data_dir: Path) -> None:
    environment = process_environment(data_dir)
    stopped = run_process(["stop", "--json"], environment)
    assert (stopped.code, stopped.error["code"]) == (1, "refused")
    assert stopped.err == "stint: No timer is running.\n"
    assert run_process([], environment).code == 2
    assert run_process(["stop"], environment).out == ""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_any_terminal_encoding(data_dir: Path, encoding: str) -> None:
    environment = process_environment(data_dir, PYTHONIOENCODING=encoding, PYTHONUTF8="0")
    logged = run_process(["log", "1h 🎉 Zürich", "--json"], environment)
    assert logged.code == 0, logged
    assert logged.json["entry"]["title"] == "🎉 Zürich"
    assert run_process(["entries"], environment, encoding=encoding).code == 0


def test_titles_cannot_steer_the_terminal(data_dir: Path) -> None:
    environment = process_environment(data_dir)
    assert run_process(["log", "1h red\x1b[31m \u202ebidi\u2028line"], environment).code == 0
    out = run_process(["entries"], environment).out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "\u2028" not in out


def test_a_reader_that_goes_away_is_no_error(data_dir: Path) -> None:
    environment = process_environment(data_dir)
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.main", "settings", "get"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr as errors:
        assert errors.read() == b""
    assert process.wait(60) == 141


def test_a_killed_process_leaves_the_timer_running_with_its_true_start(data_dir: Path) -> None:
    environment = process_environment(data_dir)
    started = run_process(["start", "work", "--at", "2026-03-09T09:00", "--json"], environment).json["entry"]
    script = "import os, signal\nfrom app.context import build\nc = build()\nos.kill(os.getpid(), signal.SIGKILL)"
    subprocess.run([sys.executable, "-c", script], env=environment, timeout=60)
    running = run_process(["status", "--json"], environment).json["running"]
    assert (running["id"], running["started_at"]) == (started["id"], "2026-03-09T09:00:00+01:00")
