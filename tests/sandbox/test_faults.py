"""Each fault on demand, proven to strike: what the caller sees, and what the server did meanwhile."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from typing import Any

import pytest

from tests.sandbox.process import SandboxProcess, wait_until

CLIENT = {"client": {"name": "Acme"}}


def create(sandbox: SandboxProcess, timeout: float = 30) -> tuple[int, dict[str, str], bytes]:
    return sandbox.send("POST", sandbox.proxied("/clients"), CLIENT, timeout=timeout)


def count(sandbox: SandboxProcess) -> int:
    return len(sandbox.records("clients"))


def last(sandbox: SandboxProcess) -> dict[str, Any]:
    return sandbox.log()[-1]


@pytest.mark.parametrize(("kind", "applied"), [("cut_before", 0), ("cut_after", 1)])
def test_cutting_the_connection(empty_sandbox: SandboxProcess, kind: str, applied: int) -> None:
    fault = empty_sandbox.fault(kind=kind, method="POST", path="/clients")
    with pytest.raises(http.client.RemoteDisconnected):
        create(empty_sandbox)
    assert (count(empty_sandbox), empty_sandbox.struck(fault)) == (applied, 1)
    entry = last(empty_sandbox)
    assert (entry["status"], entry["fault"], entry["applied"]) == (None, fault, bool(applied))
    assert create(empty_sandbox)[0] == 201
    assert count(empty_sandbox) == applied + 1


def test_delay_waits_and_then_serves(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.fault(kind="delay", seconds=0.3)
    began = time.monotonic()
    assert create(empty_sandbox)[0] == 201
    assert time.monotonic() - began >= 0.3


def test_others_are_served_during_a_delay(empty_sandbox: SandboxProcess) -> None:
    fault = empty_sandbox.fault(kind="delay", seconds=3, method="POST")
    slow = threading.Thread(target=create, args=(empty_sandbox,))
    slow.start()
    wait_until(lambda: empty_sandbox.struck(fault))
    assert empty_sandbox.clientary("GET", "/clients")["total_count"] == 0
    slow.join()
    assert count(empty_sandbox) == 1


def test_late_is_applied_after_the_connection_closed(empty_sandbox: SandboxProcess) -> None:
    fault = empty_sandbox.fault(kind="late", seconds=3, path="/clients")
    with pytest.raises(http.client.RemoteDisconnected):
        create(empty_sandbox)
    assert (count(empty_sandbox), last(empty_sandbox)["applied"]) == (0, False)
    wait_until(lambda: count(empty_sandbox) == 1)
    entry = last(empty_sandbox)
    assert (entry["applied"], entry["status"], entry["fault"]) == (True, None, fault)


def test_late_with_hold_waits_for_the_caller_to_hang_up(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.fault(kind="late", seconds=2, hold=True, path="/clients")
    with pytest.raises(TimeoutError):
        create(empty_sandbox, timeout=0.5)
    assert count(empty_sandbox) == 0
    wait_until(lambda: count(empty_sandbox) == 1)


def test_hang_never_answers_and_does_nothing(empty_sandbox: SandboxProcess) -> None:
    fault = empty_sandbox.fault(kind="hang")
    with pytest.raises(TimeoutError):
        create(empty_sandbox, timeout=0.3)
    assert create(empty_sandbox)[0] == 201
    assert (count(empty_sandbox), empty_sandbox.struck(fault)) == (1, 1)


@pytest.mark.parametrize(
    ("status", "key"), [(401, "not_authenticated"), (429, "rate_limit_exceeded"), (500, "internal")]
)
def test_a_status_by_membrane(empty_sandbox: SandboxProcess, status: int, key: str) -> None:
    empty_sandbox.fault(kind="status", layer="membrane", status=status, headers={"Retry-After": "7"})
    code, headers, answer = create(empty_sandbox)
    assert (code, json.loads(answer)["key"], headers["retry-after"]) == (status, key, "7")
    assert count(empty_sandbox) == 0


def test_a_status_by_clientary_through_the_proxy(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.fault(kind="status", layer="clientary", status=503, times=2)
    code, headers, answer = create(empty_sandbox)
    assert (code, headers["content-type"][:9]) == (503, "text/html")
    assert b"<html>" in answer
    empty_sandbox.fault(kind="status", layer="clientary", status=422, body='{"error":"no"}')
    assert create(empty_sandbox)[0] == 503
    assert create(empty_sandbox)[2] == b'{"error":"no"}'
    assert count(empty_sandbox) == 0


def test_a_status_by_clientary_inside_an_action(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.fault(kind="status", layer="clientary", status=429, action="create-client")
    path = f"/actions/create-client/run?connectionId={empty_sandbox.connection_id}"
    code, _, answer = empty_sandbox.send("POST", path, {"input": {"name": "A"}})
    shown = json.loads(answer)
    assert (code, shown["type"], shown["key"]) == (429, "connection", "rate_limit_exceeded")
    assert shown["causedByError"]["data"]["response"]["status"] == 429


def test_a_status_may_come_after_the_work_was_done(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.fault(kind="status", status=504, apply=True, body="<html>gateway</html>", content_type="text/html")
    assert create(empty_sandbox)[::2] == (504, b"<html>gateway</html>")
    assert (count(empty_sandbox), last(empty_sandbox)["applied"]) == (1, True)


def test_garbage(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.fault(kind="garbage")
    code, _, answer = create(empty_sandbox)
    assert code == 201
    with pytest.raises(json.JSONDecodeError):
        json.loads(answer)
    assert count(empty_sandbox) == 1
    empty_sandbox.fault(kind="garbage", body="not json", apply=False)
    assert create(empty_sandbox)[2] == b"not json"
    assert count(empty_sandbox) == 1


def test_a_rule_by_path_hits_the_action_that_makes_the_call(empty_sandbox: SandboxProcess) -> None:
    fault = empty_sandbox.fault(kind="cut_after", method="POST", path="/clients")
    with pytest.raises(http.client.RemoteDisconnected):
        empty_sandbox.run("create-client", name="A")
    assert (empty_sandbox.struck(fault), count(empty_sandbox)) == (1, 1)


def test_rules_choose_their_requests(empty_sandbox: SandboxProcess) -> None:
    project = empty_sandbox.add("projects", name="P", rate=1)["id"]
    fault = empty_sandbox.fault(kind="cut_before", method="POST", path="/projects/*/hours", skip=1, times=1)
    path, body = f"/projects/{project}/hours", {"project_item": {"hours": 1, "title": "x"}}
    assert empty_sandbox.clientary("GET", path) == {"hours": []}
    empty_sandbox.clientary("POST", path, body)
    with pytest.raises(http.client.RemoteDisconnected):
        empty_sandbox.clientary("POST", path, body)
    empty_sandbox.clientary("POST", path, body)
    assert (empty_sandbox.struck(fault), len(empty_sandbox.records("hours"))) == (1, 2)


def test_probability_is_repeatable(empty_sandbox: SandboxProcess) -> None:
    def losses() -> list[int]:
        empty_sandbox.control("DELETE", "faults")
        empty_sandbox.control("DELETE", "log")
        empty_sandbox.fault(kind="status", status=500, times=None, probability=0.5, seed=3)
        return [empty_sandbox.send("GET", "/self")[0] for _ in range(30)]

    first = losses()
    assert {200, 500} == set(first)
    assert losses() == first


def test_faults_can_be_cleared_and_are_checked(empty_sandbox: SandboxProcess) -> None:
    empty_sandbox.fault(kind="hang", times=None)
    empty_sandbox.control("DELETE", "faults")
    assert create(empty_sandbox, timeout=5)[0] == 201
    for rule in ({"kind": "flood"}, {"kind": "delay", "second": 1}, {"kind": "delay", "seconds": "1"}, {}):
        assert empty_sandbox.send("POST", "/_sandbox/faults", rule)[0] == 400, rule


def test_offline_refuses_connections_and_comes_back(empty_sandbox: SandboxProcess) -> None:
    kept = http.client.HTTPConnection("127.0.0.1", empty_sandbox.port, timeout=5)
    kept.request("GET", "/self", headers={"Authorization": f"Bearer {empty_sandbox.token}"})
    kept.getresponse().read()
    empty_sandbox.control("POST", "offline", {"seconds": 3})
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", empty_sandbox.port), timeout=5)
    assert kept.sock is not None
    with pytest.raises(ConnectionError):
        again(kept)
    kept.close()
    wait_until(lambda: reachable(empty_sandbox))
    assert create(empty_sandbox)[0] == 201


def again(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", "/self")
    connection.getresponse()


def reachable(sandbox: SandboxProcess) -> bool:
    try:
        socket.create_connection(("127.0.0.1", sandbox.port), timeout=1).close()
    except ConnectionRefusedError:
        return False
    return True


def test_the_log_tells_what_was_asked(empty_sandbox: SandboxProcess) -> None:
    create(empty_sandbox)
    entry = last(empty_sandbox)
    assert (entry["method"], entry["path"]) == ("POST", empty_sandbox.proxied("/clients"))
    assert entry["clientary"]["path"] == "/clients"
    assert json.loads(entry["clientary"]["body"]) == CLIENT
    assert (entry["status"], entry["applied"], entry["fault"]) == (201, True, None)
    empty_sandbox.send("GET", "/self")
    assert [later["path"] for later in empty_sandbox.log(after=entry["seq"])] == ["/self"]
    empty_sandbox.control("DELETE", "log")
    assert empty_sandbox.log() == []
    empty_sandbox.send("GET", "/self")
    assert last(empty_sandbox)["seq"] == entry["seq"] + 2
