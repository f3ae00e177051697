"""Which transport and which connection."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.cancel import CancelToken, Deadline
from app.errors import NotConnected, TransportUnavailable
from app.membrane.select import TransportChoice, open_transport, pick_connection
from tests.membrane.peers import program
from tests.sandbox.process import SandboxProcess


def choice(tmp_path: Path, transport: str, **changes: Any) -> TransportChoice:
    values = {"membrane_command": None, "api_url": None, "token": None, **changes}
    return TransportChoice(transport=transport, home=tmp_path / "home", **values)


def kind(tmp_path: Path, transport: str, **changes: Any) -> str:
    opened = open_transport(choice(tmp_path, transport, **changes))
    opened.close()
    return opened.name


def test_auto_takes_a_token_first_then_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = program(tmp_path / "bin", "")
    monkeypatch.setenv("PATH", "/nowhere")
    assert kind(tmp_path, "auto", token="t", membrane_command=str(command)) == "api"
    assert kind(tmp_path, "auto", membrane_command=str(command)) == "cli"
    with pytest.raises(TransportUnavailable, match="npm install"):
        kind(tmp_path, "auto")
    monkeypatch.setenv("PATH", f"/nowhere:{command.parent}")
    assert kind(tmp_path, "auto") == "cli"
    assert kind(tmp_path, "cli", membrane_command="membrane") == "cli"
    assert kind(tmp_path, "sandbox", token="t", api_url="http://127.0.0.1:1") == "sandbox"


def test_the_current_directory_is_never_searched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(tmp_path, "")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", ":.:relative:")
    with pytest.raises(TransportUnavailable):
        kind(tmp_path, "cli")


@pytest.mark.parametrize(
    ("transport", "changes"),
    [
        ("none", {}), ("api", {}), ("sandbox", {"token": "t"}), ("carrier-pigeon", {}),
        ("cli", {"membrane_command": "/no/such/membrane"}), ("cli", {"membrane_command": "/"}),
        ("cli", {"membrane_command": "no-such-membrane-anywhere"}), ("api", {"token": "t", "api_url": "gopher://x"}),
    ],
)  # fmt: skip
def test_what_cannot_work_is_said(tmp_path: Path, transport: str, changes: dict[str, Any]) -> None:
    with pytest.raises(TransportUnavailable) as caught:
        kind(tmp_path, transport, **changes)
    assert caught.value.detail


def test_a_command_without_the_right_to_run(tmp_path: Path) -> None:
    command = program(tmp_path, "")
    command.chmod(0o600)  # not even root may execute a file that nobody may
    with pytest.raises(TransportUnavailable, match="not executable"):
        kind(tmp_path, "cli", membrane_command=str(command))


def test_choosing_the_connection(sandbox: SandboxProcess, tmp_path: Path) -> None:
    transport = open_transport(choice(tmp_path, "api", token=sandbox.token, api_url=sandbox.url))

    def pick(wanted: str | None = None) -> str:
        return pick_connection(transport, wanted, Deadline(20), CancelToken()).id

    def reason(wanted: str | None = None) -> str:
        with pytest.raises(NotConnected) as caught:
            pick(wanted)
        return f"{caught.value.facts['reason']}: {caught.value.detail}"

    assert pick() == pick(sandbox.connection_id) == sandbox.connection_id
    assert reason("nobody").startswith("not_listed")
    assert sandbox.connection_id in reason("nobody")
    second = sandbox.control("POST", "connections", {"account": "other"})["id"]
    several = reason()
    assert several.startswith("several")
    assert sandbox.connection_id in several
    assert second in several
    assert pick(second) == second
    sandbox.control("POST", "connection", {"id": second, "archived": True})
    assert pick() == sandbox.connection_id
    sandbox.control("POST", "connection", {"disconnected": True})
    assert reason().startswith("reconnect")
    sandbox.control("POST", "connection", {"archived": True})
    assert reason().startswith("none")
    transport.close()


def test_looking_at_the_choice_imports_nothing_heavy() -> None:
    code = "import sys, app.membrane.select; print({'httpx', 'pydantic', 'httpcore'} & set(sys.modules) or '')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
