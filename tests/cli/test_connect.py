"""`connect`: by token, by command and by browser, against a sandbox process; a token reaches the keyring and nothing
else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.connecting import Stint
from tests.sandbox.process import SandboxProcess, browse, wait_until


@pytest.fixture
def stint(tmp_path: Path, sandbox: SandboxProcess) -> Stint:
    return Stint(tmp_path, sandbox)


def test_a_token_is_proved_kept_used_and_forgotten(stint: Stint) -> None:
    code, answer, message = stint("connect", "--api", "--token-stdin", stdin="wrong-token\n")
    assert (code, answer["error"]["code"]) == (3, "sign_in_needed")
    assert message
    assert not stint.keyring.exists()
    code, answer, _ = stint("connect", "--api", "--token-stdin", stdin=f"{stint.sandbox.token}\n")
    assert (code, answer["state"], answer["connection_id"]) == (0, "ready", stint.sandbox.connection_id)
    assert {check["what"]: check["count"] for check in answer["checks"]}["clients"] == 8
    assert stint.keyring.read_text() == stint.sandbox.token
    assert stint.kept_out_of_files(stint.sandbox.token)
    stint("log", "1h kept")
    code, result, _ = stint("sync")
    assert (code, result["state"]) == (0, "idle")
    assert stint("connect", "--sign-out")[0] == 0
    assert not stint.keyring.exists()
    assert stint("sync")[0] == 3
    assert "kept" in [entry["title"] for entry in stint("entries")[1]["entries"]]


def test_the_command_can_be_chosen_and_hands_its_token_to_the_api(stint: Stint) -> None:
    command = {"STINT_MEMBRANE_COMMAND": stint.sandbox.membrane_command}
    code, answer, _ = stint("connect", **command)
    assert (code, answer["transport"]) == (0, "cli"), "where there is a command, it is the way to begin with"
    code, answer, message = stint("connect", "--api", **command)
    assert (code, answer["transport"]) == (0, "api"), message
    assert stint.keyring.read_text() == stint.sandbox.token
    assert stint("sync", **command)[0] == 0


def test_signing_in_by_browser_lasts_and_renews_itself(stint: Stint) -> None:
    begun = stint.begun("connect", "--api")
    back = browse(begun.address())
    assert back is not None
    assert back.startswith("http://127.0.0.1:")
    code, answer, _ = begun.end()
    assert (code, answer["account"], answer["kept"]) == (0, "owner@sandbox.example", True)
    first = stint.keyring.read_text()
    assert stint.kept_out_of_files(first)
    stint.sandbox.control("POST", "tokens/expire", {})
    code, result, _ = stint("sync")
    assert (code, result["state"]) == (0, "idle")
    assert stint.keyring.read_text() != first
    stint.sandbox.control("POST", "tokens/expire", {"refresh": True})
    code, result, message = stint("sync")
    assert (code, result["state"]) == (3, "sign_in_needed")
    assert "stint connect" in message


def test_a_browser_on_another_computer_gives_its_address_to_another_command(stint: Stint) -> None:
    begun = stint.begun("connect", "--api")
    page = begun.address()
    answered = stint.sandbox.control("POST", "browser", {"url": page, "press": "allow"})
    code, answer, _ = stint("connect", "--code", answered["location"])
    assert (code, answer["state"]) == (0, "ready")
    assert begun.end()[0] == 0, "the command that waits sees that it is done"
    assert stint("connect", "--code", "anything")[0] == 3, "nothing waits any more"


def test_nobody_allows_it(stint: Stint) -> None:
    begun = stint.begun("connect", "--api")
    browse(begun.address(), "deny")
    code, answer, message = begun.end()
    assert (code, answer["state"]) == (3, "failed")
    assert "stint connect" in message
    begun = stint.begun("connect", "--api")
    begun.address()
    assert begun.interrupt() == 130
    assert not stint.keyring.exists()


def test_without_a_keyring_the_session_is_said_to_be_all(stint: Stint) -> None:
    none = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    (stint.home / "locked").touch()
    for environment in ({}, none):
        code, answer, message = stint("connect", "--api", "--token-stdin", stdin=stint.sandbox.token, **environment)
        assert (code, answer.get("kept")) == (0, False), (answer, message)
        assert "for this command only" in message
        code, result, message = stint("sync", **environment)
        assert (code, result["state"]) == (3, "sign_in_needed")
        assert "keyring" in message
        assert "--cli" in message
    assert "keyring" in stint("connections", **none)[2]
    code, _, message = stint("connect", "--api", "--timeout", "4", **none)
    assert code == 3
    assert 0 <= message.find("for this command only") < message.find("Open this address"), message
    assert "--code" not in message, "no other command could finish it"


def test_the_command_shows_an_address_and_takes_its_code(stint: Stint, monkeypatch: pytest.MonkeyPatch) -> None:
    stint.sandbox.control("POST", "login", {"logged_in": False})
    monkeypatch.setenv("STINT_MEMBRANE_COMMAND", stint.sandbox.membrane_command)
    begun = stint.begun("connect", "--cli")
    begun.address()
    code, answer, message = stint("connect", "--cli", "--code", " SANDBOX-CODE ")
    assert (code, answer["state"]) == (0, "ready"), message
    wait_until(lambda: stint.sandbox.control("GET", "login")["logged_in"])
    assert begun.end()[0] == 0
