"""`request`, `actions` and `action run` against the sandbox, over both transports."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Stint
from tests.cli.test_server import connect
from tests.sandbox.process import SandboxProcess


@pytest.fixture(scope="module")
def agency(tmp_path_factory: pytest.TempPathFactory, agency_database: Path) -> Iterator[SandboxProcess]:
    """One seeded sandbox for all tests here; each begins in the first dialect and without faults."""
    state = tmp_path_factory.mktemp("shared")
    shutil.copy(agency_database, state / "sandbox.sqlite3")
    with SandboxProcess(state) as process:
        yield process


@pytest.fixture(params=["api", "cli"])
def hand(
    request: pytest.FixtureRequest, stint: Stint, agency: SandboxProcess, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Stint]:
    """Commands that talk to the sandbox."""
    connect(monkeypatch, agency, str(request.param))
    yield stint
    agency.control("DELETE", "faults")
    agency.speak(path_prefix="", connector_sends_accept=True)


def sent(agency: SandboxProcess, since: int) -> dict[str, Any]:
    """The last request that reached Clientary since then."""
    found: dict[str, Any] = [entry["clientary"] for entry in agency.log(since) if entry["clientary"]][-1]
    return found


def newest(agency: SandboxProcess) -> int:
    return max((int(entry["seq"]) for entry in agency.log()), default=0)


def test_a_request_says_everything_that_its_flags_say(hand: Stint, agency: SandboxProcess) -> None:
    project = agency.records("projects")[0]["id"]
    since = newest(agency)
    query = ["--query", "page=1", "--query=filter=all"]
    reply = hand.ok("request", "/projects/{id}/hours", f"--pathParam=id={project}", *query)
    assert (reply["status"] in (0, 200), list(reply["body"])) == (True, ["hours"])
    assert sent(agency, since)["path"] == f"/projects/{project}/hours"
    assert sent(agency, since)["query"] == {"page": "1", "filter": "all"}
    body = '{"client": {"name":  "Zoë  & Co"}}'
    made = hand.ok("request", "/clients", "-X", "POST", "-d", body)["body"]
    assert (made["name"], sent(agency, since)["body"]) == ("Zoë  & Co", body)
    changed = hand.ok("request", f"/clients/{made['id']}", "--method=put", "--json-body", '{ "client": {"city": "x"} }')
    assert (changed["body"]["city"], sent(agency, since)["body"]) == ("x", '{"client":{"city":"x"}}')
    assert hand.run("request", f"/clients/{made['id']}", "-X", "DELETE").code == 0
    assert made["id"] not in [client["id"] for client in agency.records("clients")]


def test_raw_data_and_headers_go_as_they_are(hand: Stint, agency: SandboxProcess) -> None:
    post = ("request", "/clients", "-X", "POST", "-d", '{"client": {"name": "Raw"}}', "--rawData")
    assert hand.run(*post).code == 1  # no content type, so Clientary does not look at the body
    assert hand.ok(*post, "-H", "Content-Type: application/json")["body"]["name"] == "Raw"
    agency.speak(connector_sends_accept=False)
    assert hand.run("request", "/clients").code == 0
    assert hand.run("request", "/clients", "-H", "Accept: text/html").code == 1


def test_an_error_of_the_server_is_no_matter_of_json(hand: Stint, agency: SandboxProcess) -> None:
    agency.fault(kind="status", layer="clientary", status=500, body='{"error": "Broken."}', path="/clients", times=None)
    told = hand.run("request", "/clients")
    assert told.code == 3
    assert "answered with an error" in told.err
    assert ".." not in told.err


def test_the_beginning_that_the_connection_needs_is_added(hand: Stint, agency: SandboxProcess) -> None:
    agency.speak(path_prefix="/api/v2")
    for path in ("/clients", "clients", "/clients.json", "/api/v2/clients"):
        assert "clients" in hand.ok("request", path)["body"], path
    since = newest(agency)
    hand.ok("request", "/staff")
    assert [entry["clientary"]["path"] for entry in agency.log(since) if entry["clientary"]] == ["/staff"]


def test_secrets_are_hidden_and_decimals_exact(hand: Stint, agency: SandboxProcess) -> None:
    invoice = agency.records("invoices")[0]["id"]
    raw = agency.clientary("GET", f"/invoices/{invoice}")
    for arguments in (
        ["request", f"/invoices/{invoice}"],
        ["action", "run", "get-invoice", f'--input={{"id":{invoice}}}'],
    ):
        for flags in (["--json"], []):
            shown = hand.run(*arguments, *flags).out
            assert "[hidden]" in shown
            assert raw["secret"] not in shown
            assert f'"total_cost": {raw["total_cost"]}' in shown


def test_how_requests_fail(hand: Stint, agency: SandboxProcess, data_dir: Path) -> None:
    refused = hand.run("request", "/clients", "-X", "POST", "--json-body", '{"client":{}}', "--json")
    assert refused.code == 1
    assert "name" in refused.error["message"]
    agency.fault(kind="cut_after", method="POST")
    lost = hand.run("request", "/clients", "-X", "POST", "--json-body", '{"client":{"name":"Lost"}}', "--json")
    assert (lost.code, lost.error["code"]) == (4, "outcome_unknown")
    assert "Lost" in [client["name"] for client in agency.records("clients")]
    agency.fault(kind="cut_before", times=None)
    away = hand.run("request", "/clients", "--json")
    assert (away.code, "message" in away.error) == (3, True)
    assert agency.token not in (data_dir / "logs" / "stint.log").read_text()


def test_actions(hand: Stint, agency: SandboxProcess) -> None:
    listed = {action["key"]: action for action in hand.ok("actions")["actions"]}
    assert len(listed) == 20
    assert listed["create-client"]["inputSchema"]["required"] == ["name"]
    assert "name*" in hand.run("actions").out
    assert hand.ok("actions", "--intent", "create an invoice")["actions"][0]["key"] == "create-invoice"
    ran = hand.ok("action", "run", listed["list-clients"]["id"], "--input", '{"page_size": 2, "colour": 1}')
    assert len(ran["output"]["clients"]) == 2
    assert (ran["action"]["key"], len(ran["warnings"])) == ("list-clients", 1)
    made = hand.ok("action", "run", "create-project", "--input", '{"name": "By hand", "rate": 12.50}')
    assert json.dumps(made["output"]["rate"]) == "12.5"


def test_a_list_without_intent_may_be_refused(hand: Stint, agency: SandboxProcess) -> None:
    hand.ok("actions")
    agency.fault(kind="status", status=400, layer="membrane", skip=1)  # after the list of connections
    assert {action["key"] for action in hand.ok("actions")["actions"]} >= {"create-invoice", "list-hours"}
    agency.fault(kind="status", status=400, layer="membrane", skip=1)
    assert "clients" in hand.ok("action", "run", "list-clients")["output"]


def test_an_action_that_cannot_run_sends_nothing(hand: Stint, agency: SandboxProcess) -> None:
    since = newest(agency)
    assert hand.refused("action", "run", "create-client", "--input={}")["field"] == "name"
    assert (
        "rate: a number"
        in hand.refused("action", "run", "create-project", '--input={"name":"x","rate":"1"}')["message"]
    )
    assert "create-client" in hand.refused("action", "run", "create-clown")["message"]
    assert hand.refused("action", "run", "create-client", "--input=[]")["field"] == "input"
    assert [entry for entry in agency.log(since) if entry["clientary"]] == []
    agency.fault(kind="cut_after", action="create-client")
    lost = hand.run("action", "run", "create-client", '--input={"name":"Lost twice"}')
    assert lost.code == 4
    assert lost.err.startswith("stint: No answer came.")
