"""What both transports promise, against the sandbox as a process: the API, and the command in its three grammars."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from decimal import Decimal

import pytest

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired, BadReply, Cancelled, Offline, OutcomeUnknown, Rejected
from app.membrane.transport import Transport
from tests.sandbox.process import SandboxProcess, wait_until

Open = Callable[[SandboxProcess], Transport]
LIMIT_S = 30.0


def request(transport: Transport, agency: SandboxProcess, method: str, path: str, body: object = None) -> object:
    limit, cancel = Deadline(LIMIT_S), CancelToken()
    return transport.request(agency.connection_id, method, path, limit, cancel, body=body).body


def hours(**changes: object) -> dict[str, object]:
    fields = {"hours": Decimal("0.3333"), "title": '-x <b>"é\U0001f600', "description": "a\nb", "date": "2024-05-06"}
    return {"project_item": {**fields, **changes}}


def test_connections_and_actions(agency: SandboxProcess, open_transport: Open) -> None:
    transport = open_transport(agency)
    (connection,) = transport.connections(Deadline(LIMIT_S), CancelToken())
    assert (connection.id, connection.clientary, connection.usable) == (agency.connection_id, True, True)
    for intent in (None, "create invoice"):
        actions = transport.actions(connection.id, Deadline(LIMIT_S), CancelToken(), intent)
        assert "create-invoice" in {action.key for action in actions}
        assert all(action.input_schema for action in actions)


def test_running_actions(agency: SandboxProcess, open_transport: Open) -> None:
    transport, cancel = open_transport(agency), CancelToken()
    ids = {one.key: one.id for one in transport.actions(agency.connection_id, Deadline(LIMIT_S), cancel)}
    reply = transport.run(
        agency.connection_id, ids["list-clients"], {"page": 1}, Deadline(LIMIT_S), cancel, write=False
    )
    assert isinstance(reply.body, dict)
    assert len(reply.body["clients"]) == 8
    fields = {"name": "New & <Co>"}
    made = transport.run(agency.connection_id, ids["create-client"], fields, Deadline(LIMIT_S), cancel, write=True)
    assert isinstance(made.body, dict)
    assert made.body["name"] == "New & <Co>"
    with pytest.raises(Rejected) as caught:
        transport.run(agency.connection_id, "0" * 24, {}, Deadline(LIMIT_S), cancel, write=True)
    assert (caught.value.facts["layer"], caught.value.facts["key"]) == ("membrane", "not_found")
    taken = {"name": "x", "number": str(reply.body["clients"][0]["number"])}
    with pytest.raises(Rejected) as refused:
        transport.run(agency.connection_id, ids["create-client"], taken, Deadline(LIMIT_S), cancel, write=True)
    assert (refused.value.facts["layer"], refused.value.facts["status"]) == ("clientary", 422)


def test_requests_carry_decimals_and_text_exactly(agency: SandboxProcess, open_transport: Open) -> None:
    transport = open_transport(agency)
    project = agency.records("projects")[0]["id"]
    made = request(transport, agency, "POST", f"/projects/{project}/hours", hours())
    assert isinstance(made, dict)
    assert (made["hours"], made["title"], made["description"]) == (Decimal("0.3333"), '-x <b>"é\U0001f600', "a\nb")
    path = f"/hours/{made['id']}"
    assert request(transport, agency, "GET", path) == made
    changed = request(transport, agency, "PUT", path, {"project_item": {"hours": Decimal("1.5")}})
    assert isinstance(changed, dict)
    assert changed["hours"] == Decimal("1.5")
    assert request(transport, agency, "DELETE", path) is None
    with pytest.raises(Rejected) as caught:
        request(transport, agency, "GET", path)
    assert (caught.value.facts["status"], caught.value.facts["layer"]) == (404, "clientary")


def test_a_title_of_ten_thousand_characters(agency: SandboxProcess, open_transport: Open) -> None:
    transport = open_transport(agency)
    project = agency.records("projects")[0]["id"]
    title = "長\U0001f600" * 5000
    made = request(transport, agency, "POST", f"/projects/{project}/hours", hours(title=title))
    assert isinstance(made, dict)
    assert made["title"] == title


def test_a_refusal_has_clientarys_words(agency: SandboxProcess, open_transport: Open) -> None:
    transport = open_transport(agency)
    project = agency.records("projects")[0]["id"]
    with pytest.raises(Rejected) as caught:
        request(transport, agency, "POST", f"/projects/{project}/hours", hours(title=""))
    assert (caught.value.facts["status"], caught.value.facts["layer"]) == (422, "clientary")
    assert "title" in caught.value.detail


def test_the_two_kinds_of_401(agency: SandboxProcess, open_transport: Open) -> None:
    transport = open_transport(agency)
    agency.control("POST", "connection", {"clientary_token_valid": False})
    for method in ("GET", "POST"):
        with pytest.raises(AuthRequired) as caught:
            request(transport, agency, method, "/clients", None if method == "GET" else {"client": {"name": "x"}})
        assert caught.value.facts["layer"] == "clientary"
    agency.control("POST", "connection", {"clientary_token_valid": True, "disconnected": True})
    with pytest.raises(AuthRequired) as dead:
        request(transport, agency, "GET", "/clients")
    assert dead.value.facts["layer"] == "clientary"
    assert not transport.connections(Deadline(LIMIT_S), CancelToken())[0].usable
    agency.control("POST", "login", {"logged_in": False})
    with pytest.raises(AuthRequired) as signed_out:
        request(transport, agency, "GET", "/clients")
    assert signed_out.value.facts["layer"] == "membrane"


@pytest.mark.parametrize(
    ("rule", "for_write", "for_read"),
    [
        ({"kind": "cut_before"}, OutcomeUnknown, (Offline, BadReply)),
        ({"kind": "cut_after"}, OutcomeUnknown, (Offline, BadReply)),
        ({"kind": "garbage"}, OutcomeUnknown, (BadReply,)),
        ({"kind": "garbage", "body": "<html><body>Oops</body></html>"}, OutcomeUnknown, (BadReply,)),
        ({"kind": "status", "status": 500, "body": "<html>no</html>", "content_type": "text/html"}, OutcomeUnknown,
         (BadReply,)),
        ({"kind": "status", "status": 503}, OutcomeUnknown, (BadReply,)),
        ({"kind": "status", "status": 429}, Offline, (Offline,)),
        ({"kind": "status", "status": 429, "layer": "membrane"}, Offline, (Offline,)),
        ({"kind": "status", "status": 422}, Rejected, (Rejected,)),
        ({"kind": "status", "status": 401, "layer": "membrane"}, AuthRequired, (AuthRequired,)),
    ],
)  # fmt: skip
def test_trouble(
    agency: SandboxProcess, open_transport: Open, rule: dict[str, object], for_write: type, for_read: tuple[type, ...]
) -> None:
    transport = open_transport(agency)
    request(transport, agency, "GET", "/clients")
    fault = agency.fault(**rule)
    with pytest.raises(for_write):
        request(transport, agency, "POST", "/clients", {"client": {"name": "Once"}})
    assert agency.struck(fault) == 1
    fault = agency.fault(**rule)
    with pytest.raises(for_read):
        request(transport, agency, "GET", "/clients")
    assert agency.struck(fault) == 1


def test_a_deadline_ends_a_hanging_call(agency: SandboxProcess, open_transport: Open) -> None:
    transport = open_transport(agency)
    request(transport, agency, "GET", "/clients")
    agency.fault(kind="hang", times=2)
    for method, body, expected in (("GET", None, Offline), ("POST", {"client": {"name": "x"}}, OutcomeUnknown)):
        started = time.monotonic()
        with pytest.raises(expected) as caught:
            transport.request(agency.connection_id, method, "/clients", Deadline(0.6), CancelToken(), body=body)
        assert time.monotonic() - started < 15
    assert caught.value.facts["answered"] == 0


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_cancel_releases_the_caller(agency: SandboxProcess, open_transport: Open, method: str) -> None:
    """Within 100 ms on a machine that has nothing else to do; here it must only not be the deadline that ends it."""
    transport, cancel = open_transport(agency), CancelToken()
    request(transport, agency, "GET", "/clients")
    fault = agency.fault(kind="hang")
    released: list[float] = []

    def call() -> None:
        try:
            transport.request(agency.connection_id, method, "/clients", Deadline(30), cancel)
        except Cancelled:
            released.append(time.monotonic())

    thread = threading.Thread(target=call)
    thread.start()
    wait_until(lambda: agency.struck(fault) == 1)
    cancelled = time.monotonic()
    cancel.set()
    thread.join(60)
    assert released
    assert released[0] - cancelled < 10
    request(transport, agency, "GET", "/clients")


def test_nothing_is_started_once_cancelled(agency: SandboxProcess, open_transport: Open) -> None:
    transport, cancel = open_transport(agency), CancelToken()
    cancel.set()
    with pytest.raises(Cancelled):
        transport.request(agency.connection_id, "GET", "/clients", Deadline(5), cancel)
    assert agency.log() == []


@pytest.mark.parametrize("path", ["clients", "//evil/x", "/../x", "/a b", "/x?y=1", "-x", "/a\n", ""])
def test_a_path_never_becomes_something_else(agency: SandboxProcess, open_transport: Open, path: str) -> None:
    transport = open_transport(agency)
    with pytest.raises(Rejected):
        request(transport, agency, "GET", path)
    for odd in ("-v", "--help", "a/b", "", "x y"):
        with pytest.raises(Rejected):
            transport.request(odd, "GET", "/clients", Deadline(5), CancelToken())
        with pytest.raises(Rejected):
            transport.run(agency.connection_id, odd, {}, Deadline(5), CancelToken(), write=True)
    assert agency.log() == []
