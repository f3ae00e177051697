"""Membrane's HTTP API: who may come in, connections, search, actions with their shapes of output, errors, the proxy."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from tests.sandbox.process import SandboxProcess, browse

INVOICE = {"date": "2026-03-01", "due_date": "2026-03-15", "currency_code": "EUR"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    """One sandbox for the small cases that leave nothing behind."""
    with SandboxProcess(tmp_path_factory.mktemp("shared"), "--empty") as process:
        yield process


def answered(sandbox: SandboxProcess, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
    """Status and JSON of a request, whatever they are."""
    status, _, answer = sandbox.send(method, path, body, headers=headers)
    return status, json.loads(answer)


def action(sandbox: SandboxProcess, key: str) -> dict[str, Any]:
    """An action as the list of the connection shows it."""
    items = sandbox.ask("GET", f"/actions?connectionId={sandbox.connection_id}")["items"]
    found: dict[str, Any] = next(item for item in items if item["key"] == key)
    return found


def run(sandbox: SandboxProcess, key: str, values: Any) -> tuple[int, Any]:
    path = f"/actions/{action(sandbox, key)['id']}/run?connectionId={sandbox.connection_id}"
    return answered(sandbox, "POST", path, {"input": values})


@pytest.mark.parametrize("path", ["/connections", "/self", "/actions", "/nothing", "/_sandbox/log"])
def test_a_wrong_token_opens_nothing(empty_sandbox: SandboxProcess, path: str) -> None:
    for token in ("Bearer wrong", "", empty_sandbox.token):
        status, shown = answered(empty_sandbox, "GET", path, Authorization=token)
        assert (status, shown["type"], shown["key"]) == (401, "bad_request", "not_authenticated")


def test_a_foreign_host_name_is_refused(empty_sandbox: SandboxProcess) -> None:
    for path in ("/connections", "/_sandbox/log"):
        status, shown = answered(empty_sandbox, "GET", path, Host="evil.example:80")
        assert (status, shown["key"]) == (403, "access_denied")


def test_signed_out_means_401_but_control_goes_on(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.control("POST", "login", {"logged_in": False})
    assert answered(empty_sandbox, "GET", "/connections")[0] == 401
    empty_sandbox.control("POST", "login", {"logged_in": True})
    assert answered(empty_sandbox, "GET", "/connections")[0] == 200


def test_connections_are_found_by_id_and_key(empty_sandbox: SandboxProcess) -> None:
    items = empty_sandbox.ask("GET", "/connections")["items"]
    assert [item["id"] for item in items] == [empty_sandbox.connection_id]
    assert items[0]["integration"]["key"] == "clientary"
    empty_sandbox.control("POST", "connection", {"key": "my-clientary"})
    assert empty_sandbox.ask("GET", "/connections/my-clientary?wait=true")["id"] == empty_sandbox.connection_id
    assert answered(empty_sandbox, "GET", "/connections/none")[1]["key"] == "not_found"


def test_archived_connections_hide(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.control("POST", "connection", {"archived": True})
    assert empty_sandbox.ask("GET", "/connections")["items"] == []
    assert len(empty_sandbox.ask("GET", "/connections?includeArchived=true")["items"]) == 1
    assert answered(empty_sandbox, "GET", empty_sandbox.proxied("/staff"))[0] == 404


def test_search_finds_the_connector_but_not_always_first(empty_sandbox: SandboxProcess) -> None:
    items = empty_sandbox.ask("GET", "/search?q=clientary")["items"]
    assert [item["elementType"] for item in items] == ["integration", "connector"]
    items = empty_sandbox.ask("GET", "/search?q=Clientary&elementType=Connector")["items"]
    assert [item["elementType"] for item in items] == ["connector"]
    assert answered(empty_sandbox, "GET", "/search?q=")[0] == 400
    assert empty_sandbox.ask("GET", "/search?q=toggl")["items"] == []


def test_the_twenty_published_actions(empty_sandbox: SandboxProcess) -> None:
    items = empty_sandbox.ask("GET", "/actions")["items"]
    assert len(items) == len({item["id"] for item in items}) == 20
    assert all(len(item["id"]) == 24 for item in items)
    first = empty_sandbox.ask("GET", "/actions?limit=15")
    rest = empty_sandbox.ask("GET", f"/actions?limit=15&cursor={first['cursor']}")
    assert [item["key"] for item in first["items"] + rest["items"]] == [item["key"] for item in items]
    assert "cursor" not in rest


def test_an_intent_ranks_but_never_drops(empty_sandbox: SandboxProcess) -> None:
    found = empty_sandbox.ask("GET", "/actions?intent=create%20hours%20entry")["items"]
    assert len(found) == 10
    assert found[0]["key"] == "get-hours-entry"
    assert empty_sandbox.ask("GET", "/actions?intent=list+clients&limit=1")["items"][0]["key"] == "list-clients"


def test_every_action_runs(sandbox: SandboxProcess) -> None:
    ids = {kind: sandbox.records(kind)[0]["id"] for kind in ("clients", "projects", "hours", "expenses", "contacts")}
    ids |= {kind: sandbox.records(kind)[0]["id"] for kind in ("invoices", "estimates", "tasks")}
    inputs: dict[str, dict[str, Any]] = {
        "list-hours": {"project_id": ids["projects"]},
        "get-hours-entry": {"id": ids["hours"]},
        "create-client": {"name": "New"},
        "create-project": {"name": "New", "rate": 5, "client_id": ids["clients"]},
        "create-invoice": {**INVOICE, "invoice_items_attributes": [{"title": "A", "quantity": 1.5, "price": 10}]},
    }
    for kind in ("client", "project", "invoice", "estimate", "task", "contact", "expense"):
        inputs[f"get-{kind}"] = {"id": ids[f"{kind}s"]}
    for item in sandbox.ask("GET", "/actions")["items"]:
        status, shown = run(sandbox, item["key"], inputs.get(item["key"], {}))
        assert status == 200, shown
        assert set(shown) == {"output", "actionRunId"}
        wanted = inputs.get(item["key"], {}).get("id")
        assert wanted is None or shown["output"]["id"] == wanted
    assert sandbox.records("invoices")[-1]["items"][0]["quantity"] == "1.5"


def test_list_actions_pass_their_filters_on(sandbox: SandboxProcess) -> None:
    client = sandbox.records("projects")[0]["client_id"]
    output = sandbox.run("list-projects", client_id=client, filter="all", page_size=2, page=1)
    assert output["page_size"] == 2
    last = sandbox.log()[-1]
    assert last["clientary"]["path"] == f"/clients/{client}/projects"
    assert last["clientary"]["query"] == {"page": "1", "page_size": "2", "filter": "all"}
    assert last["action"] == "list-projects"


def test_input_is_checked_and_strangers_are_ignored(empty_sandbox: SandboxProcess) -> None:
    status, shown = run(empty_sandbox, "create-client", {"number": "5"})
    assert (status, shown["type"], shown["data"]["missing"]) == (400, "bad_request", ["name"])
    assert run(empty_sandbox, "get-client", {"id": "12"})[0] == 400
    assert run(empty_sandbox, "create-client", [])[0] == 400
    assert run(empty_sandbox, "create-client", {"name": "A", "unheard_of": 1})[0] == 200
    assert [client["name"] for client in empty_sandbox.records("clients")] == ["A"]


def test_a_refusal_by_clientary_lies_inside_the_envelope(empty_sandbox: SandboxProcess) -> None:
    run(empty_sandbox, "create-client", {"name": "A", "number": "1"})
    status, shown = run(empty_sandbox, "create-client", {"name": "B", "number": "1"})
    assert (status, shown["type"]) == (400, "action_run")
    cause = shown["causedByError"]
    assert cause["data"]["response"]["status"] == 422
    assert cause["data"]["response"]["data"]["errors"] == {"number": ["has already been taken"]}
    assert cause["data"]["request"]["method"] == "POST"


def test_unknown_actions_and_connections(empty_sandbox: SandboxProcess) -> None:
    cid = empty_sandbox.connection_id
    assert answered(empty_sandbox, "POST", f"/actions/none/run?connectionId={cid}", {})[1]["key"] == "not_found"
    assert answered(empty_sandbox, "POST", "/actions/list-clients/run?connectionId=none", {})[0] == 404
    assert answered(empty_sandbox, "POST", "/actions/list-clients/run", {})[0] == 400
    known = action(empty_sandbox, "list-clients")["id"]
    empty_sandbox.control("POST", "actions/reissue")
    assert answered(empty_sandbox, "POST", f"/actions/{known}/run?connectionId={cid}", {})[0] == 404
    assert run(empty_sandbox, "list-clients", {})[0] == 200


def test_a_dead_token_and_a_dead_connection_differ(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.control("POST", "connection", {"clientary_token_valid": False})
    status, headers, answer = empty_sandbox.send("GET", empty_sandbox.proxied("/staff"))
    assert (status, answer) == (401, b"HTTP Basic: Access denied.\n")
    assert headers["content-type"].startswith("text/plain")
    assert run(empty_sandbox, "list-clients", {})[1]["causedByError"]["data"]["response"]["status"] == 401
    empty_sandbox.control("POST", "connection", {"disconnected": True})
    status, shown = answered(empty_sandbox, "GET", empty_sandbox.proxied("/staff"))
    assert (status, shown["type"], shown["key"]) == (400, "connection", "connection_is_defunct")


def test_a_connection_request_is_granted_when_asked_about(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.control("POST", "connection", {"disconnected": True, "clientary_token_valid": False})
    made = empty_sandbox.ask("POST", "/connection-requests", {"connectionId": empty_sandbox.connection_id})
    assert made["status"] == "pending"
    done = empty_sandbox.ask("GET", f"/connection-requests/{made['requestId']}")
    assert (done["status"], done["resultConnectionId"]) == ("success", empty_sandbox.connection_id)
    assert empty_sandbox.clientary("GET", "/staff")["staff"]
    assert answered(empty_sandbox, "GET", "/connection-requests/77")[0] == 404


def test_a_connection_request_waits_for_a_button(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.speak(browser_step="waits", connections_listed="none", new_connection="action_required")
    for pressed, status in (("deny", "cancelled"), ("allow", "success")):
        made = empty_sandbox.ask("POST", "/connection-requests", {"connectorKey": "clientary"})
        assert empty_sandbox.ask("GET", f"/connection-requests/{made['requestId']}")["status"] == "pending"
        assert browse(made["url"], pressed) is None
        done = empty_sandbox.ask("GET", f"/connection-requests/{made['requestId']}")
        assert done["status"] == status
    (shown,) = empty_sandbox.ask("GET", "/connections")["items"]
    assert shown["id"] == done["resultConnectionId"]
    assert (shown["state"], shown["clientAction"]["type"]) == ("CLIENT_ACTION_REQUIRED", "connect")
    empty_sandbox.control("POST", "browser", {"url": shown["clientAction"]["uiUrl"], "press": "allow"})
    assert empty_sandbox.ask("GET", f"/connections/{shown['id']}")["state"] == "READY"
    assert answered(empty_sandbox, "POST", "/connection-requests", {"connectorKey": "clientary", "colour": 1})[0] == 400


@pytest.mark.parametrize(
    ("takes", "body", "status"),
    [
        ("appUrl", {"appUrl": "https://www.clientary.com/"}, 200), ("appUrl", {"appUrl": "www.clientary.com"}, 200),
        ("appUrl", {"appUrl": "clientary"}, 400), ("appUrl", {"appUrl": "http://10.0.0.1/clientary"}, 400),
        ("appUrl", {"intent": "clientary"}, 400), ("intent", {"intent": "clientary"}, 200),
        ("intent", {"appUrl": "https://www.clientary.com/"}, 400), ("appUrl", {"appUrl": "https://example.org/"}, 404),
        ("nothing", {"appUrl": "https://www.clientary.com/"}, 404),
    ],
)  # fmt: skip
def test_ensuring_a_connection(shared: SandboxProcess, takes: str, body: dict[str, str], status: int) -> None:
    shared.speak(ensure_takes=takes)
    code, shown = answered(shared, "POST", "/connections/ensure", body)
    assert code == status, shown
    assert status != 200 or shown["id"] == shared.connection_id


def test_what_can_be_done_to_a_connection(shared: SandboxProcess) -> None:
    made = shared.control("POST", "connections", {"account": "main", "name": "Another"})["id"]
    path, first = f"/connections/{made}", shared.connection_id

    def works() -> bool:
        return bool(shared.ask("POST", f"{path}/test")["success"])

    assert shared.ask("PATCH", path, {"connectionKey": "another", "meta": {}})["key"] == "another"
    assert shared.ask("PUT", "/connections/another", {"name": "Renamed"})["name"] == "Renamed"
    for key, refused in (("another", "already_exists"), ("", None), ("k" * 101, None)):
        status, answer = answered(shared, "PATCH", f"/connections/{first}", {"key": key})
        assert (status, answer.get("key")) == (400, refused), key
    assert works()
    assert shared.send("POST", f"{path}/refresh-credentials")[0] == 204
    assert shared.ask("DELETE", path) is None
    assert made not in [one["id"] for one in shared.ask("GET", "/connections")["items"]]
    assert "archivedAt" not in shared.ask("POST", f"{path}/restore")
    assert shared.send("POST", f"{path}/disconnect")[0] == 204
    assert not works()
    assert answered(shared, "POST", f"{path}/refresh")[1]["key"] == "connection_is_defunct"
    shared.ask("DELETE", path)


def test_actions_are_also_found_below_their_connection(shared: SandboxProcess) -> None:
    """The vendor's SDK looks for them there, and sends the input as it is."""
    path = f"/connections/{shared.connection_id}/actions"
    assert len(shared.ask("GET", f"{path}?limit=100")["items"]) == 20
    assert shared.ask("GET", f"{path}/list-clients")["connectionId"] == shared.connection_id
    assert shared.ask("POST", f"{path}/list-clients/run", {"page": 1})["output"]["page_count"] >= 0
    assert answered(shared, "POST", f"{path}/list-clients/run", {"page": "one"})[0] == 400
    assert answered(shared, "POST", f"{path}/list-clients/run", b"{")[0] == 400


def test_oauth_takes_a_code_once_and_only_with_its_verifier(empty_sandbox: SandboxProcess) -> None:
    back = "http://127.0.0.1:1/back"
    client = empty_sandbox.ask("POST", "/oauth/register", {"redirect_uris": [back]})["client_id"]
    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 50).digest()).rstrip(b"=").decode()
    asked = {"client_id": client, "redirect_uri": back, "response_type": "code", "code_challenge": challenge}

    def allowed(**more: str) -> dict[str, str]:
        page = f"{empty_sandbox.url}/oauth/authorize?{urlencode({**asked, 'state': 's', **more})}"
        location = empty_sandbox.control("POST", "browser", {"url": page, "press": "allow"})["location"]
        return dict(parse_qsl(urlsplit(location).query))

    def token(**fields: str) -> tuple[int, Any]:
        form = {"client_id": client, "redirect_uri": back, "grant_type": "authorization_code", **fields}
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": ""}
        return answered(empty_sandbox, "POST", "/oauth/token", urlencode(form).encode(), **headers)

    assert allowed()["error"] == "invalid_request", "without S256 there is no code"
    back_with = allowed(code_challenge_method="S256")
    assert back_with["state"] == "s"
    assert token(code=back_with["code"], code_verifier="wrong")[1]["error"] == "invalid_grant"
    code = allowed(code_challenge_method="S256")["code"]
    status, shown = token(code=code, code_verifier="v" * 50)
    assert (status, shown["token_type"]) == (200, "Bearer")
    assert token(code=code, code_verifier="v" * 50)[0] == 400, "a code is good once"
    claims = json.loads(base64.urlsafe_b64decode(shown["access_token"].split(".")[1] + "=="))
    assert claims["exp"] - claims["iat"] == shown["expires_in"], "the vendor's SDK reads the token"
    bearer = f"Bearer {shown['access_token']}"
    assert answered(empty_sandbox, "GET", "/self", Authorization=bearer)[0] == 200
    assert answered(empty_sandbox, "GET", "/_sandbox/log", Authorization=bearer)[0] == 401
    empty_sandbox.control("POST", "tokens/expire", {})
    assert answered(empty_sandbox, "GET", "/self", Authorization=bearer)[0] == 401
    assert token(grant_type="refresh_token", refresh_token=shown["refresh_token"])[0] == 200
    assert token(grant_type="refresh_token", refresh_token=shown["refresh_token"])[0] == 400, "it rotates"


def test_the_proxy_takes_full_urls_and_suffixes(empty_sandbox: SandboxProcess) -> None:
    for path in ("https://acme.clientary.com/api/v2/staff", "staff.json", "/staff"):
        assert empty_sandbox.clientary("GET", path)["staff"], path
    assert empty_sandbox.send("GET", empty_sandbox.proxied("https://evil.example/api/v2/staff"))[0] == 404
    assert empty_sandbox.send("GET", empty_sandbox.proxied("https://acme.clientary.com/staff"))[0] == 404


def test_act_takes_a_key_or_a_raw_call(empty_sandbox: SandboxProcess) -> None:
    cid = empty_sandbox.connection_id
    assert empty_sandbox.ask("POST", "/act", {"key": "list-clients", "connectionId": cid})["output"]["clients"] == []
    api = {"method": "POST", "path": "/clients", "body": {"client": {"name": "A"}}}
    assert empty_sandbox.ask("POST", "/act", {"api": api, "connectionId": cid})["output"]["name"] == "A"
    assert answered(empty_sandbox, "POST", "/act", {"key": "x", "api": api, "connectionId": cid})[0] == 400
    assert answered(empty_sandbox, "POST", "/act", {"key": "x", "colour": 1})[0] == 400


def test_a_second_account_is_a_world_of_its_own(sandbox: SandboxProcess) -> None:
    other = sandbox.control("POST", "connections", {"account": "other", "name": "Clientary (other)"})
    assert len(sandbox.ask("GET", "/connections")["items"]) == 2
    path = f"/connections/{other['id']}/proxy"
    assert sandbox.ask("GET", f"{path}/clients")["clients"] == []
    ours, theirs = sandbox.clientary("GET", "/staff")["staff"], sandbox.ask("GET", f"{path}/staff")["staff"]
    assert not {person["id"] for person in ours} & {person["id"] for person in theirs}
    made = sandbox.ask("POST", f"{path}/clients", {"client": {"name": "Elsewhere"}})
    assert sandbox.send("GET", sandbox.proxied(f"/clients/{made['id']}"))[0] == 404


def test_a_colleagues_connection_writes_in_their_name(sandbox: SandboxProcess) -> None:
    colleague = sandbox.records("staff")[1]["id"]
    connection = sandbox.control("POST", "connections", {"user_id": colleague})["id"]
    project = sandbox.records("projects")[0]["id"]
    body = {"project_item": {"hours": 1, "title": "Theirs"}}
    made = sandbox.ask("POST", f"/connections/{connection}/proxy/projects/{project}/hours", body)
    assert made["user_id"] == colleague


def test_one_connection_serves_many_requests(empty_sandbox: SandboxProcess) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", empty_sandbox.port, timeout=10)
    for _ in range(50):
        connection.request("GET", "/self", headers={"Authorization": f"Bearer {empty_sandbox.token}"})
        answer = connection.getresponse()
        assert answer.status == 200
        answer.read()
    connection.close()
