"""`make run` does the main job and proves it, here without a home folder and without a terminal."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.source_tree import ROOT


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])  # ahead of the server, and behind
def test_the_demonstration_ends_with_a_proof(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    done = subprocess.run(
        [sys.executable, "packaging/demo.py"],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Everything matches." in done.stdout
    assert "WRONG" not in done.stdout
