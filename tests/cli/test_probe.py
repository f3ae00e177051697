"""`stint probe`: a report to read and share, and a dialect file for the sandbox."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.sandbox.dialect import Dialect, load_dialect
from tests.cli.running import Stint
from tests.cli.test_server import connect
from tests.sandbox.process import SandboxProcess


def test_probe(stint: Stint, empty_sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    connect(monkeypatch, empty_sandbox)
    report, dialect = tmp_path / "report.json", tmp_path / "dialect.json"
    missing = stint.refused("probe", "-o", str(tmp_path / "nowhere" / "report.json"))
    assert missing["field"] == "output"
    assert empty_sandbox.log() == []
    empty_sandbox.speak(path_prefix="/api/v2", missing_reply="html", hidden_actions=["get-task"])
    told = stint.run("probe", "-o", str(report), "--dialect", str(dialect))
    assert told.code == 0, told
    assert "Paths begin with /api/v2." in told.out
    assert f"stint sandbox --dialect {dialect}" in told.out
    assert told.err.startswith("1/18 paths\n2/18 clients\n")
    written = json.loads(report.read_text())
    assert written["learned"]["missing_reply"]["value"] == "html"
    assert written["not_learned"]["totals_rounding"] == "no invoice has lines and a total"
    assert report.stat().st_mode & 0o777 == 0o600
    spoken = load_dialect(dialect)
    assert spoken == Dialect(path_prefix="/api/v2", missing_reply="html", hidden_actions=("get-task",))
    document = stint.ok("probe", "--quiet")
    assert document["learned"] == written["learned"]
    assert (document["finished"], document["files"]) == (True, {"output": None, "dialect": None})
    empty_sandbox.stop()
    assert stint.run("probe").code == 3
