"""`stint invoice pay`, `payments` and `resolve --done|--again`, against the sandbox."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.cli.running import Stint
from tests.cli.test_server import connect, ended
from tests.sandbox.process import SandboxProcess


@pytest.fixture
def billed(stint: Stint, empty_sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch) -> SandboxProcess:
    """An account with invoice 1007 of 100.00 EUR, known here."""
    client = empty_sandbox.add("clients", name="Acme")
    item = {"title": "Design", "quantity": "1", "price": "100"}
    empty_sandbox.add(
        "invoices", number="1007", client_id=client["id"], date="2026-03-04", due_date="2026-03-18",
        currency_code="EUR", status=1, invoice_items=[item],
    )  # fmt: skip
    connect(monkeypatch, empty_sandbox)
    stint.ok("sync")
    return empty_sandbox


def test_paying_an_invoice(stint: Stint, billed: SandboxProcess) -> None:
    assert stint.refused("invoice", "pay", "1007", "--amount=100.01")["message"].startswith("Invoice 1007 has only")
    assert stint.refused("invoice", "pay", "1007", "--amount=ten")["field"] == "amount"
    done = stint.ok("invoice", "pay", "1007", "--amount", "30", "--on", "2026-03-10")
    assert (done["payment"]["amount"], done["payment"]["date"], done["payment"]["sync"]) == (
        "30.00", "2026-03-10", "synced",
    )  # fmt: skip
    assert (done["invoice"]["balance"], done["warnings"]) == ("70.00", [])
    rest = stint.ok("invoice", "pay", "1007", "--amount=70", "--on=2999-01-01")
    assert rest["invoice"]["status"] == "paid"
    assert rest["warnings"][0].startswith("2999-01-01 is still to come")
    assert len(stint.ok("payments")["payments"]) == 2
    assert stint.ok("payments", "--search", "nobody")["payments"] == []
    assert sum(Decimal(one["amount"]) for one in billed.records("payments")) == 100


def test_a_refusal_leaves_nothing_behind(stint: Stint, billed: SandboxProcess) -> None:
    body = '{"errors": {"amount": ["is not a number that we like"]}}'
    billed.control(
        "POST",
        "faults",
        {"method": "POST", "path": "/invoices/*/payments", "kind": "status", "status": 422, "body": body},
    )
    assert "that we like" in stint.refused("invoice", "pay", "1007", "--amount=30")["message"]
    assert stint.ok("payments")["payments"] == []
    assert stint.ok("status")["sync"]["parked"] == 0


def test_an_unknown_outcome_is_asked_about(stint: Stint, billed: SandboxProcess) -> None:
    billed.control("POST", "faults", {"method": "POST", "path": "/invoices/*/payments", "kind": "cut_after"})
    payment = ended(stint, 4, "invoice", "pay", "1007", "--amount=30")["payment"]
    assert payment["sync"] == "checking"
    assert ended(stint, 4, "sync")["checking"] == 1
    assert payment["id"] in stint.run("conflicts").out
    assert stint.refused("resolve", payment["id"], "--ours")["field"] == "id"
    (operation,) = stint.ok("conflicts")["unsettled"]
    assert stint.ok("resolve", operation["id"], "--done")["payment"]["sync"] == "synced"
    stint.ok("sync", "--full")
    assert [one["id"] for one in stint.ok("payments")["payments"]] == [payment["id"]]
    assert len(billed.records("payments")) == 1


def test_a_refused_client_is_let_go(stint: Stint, billed: SandboxProcess) -> None:
    billed.control("PUT", f"records/clients/{billed.records('clients')[0]['id']}", {"number": "A-1"})
    client = stint.ok("client", "add", "Zeta", "--number=A-1")["client"]["id"]
    assert ended(stint, 4, "sync")["parked"] == 1
    (shown,) = [one for one in stint.ok("clients")["clients"] if one["id"] == client]
    assert (shown["sync"], "taken" in shown["sync_message"]) == ("parked", True)
    assert f"stint resolve {client} --theirs" in stint.run("conflicts").out
    assert stint.ok("resolve", client, "--theirs") == {"resolved": client, "kind": "client"}
    assert stint.ok("sync")["parked"] == 0
    assert client not in {one["id"] for one in stint.ok("clients", "--all")["clients"]}


def test_an_unsent_payment_waits_for_the_network(stint: Stint, billed: SandboxProcess) -> None:
    billed.control("POST", "login", {"logged_in": False})
    assert ended(stint, 3, "invoice", "pay", "1007", "--amount=30")["payment"]["sync"] == "waiting"
    billed.control("POST", "login", {"logged_in": True})
    assert stint.ok("sync")["pushed"]["created"] == 1
