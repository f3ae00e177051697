"""`stint sandbox`: a server until it is stopped."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path

from tests.cli.running import process_environment, run_process


def test_it_says_where_it_is_and_ends_when_told(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.main", "sandbox", "--empty", "--data-dir", str(tmp_path / "data")],
        env=process_environment(tmp_path / "elsewhere"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    with process.stdout as lines:
        address = json.loads(lines.readline())
        assert set(address) == {"url", "token", "connection_id", "membrane_command"}
        assert address["url"].startswith("http://127.0.0.1:")
        assert Path(address["membrane_command"]).is_file()
        process.send_signal(signal.SIGTERM)
        assert lines.read() == b""
    assert process.wait(20) == 0
    assert (tmp_path / "data" / "sandbox").is_dir()
    assert not (tmp_path / "elsewhere").exists()


def test_values_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    environment = process_environment(tmp_path / "data")
    refused = run_process(["sandbox", "--port", "x", "--json"], environment)
    assert (refused.code, refused.error["field"]) == (1, "port")
    seed = run_process(["sandbox", "--seed", "nope"], environment)
    assert (seed.code, seed.out) == (1, "")
