"""What the account's connections come to for `connect`; one signed-in sandbox, put back after each case."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.connecting import Stint
from tests.sandbox.process import SandboxProcess, browse


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess(tmp_path_factory.mktemp("connections"), "--empty") as process:
        yield process


@pytest.fixture
def here(shared: SandboxProcess, tmp_path: Path) -> Iterator[Stint]:
    first = {"id": shared.connection_id, "state": "READY", "disconnected": False, "archived": False, "renewed": False}
    yield Stint(tmp_path, shared)
    shared.control("POST", "connection", {**first, "clientary_token_valid": True})
    for other in shared.ask("GET", "/connections")["items"]:
        if other["id"] != shared.connection_id:
            shared.control("POST", "connection", {"id": other["id"], "archived": True})
    shared.speak(connections_listed="stored", new_connection="ready", browser_step="granted")


def connect(stint: Stint, *words: str) -> tuple[int, Any, str]:
    return stint("connect", "--api", *words, MEMBRANE_TOKEN=stint.sandbox.token)


def test_several_are_listed_and_one_is_named(here: Stint) -> None:
    here.sandbox.speak(connections_listed="several")
    code, answer, message = connect(here)
    assert (code, answer["state"], answer["connection_id"]) == (3, "choose_connection", None)
    ids = [one["id"] for one in answer["connections"]]
    assert len(ids) == 2
    assert all(one in message for one in ids)
    assert connect(here, "--connection", ids[1])[1]["connection_id"] == ids[1]
    assert connect(here)[1]["connection_id"] == ids[1], "it is remembered"
    code, answer, _ = connect(here, "--connection", "nobody")
    assert (code, answer["error"]["code"]) == (1, "not_found")


def test_an_id_of_the_environment_that_is_not_there_is_said(here: Stint) -> None:
    wrong = {"MEMBRANE_TOKEN": here.sandbox.token, "STINT_CONNECTION_ID": "nope"}
    code, answer, message = here("sync", **wrong)
    assert (code, answer["reason"]) == (3, "not_listed")
    assert "stint connections" in message
    code, answer, message = here("connect", "--api", **wrong)
    assert (code, answer["error"]["code"]) == (1, "not_found")
    assert here.sandbox.connection_id in message


def test_none_is_said_and_made_only_when_asked_for(here: Stint, monkeypatch: pytest.MonkeyPatch) -> None:
    here.sandbox.speak(connections_listed="none", browser_step="waits", new_connection="action_required")
    before = len(here.sandbox.log())
    code, answer, message = connect(here)
    assert (code, answer["state"]) == (3, "no_connection")
    assert "--new" in message
    assert all(entry["method"] == "GET" for entry in here.sandbox.log()[before:])
    monkeypatch.setenv("MEMBRANE_TOKEN", here.sandbox.token)
    begun = here.begun("connect", "--api", "--new")
    browse(begun.address())
    code, answer, _ = begun.end()
    assert (code, answer["state"]) == (0, "ready")


def test_a_step_that_nobody_takes_is_no_lost_server(here: Stint) -> None:
    here.sandbox.speak(connections_listed="none", new_connection="action_required")
    code, answer, message = connect(here, "--new", "--timeout", "6")
    assert (code, answer.get("state")) == (3, "action_required"), message
    here.sandbox.speak(ensure_takes="nothing", browser_step="waits")
    try:
        here.sandbox.control("POST", "connection", {"id": answer["connection"]["id"], "archived": True})
        code, answer, message = connect(here, "--new", "--timeout", "4")
    finally:
        here.sandbox.speak(ensure_takes="appUrl")
    assert (code, answer.get("state")) == (3, "failed"), message
    assert "stint connect --new" in message


def test_what_is_listed_as_disconnected_is_mended_by_connecting_anew(here: Stint) -> None:
    here.sandbox.speak(connections_listed="disconnected")
    assert connect(here)[1]["advice"] == "reconnect"
    code, answer, message = connect(here, "--reconnect")
    assert (code, answer["connection_id"]) == (0, here.sandbox.connection_id), message


def test_a_dead_connection_is_connected_anew_under_its_id(here: Stint) -> None:
    here.sandbox.control("POST", "connection", {"disconnected": True})
    code, answer, message = connect(here)
    assert (code, answer["state"], answer["advice"]) == (3, "failed", "reconnect")
    assert "--reconnect" in message
    code, answer, _ = connect(here, "--reconnect")
    assert (code, answer["connection_id"]) == (0, here.sandbox.connection_id)
    here.sandbox.control("POST", "connection", {"clientary_token_valid": False})
    code, answer, _ = connect(here)
    assert (code, answer["advice"]) == (3, "reconnect"), "Clientary's own 401 is no reason to sign in again"


@pytest.mark.parametrize(
    ("trouble", "state", "reason", "told"),
    [
        ("membrane", "sign_in_needed", None, "sign in again"),
        ("clientary", "not_connected", "reconnect", "no longer works"),
        ("connection", "not_connected", "reconnect", "no longer works"),
    ],
)
def test_whose_refusal_it_was_is_told_apart(
    here: Stint, trouble: str, state: str, reason: str | None, told: str
) -> None:
    token = {"MEMBRANE_TOKEN": "old" if trouble == "membrane" else here.sandbox.token}
    if trouble != "membrane":
        dead = {"clientary": {"clientary_token_valid": False}, "connection": {"disconnected": True}}
        here.sandbox.control("POST", "connection", dead[trouble])
    code, answer, message = here("sync", **token)
    assert (code, answer["state"], answer["reason"]) == (3, state, reason), message
    assert "stint connect" in message
    code, answer, _ = here("doctor", **token)
    assert (code, answer["sync"]["state"], answer["sync"]["reason"]) == (0, state, reason)
    assert told in here.plainly("status")


@pytest.mark.parametrize(
    ("state", "told"),
    [
        ("CONFIGURATION_ERROR", "not configured"), ("SETUP_FAILED", "could not be reached"), ("DISCONNECTING", "--new"),
        ("UNHEARD_OF", "UNHEARD_OF"),
    ],
)  # fmt: skip
def test_states_that_end_it(here: Stint, state: str, told: str) -> None:
    here.sandbox.control("POST", "connection", {"state": state})
    code, answer, message = connect(here)
    assert (code, answer["state"]) == (3, "failed")
    assert told in message


def test_states_that_are_waited_for(here: Stint, monkeypatch: pytest.MonkeyPatch) -> None:
    here.sandbox.control("POST", "connection", {"state": "BUILDING", "looks_left": 2})
    code, answer, message = connect(here)
    assert (code, answer["state"]) == (0, "ready")
    assert "is setting" in message
    here.sandbox.control("POST", "connection", {"state": "CLIENT_ACTION_REQUIRED"})
    monkeypatch.setenv("MEMBRANE_TOKEN", here.sandbox.token)
    begun = here.begun("connect", "--api")
    assert begun.address().startswith(here.sandbox.url)
    assert begun.interrupt() == 130
