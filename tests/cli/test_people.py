"""Who am I there? Asked once, where several people's hours come in before anything was sent from here."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.sandbox.process import ROOT, SandboxProcess


def stint(folder: Path, sandbox: SandboxProcess, *words: str) -> tuple[int, Any, str]:
    done = subprocess.run(
        [sys.executable, "-m", "ui.main", *words, "--json"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=ROOT, timeout=60,
        env={
            **os.environ, "STINT_DATA_DIR": str(folder), "STINT_TRANSPORT": "api", "MEMBRANE_API_URL": sandbox.url,
            "MEMBRANE_TOKEN": sandbox.token, "STINT_WRITES_PER_SECOND": "0",
        },
    )  # fmt: skip
    return done.returncode, json.loads(done.stdout), done.stderr


def test_the_person_is_asked_once_and_their_hours_become_mine(tmp_path: Path, sandbox: SandboxProcess) -> None:
    _, _, asked = stint(tmp_path, sandbox, "sync")
    assert "stint connect --person" in asked
    assert not any(entry["mine"] for entry in stint(tmp_path, sandbox, "entries")[1]["entries"])
    name = sandbox.records("staff")[0]["name"]
    code, answer, _ = stint(tmp_path, sandbox, "connect", "--person", name)
    assert (code, answer["person"]["name"]) == (0, name)
    assert any(entry["mine"] for entry in stint(tmp_path, sandbox, "entries")[1]["entries"])
    assert "--person" not in stint(tmp_path, sandbox, "sync")[2]


def test_a_name_that_is_not_on_the_staff_is_refused_with_those_that_are(
    tmp_path: Path, sandbox: SandboxProcess
) -> None:
    assert stint(tmp_path, sandbox, "connect", "--person", "Nobody")[0] == 1
    stint(tmp_path, sandbox, "sync")
    code, answer, _ = stint(tmp_path, sandbox, "connect", "--person", "Nobody At All")
    assert (code, answer["error"]["code"]) == (1, "not_found")
