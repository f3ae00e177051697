"""Who am I there? Asked once, where several people's hours come in before anything was sent from here."""

from __future__ import annotations

import pytest

from tests.cli.running import Stint
from tests.cli.test_server import connect
from tests.sandbox.process import SandboxProcess


def test_the_person_is_asked_once_and_their_hours_become_mine(
    stint: Stint, sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(monkeypatch, sandbox)
    assert stint.run("connect", "--person", "Nobody").code == 1
    assert "stint connect --person" in stint.run("sync").err
    assert not any(entry["mine"] for entry in stint.ok("entries")["entries"])
    assert stint.refused("connect", "--person", "Nobody At All")["code"] == "not_found"
    name = sandbox.records("staff")[0]["name"]
    assert stint.ok("connect", "--person", name)["person"]["name"] == name
    assert any(entry["mine"] for entry in stint.ok("entries")["entries"])
    assert "--person" not in stint.run("sync").err
