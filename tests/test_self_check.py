"""`stint --self-check` passes here, and says what is broken where something is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.services.self_check import Broken, run_check

STINT = Path(sys.executable).with_name("stint")
PARTS = (
    "modules",
    "time zones",
    "keyring",
    "data file",
    "pdf",
    "sandbox",
    "drawings",
    "icons",
    "fonts",
    "look",
    "displays",
)


def test_this_installation_is_whole(tmp_path: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    done = subprocess.run(
        [STINT, "--self-check"], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100
    )
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert [line[8:].partition(":")[0] for line in lines] == list(PARTS)
    assert all(line.startswith("ok ") for line in lines)
    assert list(tmp_path.iterdir()) == [], "something was left behind"


@pytest.mark.parametrize("error", [Broken("a drawing is blank"), ImportError("no module"), OSError("full")])
def test_whatever_breaks_is_said_and_the_rest_goes_on(error: Exception) -> None:
    def find() -> str:
        raise error

    found = run_check("drawings", find)
    assert (found.name, found.ok, found.detail) == ("drawings", False, f"{type(error).__name__}: {error}")
