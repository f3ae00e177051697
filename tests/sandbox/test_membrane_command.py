"""The look-alike `membrane` command as a process: grammar, output, errors, sign-in, noise."""

from __future__ import annotations

import json
import subprocess
import time
from typing import Any

import pytest

from tests.sandbox.process import SandboxProcess


def shown(result: subprocess.CompletedProcess[str]) -> Any:
    """The JSON of a command that must succeed."""
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_identity(empty_sandbox: SandboxProcess) -> None:
    assert empty_sandbox.membrane("--version").stdout.startswith("@membranehq/cli 1.")
    assert "action run" in empty_sandbox.membrane("--help").stdout
    assert empty_sandbox.membrane("frobnicate").returncode == 1


def test_finding_the_connection_and_its_actions(empty_sandbox: SandboxProcess) -> None:
    cid = empty_sandbox.connection_id
    assert shown(empty_sandbox.membrane("connection", "list", "--json"))["items"][0]["id"] == cid
    assert shown(empty_sandbox.membrane("connection", "get", cid, "--wait", "--json"))["state"] == "READY"
    found = shown(empty_sandbox.membrane("search", "clientary", "--elementType=connector", "--json"))
    connector = found["items"][0]["element"]["id"]
    assert shown(empty_sandbox.membrane("connect", f"--connectorId={connector}", "--json"))["id"] == cid
    words = ("action", "list", "--intent=list clients", f"--connectionId={cid}", "--limit", "3", "--json")
    actions = shown(empty_sandbox.membrane(*words))["items"]
    assert [len(actions), actions[0]["key"]] == [3, "list-clients"]
    assert shown(empty_sandbox.membrane("action", "get", actions[0]["id"], "--json"))["inputSchema"]


@pytest.mark.parametrize("flag_first", [True, False])
def test_running_an_action_in_both_orders(empty_sandbox: SandboxProcess, flag_first: bool) -> None:
    at = f"--connectionId={empty_sandbox.connection_id}"
    order = [at, "create-client"] if flag_first else ["create-client", at]
    given = json.dumps({"name": 'Äpfel & "Söhne"', "number": "-1"})
    result = empty_sandbox.membrane("action", "run", *order, "--json", "--input", given)
    assert shown(result)["output"]["name"] == 'Äpfel & "Söhne"'
    assert empty_sandbox.records("clients")[0]["number"] == "-1"


def test_numbers_survive_the_command(empty_sandbox: SandboxProcess) -> None:
    values = '{"name":"P","rate":0.10000000000000000001}'
    cid = empty_sandbox.connection_id
    result = empty_sandbox.membrane("action", "run", f"--connectionId={cid}", "create-project", f"--input={values}")
    assert '"rate":0.10000000000000000001' in result.stdout
    assert empty_sandbox.records("projects")[0]["rate"] == "0.10000000000000000001"


@pytest.mark.parametrize(
    "flags",
    [
        ("-X", "POST", "--json", '{"client":{"name":"A"}}'),
        ("--method=POST", "--data", '{"client":{"name":"A"}}', "-H", "Content-Type: application/json", "--rawData"),
        ("-X", "POST", "-d", '{"client":{"name":"A"}}', "--json"),
        ("-X", "POST", "--data=" + '{"client":{"name":"A"}}'),
    ],
)
def test_a_proxied_request_in_many_spellings(empty_sandbox: SandboxProcess, flags: tuple[str, ...]) -> None:
    result = empty_sandbox.membrane("request", empty_sandbox.connection_id, "/clients", *flags)
    assert shown(result)["name"] == "A"
    assert len(empty_sandbox.records("clients")) == 1


def test_query_and_path_parameters(sandbox: SandboxProcess) -> None:
    words = ("request", sandbox.connection_id, "/projects", "--query", "filter=all", "--query=page_size=5", "--json")
    assert shown(sandbox.membrane(*words))["page_count"] == 4
    client = sandbox.records("clients")[0]
    one = ("request", sandbox.connection_id, "/clients/{id}", "--pathParam", f"id={client['id']}")
    assert shown(sandbox.membrane(*one))["name"] == client["name"]


def test_a_refusal_shows_the_body_and_ends_with_1(empty_sandbox: SandboxProcess) -> None:
    words = ("request", empty_sandbox.connection_id, "/clients", "-X", "POST", "--json", '{"client":{}}')
    result = empty_sandbox.membrane(*words)
    assert result.returncode == 1
    assert json.loads(result.stdout)["errors"] == {"name": ["can't be blank"]}
    assert result.stderr == "Error: Request failed with status 422\n"


def test_an_action_error_prints_the_envelope(empty_sandbox: SandboxProcess) -> None:
    cid = empty_sandbox.connection_id
    result = empty_sandbox.membrane("action", "run", f"--connectionId={cid}", "create-client", "--json")
    assert result.returncode == 1
    assert json.loads(result.stdout)["type"] == "bad_request"
    assert result.stderr.startswith("Error: ")
    assert empty_sandbox.membrane("action", "run", f"--connectionId={cid}", "x", "--input", "{").returncode == 1


def test_signing_out_and_in_again(empty_sandbox: SandboxProcess) -> None:
    assert shown(empty_sandbox.membrane("status", "--json"))["loggedIn"] is True
    assert empty_sandbox.membrane("token").stdout.strip() == empty_sandbox.token
    empty_sandbox.membrane("logout")
    for words in (("connection", "list", "--json"), ("status",), ("request", empty_sandbox.connection_id, "/staff")):
        result = empty_sandbox.membrane(*words)
        assert (result.returncode, result.stderr) == (1, "Error: Not logged in. Run membrane login\n")
    assert "authorize" in shown(empty_sandbox.membrane("login", "--tenant"))["authorizationUrl"]
    assert empty_sandbox.membrane("login", "complete", "wrong").returncode == 1
    assert empty_sandbox.membrane("login", "complete", "SANDBOX-CODE").returncode == 0
    assert empty_sandbox.membrane("connection", "list", "--json").returncode == 0


def test_clientarys_401_is_not_a_sign_out(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.control("POST", "connection", {"clientary_token_valid": False})
    result = empty_sandbox.membrane("request", empty_sandbox.connection_id, "/staff")
    assert result.stdout == "HTTP Basic: Access denied.\n\n"
    assert result.stderr == "Error: Request failed with status 401\n"


def test_a_cut_connection_and_a_gone_server(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.fault(kind="cut_after", method="POST")
    words = ("request", empty_sandbox.connection_id, "/clients", "-X", "POST", "--json", '{"client":{"name":"A"}}')
    result = empty_sandbox.membrane(*words)
    assert (result.returncode, result.stdout) == (1, "")
    assert "socket hang up" in result.stderr
    assert len(empty_sandbox.records("clients")) == 1
    empty_sandbox.stop()
    result = empty_sandbox.membrane("connection", "list", "--json")
    assert result.returncode == 1
    assert "ECONNREFUSED" in result.stderr


def test_the_token_is_in_no_argument(empty_sandbox: SandboxProcess) -> None:
    with open(empty_sandbox.membrane_command, encoding="utf-8") as script:  # noqa: PTH123  # plain text of the program
        assert empty_sandbox.token not in script.read()


def test_noise(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.speak(cli_noise="stdout")
    result = empty_sandbox.membrane("connection", "list", "--json")
    notice, _, rest = result.stdout.partition("\n")
    assert notice.startswith("Update available")
    assert json.loads(rest)["items"]
    empty_sandbox.speak(cli_noise="stderr")
    result = empty_sandbox.membrane("connection", "list", "--json")
    assert json.loads(result.stdout)["items"]
    assert "Update available" in result.stderr


def test_a_hanging_command(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.speak(cli_hang=True)
    began = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        empty_sandbox.membrane("connection", "list", timeout=0.7)
    assert time.monotonic() - began >= 0.7
    assert empty_sandbox.log() == []


@pytest.mark.parametrize("shape", ["plain", "output", "data", "array"])
def test_envelopes_of_lists(empty_sandbox: SandboxProcess, shape: str) -> None:
    empty_sandbox.speak(cli_envelope=shape)
    value = shown(empty_sandbox.membrane("connection", "list", "--json"))
    if shape in ("output", "data"):
        value = value[shape]
    items = value if shape == "array" else value["items"]
    assert items[0]["id"] == empty_sandbox.connection_id


@pytest.mark.parametrize("shape", ["body", "status_headers_data", "output"])
def test_shapes_of_a_proxied_reply(empty_sandbox: SandboxProcess, shape: str) -> None:
    empty_sandbox.speak(cli_request_output=shape)
    value = shown(empty_sandbox.membrane("request", empty_sandbox.connection_id, "/staff"))
    if shape == "status_headers_data":
        assert value["status"] == 200
        value = value["data"]
    elif shape == "output":
        value = value["output"]
    assert set(value) == {"staff"}
