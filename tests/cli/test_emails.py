"""`stint invoice email`, `reminder` and what is owed, against the sandbox."""

from __future__ import annotations

import pytest

from tests.cli.running import Stint
from tests.cli.test_server import connect, ended
from tests.sandbox.process import SandboxProcess


@pytest.fixture
def billed(stint: Stint, empty_sandbox: SandboxProcess, monkeypatch: pytest.MonkeyPatch) -> SandboxProcess:
    """An overdue invoice 1007 of 100.00 EUR at Acme, where Ann is, known here."""
    client = empty_sandbox.add("clients", name="Acme")["id"]
    empty_sandbox.add("contacts", name="Ann", email="ann@acme.example", client_id=client)
    item = {"title": "Design", "quantity": "1", "price": "100"}
    empty_sandbox.add(
        "invoices", number="1007", client_id=client, date="2026-03-04", due_date="2026-03-18", currency_code="EUR",
        status=1, invoice_items=[item],
    )  # fmt: skip
    connect(monkeypatch, empty_sandbox)
    stint.ok("sync")
    return empty_sandbox


def test_nothing_leaves_before_the_recipients_were_shown(stint: Stint, billed: SandboxProcess) -> None:
    words = stint.refused("invoice", "email", "1007")["message"]
    assert "Ann <ann@acme.example>" in words
    assert "--yes" in words
    assert billed.records("messages") == []
    done = stint.ok("invoice", "email", "1007", "--yes")["message"]
    assert (done["recipients"], done["sent"], done["attach_pdf"]) == (["ann@acme.example"], True, True)
    stint.ok(
        "invoice", "email", "1007", "--to", "Bo <bo@x.example>, cy@x.example", "--to", "di@x.example",
        "--subject=Note", "--message=One\\nTwo", "--no-pdf", "--copy",
    )  # fmt: skip
    first, second = billed.records("messages")
    assert "Reminder" in first["subject"]
    assert "days ago" in first["message"]
    assert (second["recipients"], second["subject"], second["message"], second["attach_pdf"], second["send_copy"]) == (
        ["bo@x.example", "cy@x.example", "di@x.example"], "Note", "One\nTwo", False, True,
    )  # fmt: skip
    assert stint.refused("invoice", "email", "1007", "--to", "nobody")["field"] == "to"
    stint.ok("invoice", "pay", "1007", "--amount=30")
    shown = stint.ok("invoice", "show", "1007")
    assert [one["subject"] for one in shown["messages"]] == ["Note", first["subject"]]
    assert [one["amount"] for one in shown["payments"]] == ["30.00"]
    assert "E-mail to bo@x.example" in stint.run("invoice", "show", "1007").out


def test_a_refusal_leaves_nothing_and_a_lost_answer_is_asked_about(stint: Stint, billed: SandboxProcess) -> None:
    fault = {"method": "POST", "path": "/invoices/*/messages"}
    billed.control("POST", "faults", fault | {"kind": "status", "status": 422, "body": '{"error": "no mail today"}'})
    assert "no mail today" in stint.refused("invoice", "email", "1007", "--yes")["message"]
    assert stint.ok("status")["sync"]["parked"] == 0
    billed.control("POST", "faults", fault | {"kind": "cut_after"})
    mail = ended(stint, 4, "invoice", "email", "1007", "--yes")["message"]
    assert (mail["sync"], mail["sent"]) == ("checking", False)
    assert ended(stint, 4, "sync")["checking"] == 1
    assert f"stint resolve {mail['id']} --done" in stint.run("conflicts").out
    assert stint.refused("resolve", mail["id"], "--ours")["field"] == "id"
    assert stint.ok("resolve", mail["id"], "--done")["message"]["sent"] is True
    assert stint.ok("sync")["checking"] == 0
    assert len(billed.records("messages")) == 1


def test_the_reminder_speaks_the_clients_language(stint: Stint, billed: SandboxProcess) -> None:
    text = stint.ok("invoice", "reminder", "1007", "--language=de_DE")
    assert text["subject"].startswith("Zahlungserinnerung: Rechnung 1007")
    assert "18. März 2026" in text["message"]
    assert "100,00\xa0€" in text["message"]
    assert text["recipients"] == [{"name": "Ann", "address": "ann@acme.example"}]
    assert stint.refused("invoice", "reminder", "1007", "--language=zz")["field"] == "language"


def test_what_is_owed_is_listed_by_age(stint: Stint, billed: SandboxProcess) -> None:
    shown = stint.ok("invoice", "list", "--ageing")
    (owed,) = shown["ageing"]
    assert (owed["currency"], owed["invoices"], owed["outstanding"]) == ("EUR", 1, "100.00")
    assert (owed["not_due"], owed["overdue"]["over-90"]) == ("0.00", "100.00")
    assert "over 90 days late" in stint.run("invoice", "list", "--ageing").out
    assert "ageing" not in stint.ok("invoice", "list")


def test_it_goes_by_the_command_too(stint: Stint, billed: SandboxProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    connect(monkeypatch, billed, "cli")
    assert stint.ok("invoice", "email", "1007", "--to=-o@x.example", "--subject=-X DELETE")["message"]["sent"] is True
    (message,) = billed.records("messages")
    assert (message["recipients"], message["subject"]) == (["-o@x.example"], "-X DELETE")
