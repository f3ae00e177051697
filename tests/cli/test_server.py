"""The commands that talk to the server, against the sandbox over both transports."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.locks import FileLock
from tests.cli.running import Stint, process_environment
from tests.sandbox.process import SandboxProcess, wait_until


@pytest.fixture(params=["api", "cli"])
def transport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def connect(monkeypatch: pytest.MonkeyPatch, server: SandboxProcess, transport: str = "api") -> None:
    """Point commands at the server."""
    monkeypatch.setenv("STINT_TRANSPORT", transport)
    monkeypatch.setenv("STINT_SETTLE_SECONDS", "1")
    monkeypatch.setenv("STINT_WRITES_PER_SECOND", "0")
    monkeypatch.setenv("MEMBRANE_API_URL", server.url)
    monkeypatch.setenv("MEMBRANE_TOKEN", server.token)
    if transport == "cli":
        monkeypatch.setenv("STINT_MEMBRANE_COMMAND", server.membrane_command)


@pytest.fixture
def server(empty_sandbox: SandboxProcess) -> SandboxProcess:
    """One client with one hourly project."""
    client = empty_sandbox.add("clients", name="Acme")
    empty_sandbox.add("projects", name="Webshop", client_id=client["id"], rate=90, project_type=0, currency_code="EUR")
    return empty_sandbox


@pytest.fixture
def connected(stint: Stint, server: SandboxProcess, monkeypatch: pytest.MonkeyPatch) -> Stint:
    """Commands on a data folder that synced once over the API."""
    connect(monkeypatch, server)
    stint.ok("sync")
    return stint


def ended(stint: Stint, code: int, *arguments: str) -> dict[str, Any]:
    """The JSON document of a command that must end with that code."""
    result = stint.run("--json", *arguments)
    assert result.code == code, result
    document = result.json
    assert isinstance(document, dict)
    return document


def test_the_main_job(stint: Stint, server: SandboxProcess, monkeypatch: pytest.MonkeyPatch, transport: str) -> None:
    connect(monkeypatch, server, transport)
    assert stint.ok("sync")["pulled"]["projects"] == 1
    entry = stint.ok("log", "20m webshop: fix")["entry"]
    assert entry["sync"] == "waiting"
    assert stint.ok("sync")["pushed"] == {"created": 1, "updated": 0, "deleted": 0}
    assert stint.ok("sync")["pushed"] == {"created": 0, "updated": 0, "deleted": 0}
    (hours,) = server.records("hours")
    assert str(hours["hours"]).startswith("0.333")
    found = stint.ok("entries")["entries"][0]
    assert (found["sync"], found["remote_id"]) == ("synced", str(hours["id"]))
    invoice = stint.ok("invoice", "create", "--client=acme", "--tax", "VAT=21")["invoice"]
    assert (invoice["sync"], invoice["total"], invoice["server_total"]) == ("synced", "36.30", "36.30")
    billed = stint.ok("entries")["entries"][0]
    assert (billed["billed"], billed["invoice"]["number"]) == (True, invoice["number"])
    assert stint.refused("invoice", "create", "--client=acme")["code"] == "refused"
    assert stint.refused("edit", entry["id"], "--title=x")["code"] == "refused"
    assert stint.ok("edit", entry["id"], "--title=x", "--unlock=typo")["entry"]["title"] == "x"
    assert stint.ok("invoice", "show", invoice["number"])["invoice"]["id"] == invoice["id"]
    assert stint.ok("invoice", "void", invoice["number"])["invoice"]["status"] == "cancelled"
    assert stint.ok("entries", "--unbilled")["entries"][0]["id"] == entry["id"]
    assert [one["id"] for one in stint.ok("connections")["connections"]] == [server.connection_id]
    assert stint.ok("doctor")["configuration"]["transport"] == {
        "value": transport,
        "from": "environment STINT_TRANSPORT",
    }
    for command in ("sync", "doctor", "connections", "conflicts", "synclog", f"invoice show {invoice['id']}"):
        assert server.token not in "".join(stint.run(*command.split()).out)


def test_doctor_says_what_was_learned_and_why(connected: Stint, server: SandboxProcess) -> None:
    server.speak(action_drops=["updated_at"])
    connected.ok("log", "20m webshop: fix")
    connected.ok("sync")
    learned = {one["fact"]: one for one in connected.ok("doctor")["learned"]}
    assert learned["route:list-clients"]["value"]["by"] == "proxy"
    assert learned["route:list-clients"]["evidence"] == "the action drops or changes updated_at"
    assert learned["hours_decimals"]["value"] == 4
    assert set(learned["action:list-clients"]["value"]) == {"id", "key", "name"}
    told = connected.run("doctor").out
    assert "by the proxy (the action drops or changes updated_at" in "".join(told)
    assert "by the proxy: no action fits" in "".join(told)


def test_drafts(connected: Stint, server: SandboxProcess) -> None:
    connected.ok("log", "1h webshop: fix")
    draft = connected.ok("invoice", "create", "--client=acme", "--draft")["invoice"]
    assert (draft["number"], draft["sync"], server.records("invoices")) == (None, "draft", [])
    reserved = connected.ok("entries")["entries"][0]
    assert (reserved["billed"], reserved["invoice"]["id"]) == (False, draft["id"])
    assert connected.ok("entries", "--unbilled")["entries"] == []
    sent = connected.ok("invoice", "send", draft["id"])["invoice"]
    assert sent["sync"] == "synced"
    assert [record["number"] for record in server.records("invoices")] == [sent["number"]]
    assert connected.refused("invoice", "send", draft["id"])["code"] == "refused"


def test_offline_keeps_everything(connected: Stint, server: SandboxProcess) -> None:
    server.stop()
    assert connected.ok("log", "1h webshop: fix")["entry"]["sync"] == "waiting"
    synced = ended(connected, 3, "sync")
    assert (synced["waiting"], synced["state"]) == (1, "offline")
    assert "nothing new" not in connected.run("sync").out
    made = ended(connected, 3, "invoice", "create", "--client=acme")["invoice"]
    assert made["sync"] == "waiting"
    assert connected.ok("status")["sync"]["state"] == "offline"
    assert ended(connected, 3, "connections") == {"connections": []}
    server.start()


def test_a_refused_invoice_leaves_nothing_but_the_reason(connected: Stint, server: SandboxProcess) -> None:
    connected.ok("log", "1h webshop: fix")
    connected.ok("sync")
    fault = server.fault(
        kind="status", action="create-invoice", layer="clientary", status=422, body='{"errors": {"number": ["bad"]}}'
    )
    result = connected.run("invoice", "create", "--client=acme", "--json")
    assert server.struck(fault) == 1
    assert (result.code, result.error["code"]) == (1, "rejected")
    assert connected.ok("invoice", "list")["invoices"] == []
    assert len(connected.ok("entries", "--unbilled")["entries"]) == 1


def test_hours_that_another_invoice_bills_by_now_are_said_at_once(connected: Stint, server: SandboxProcess) -> None:
    connected.ok("settings", "set", "billing.mark_hours", "on")
    connected.ok("log", "1h webshop: fix")
    connected.ok("sync")
    draft = connected.ok("invoice", "create", "--client=acme", "--draft")["invoice"]["id"]
    record = server.records("hours")[0]
    server.control("PUT", f"records/hours/{record['id']}", {"description": "Invoice B-7"})
    server.fault(kind="status", status=500, method="GET", path="/projects/*/hours", times=None)
    result = connected.run("invoice", "send", draft)
    server.control("DELETE", "faults")
    assert (result.code, "on B-7 too" in result.err) == (4, True), result
    assert ended(connected, 4, "sync")["parked"] == 1


def test_an_edit_that_takes_lost_hours_off_ends_as_offline_where_it_waits(
    connected: Stint, server: SandboxProcess
) -> None:
    for title in ("fix", "more", "call"):
        connected.ok("log", f"1h webshop: {title}")
    connected.ok("sync")
    draft = connected.ok("invoice", "create", "--client=acme", "--draft")["invoice"]["id"]
    server.fault(kind="status", status=422, layer="clientary", action="create-invoice")
    assert connected.run("invoice", "send", draft).code == 1
    for record in server.records("hours")[:2]:
        server.control("PUT", f"records/hours/{record['id']}", {"billed": True})
    ended(connected, 4, "sync", "--full")
    server.stop()
    result = connected.run("invoice", "edit", draft, "--rate", "60")
    assert (result.code, "were billed in Clientary" in result.err) == (3, True), result
    server.start()


def test_a_lost_reply_makes_one_invoice(connected: Stint, server: SandboxProcess) -> None:
    connected.ok("log", "1h webshop: fix")
    connected.ok("sync")
    fault = server.fault(kind="cut_after", action="create-invoice")
    assert connected.ok("invoice", "create", "--client=acme")["invoice"]["sync"] == "synced"
    assert server.struck(fault) == 1
    assert len(server.records("invoices")) == 1


def test_other_totals_want_a_person(connected: Stint, server: SandboxProcess) -> None:
    server.speak(totals_rounding="line_half_up")
    lines = [f"--add=Stamp {n};1;1.10" for n in range(3)]
    made = ended(connected, 4, "invoice", "create", "--client=acme", "--no-hours", "--tax=VAT=5", *lines)["invoice"]
    assert (made["total"], made["server_total"]) == ("3.47", "3.48")
    assert ended(connected, 4, "sync")["mismatches"] == 1
    command = f"stint invoice ack {made['number']}"
    told = connected.run("sync").out
    assert "1 invoice with another total" in told
    assert command in told
    assert "another total on invoice" in connected.run("conflicts").out
    assert command in connected.run("conflicts").out
    standing = connected.run("status").out
    assert "up to date" not in standing
    assert "1 invoice with another total" in standing
    assert "3.48" in connected.run("invoice", "list").out
    connected.ok("invoice", "ack", made["number"])
    connected.ok("sync")
    assert "up to date" in connected.run("status").out


def test_conflicts(connected: Stint, server: SandboxProcess) -> None:
    entry = connected.ok("log", "1h webshop: fix")["entry"]
    connected.ok("sync")
    (hours,) = server.records("hours")
    server.control("PUT", f"records/hours/{hours['id']}", {"title": "theirs"})
    connected.ok("edit", entry["id"], "--title", "ours")
    assert ended(connected, 4, "sync")["conflicts"] == 1
    (conflict,) = connected.ok("conflicts")["conflicts"]
    assert conflict["conflict"] == {"title": {"ours": "ours", "theirs": "theirs"}}
    told = connected.run("conflicts").out
    assert "Title * ours theirs" in " ".join(told.split())
    assert "take Clientary's" in told
    assert f"stint edit {entry['id']} ..." in told
    assert connected.run("resolve", entry["id"]).code == 2
    assert (
        f"stint resolve {entry['id']} --ours" in connected.run("edit", entry["id"], "--title", "ours, and theirs").err
    )
    assert ended(connected, 4, "sync")["conflicts"] == 1
    assert connected.ok("resolve", entry["id"], "--ours")["entry"]["title"] == "ours, and theirs"
    connected.ok("sync")
    assert server.records("hours")[0]["title"] == "ours, and theirs"
    assert connected.refused("resolve", entry["id"], "--ours")["code"] == "not_found"
    operations = connected.ok("synclog", "--search", str(hours["id"]), "--state", "done")["operations"]
    assert {(one["title"], one["remote_id"]) for one in operations} == {("ours, and theirs", str(hours["id"]))}
    assert "confirmed" in connected.run("synclog", "--search", "OURS").out
    assert connected.ok("synclog", "--state", "open")["operations"] == []
    assert connected.refused("synclog", "--state", "elsewhere")["field"] == "state"
    assert connected.refused("resolve", "deletions", "--ours")["code"] == "refused"


def test_sign_in_needed(connected: Stint, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMBRANE_TOKEN", "wrong")
    connected.ok("log", "1h webshop: fix")
    assert ended(connected, 3, "sync")["waiting"] == 1
    assert connected.ok("status")["sync"]["state"] == "sign_in_needed"


def test_no_way_to_the_server(stint: Stint, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STINT_TRANSPORT", "none")
    assert ended(stint, 3, "sync")["state"] == "not_connected"
    monkeypatch.setenv("STINT_TRANSPORT", "cli")
    monkeypatch.setenv("STINT_MEMBRANE_COMMAND", str(tmp_path / "missing"))
    assert "missing" in stint.run("sync").err
    monkeypatch.setenv("STINT_TRANSPORT", "nope")
    assert stint.refused("sync")["field"] == "transport"


def test_a_busy_lock_is_waited_for_within_the_time(connected: Stint, data_dir: Path) -> None:
    connected.ok("log", "1h webshop: fix")
    with FileLock(data_dir / "sync.lock"):
        assert ended(connected, 3, "sync", "--timeout", "0.2")["waiting"] == 1
    connected.ok("sync")


def test_an_interrupt_ends_a_sync_and_keeps_the_work(connected: Stint, server: SandboxProcess, data_dir: Path) -> None:
    connected.ok("log", "1h webshop: fix")
    fault = server.fault(kind="hang", path="*clients*", hold=True, seconds=60)
    process = subprocess.Popen(
        [sys.executable, "-m", "ui.main", "sync"],
        env=process_environment(data_dir),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    assert process.stderr is not None
    with process.stderr as errors:
        wait_until(lambda: server.struck(fault), what="the fault")
        process.send_signal(signal.SIGINT)
        assert errors.read() == b"stint: Stopped.\n"
    assert process.wait(20) == 130
    server.control("DELETE", "faults")
    assert connected.ok("sync")["pushed"]["created"] == 1
