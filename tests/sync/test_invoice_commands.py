"""`invoice create` and `invoice void` as commands: what is kept, what is said, and how they end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Result, Stint
from tests.sandbox.process import SandboxProcess, wait_until
from tests.sync.desk import DAY, last_seq, writes
from tests.trouble.program import Program, account, environment_for


@dataclass(frozen=True)
class Commands:
    """Runs commands one by one in this process, and a second one beside them as a process of its own."""

    stint: Stint
    beside: Program

    def run(self, *arguments: str) -> Result:
        return self.stint.run(*arguments)

    def ok(self, *arguments: str, code: int = 0) -> Any:
        """The JSON of a command that must end with `code`."""
        done = self.run("--json", *arguments)
        assert done.code == code, done
        return done.json

    def sync(self, *flags: str, code: int = 0) -> Any:
        return self.ok("sync", *flags, code=code)


@pytest.fixture
def program(
    tmp_path: Path, server: SandboxProcess, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Commands]:
    """A data folder with an hour that can be billed, synced."""
    environment = environment_for(tmp_path / "data", **account(server, "api"))
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    one = Commands(Stint(capsys.readouterr), Program(environment))
    one.sync()
    one.ok("log", "Work", "--project", "Webshop", "--duration", "1:00")
    one.sync()
    yield one
    one.beside.close()


def test_a_refusal_that_another_sync_met_is_undone_for_the_creator(program: Commands, server: SandboxProcess) -> None:
    slow = server.fault(kind="delay", method="GET", path="/invoices", seconds=4)
    refused = server.fault(
        kind="status", status=422, layer="clientary", method="POST", path="/invoices", body='{"errors": ["nope"]}'
    )
    other = program.beside.spawn("--json", "sync")
    wait_until(lambda: server.struck(slow) == 1, 20, "the other sync")
    done = program.run("--json", "invoice", "create", "--client", "Acme")
    other.ended()
    assert (done.code, "nope" in done.err, server.struck(refused)) == (1, True, 1), done
    assert program.ok("invoice", "list")["invoices"] == []
    assert program.sync()["parked"] == 0
    program.ok("invoice", "preview", "--client", "Acme")


def test_a_paid_invoice_is_kept_and_its_owner_told_once(program: Commands, server: SandboxProcess) -> None:
    made = program.ok("invoice", "create", "--client", "Acme")["invoice"]
    server.add("payments", invoice_id=int(made["remote_id"]), amount="90.00", received_on=DAY)
    seen = last_seq(server)
    done = program.run("--json", "invoice", "void", made["number"])
    assert (done.code, done.err.count("payments")) == (1, 1), done
    assert (writes(server, seen), len(server.records("payments"))) == ([], 1)
    assert program.ok("invoice", "show", made["number"])["invoice"]["status"] == "paid"
    program.sync()


def test_a_refused_void_says_how_to_leave_it(program: Commands, server: SandboxProcess) -> None:
    number = program.ok("invoice", "create", "--client", "Acme")["invoice"]["number"]
    for method, path in (("DELETE", "/invoices/*"), ("PUT", "/invoices/*"), ("PUT", "/invoice/*")):
        server.fault(kind="status", status=403, layer="clientary", method=method, path=path)
    done = program.run("invoice", "void", number)
    assert (done.code, f"stint invoice ack {number}" in done.err) == (1, True), done
    program.sync(code=4)
    program.ok("invoice", "ack", number)
    program.sync()


def test_a_void_of_an_invoice_with_another_total_ends_well(program: Commands, server: SandboxProcess) -> None:
    server.speak(totals_rounding="line_half_up")
    number = program.ok(
        "invoice", "create", "--client", "Acme", "--no-hours", "--tax", "T=5", "--add", "a;1;1.10", "--add", "b;1;1.10",
        "--add", "c;1;1.10", code=4,
    )["invoice"]["number"]  # fmt: skip
    assert program.ok("invoice", "void", number)["invoice"]["status"] == "cancelled"
    program.sync()


def test_a_slow_refusal_of_a_create_leaves_nothing(program: Commands, server: SandboxProcess) -> None:
    """First nothing could be done, then it was refused: nothing may be there, so nothing is kept."""
    limited = server.fault(kind="status", status=429, method="POST")
    assert program.run("invoice", "create", "--client", "Acme").code == 3
    assert server.struck(limited) == 1
    server.fault(kind="status", status=422, layer="clientary", method="POST", path="/invoices")
    program.sync(code=4)
    [kept] = program.ok("invoice", "list")["invoices"]
    assert kept["sync"] == "parked"
    program.ok("invoice", "void", kept["id"])
    program.ok("invoice", "preview", "--client", "Acme")


def test_a_refused_invoice_is_kept_when_its_edit_is_refused_too(program: Commands, server: SandboxProcess) -> None:
    server.add("invoices", number="7", date="2019-01-01", due_date="2019-01-01", currency_code="EUR")
    made = program.ok("invoice", "create", "--client", "Acme", "--draft")["invoice"]["id"]
    refused = program.run("invoice", "send", made, "--number", "7")
    assert (refused.code, f"stint invoice send {made} --number 8" in refused.err) == (1, True), refused
    assert "refused it" not in refused.err  # Clientary was never asked to make it
    [theirs] = [one for one in program.ok("invoice", "list")["invoices"] if one["id"] != made]
    ambiguous = program.run("invoice", "void", "7")
    assert ambiguous.code == 1, ambiguous
    assert f"{made} was refused and is only here" in ambiguous.err
    assert f"{theirs['id']} is in Clientary" in ambiguous.err
    assert program.run("invoice", "edit", made, "--note", "hello").code == 1
    assert program.ok("invoice", "show", made)["invoice"]["note"] == "hello"
    assert program.ok("invoice", "edit", made, "--number", "8")["invoice"]["sync"] == "synced"


def test_an_edit_names_what_it_takes_off_because_it_is_billed_elsewhere(
    program: Commands, server: SandboxProcess
) -> None:
    program.ok("log", "More", "--project", "Webshop", "--duration", "1:00")
    program.sync()
    made = program.ok("invoice", "create", "--client", "Acme", "--draft")["invoice"]["id"]
    lost = next(record for record in server.records("hours") if record["title"] == "Work")
    server.control("PUT", f"records/hours/{lost['id']}", {"billed": True})
    program.sync("--full")
    done = program.run("--json", "invoice", "edit", made, "--rate", "60")
    assert (done.code, '"Work" was billed' in done.err) == (4, True), done
    assert program.ok("invoice", "show", made)["invoice"]["total"] == "60.00"
    assert program.ok("invoice", "edit", made, "--rate", "90")["warnings"] == []


def test_an_invoice_is_marked_edited_copied_and_credited(program: Commands, server: SandboxProcess) -> None:
    program.ok("settings", "set", "billing.mark_hours", "on")
    server.control("PUT", f"records/hours/{server.records('hours')[0]['id']}", {"description": "as agreed"})
    made = program.ok("invoice", "create", "--client", "Acme", "--number", "N-1")["invoice"]
    assert [record["description"] for record in server.records("hours")] == ["as agreed\nInvoice N-1"]
    [entry] = program.ok("entries")["entries"]
    assert (entry["notes"], entry["billed"], entry["billed_there"]) == ("as agreed", True, True)
    edited = program.ok("invoice", "edit", "N-1", "--add", "Trip;1;10", "--note", "thanks", "--tax", "VAT=20")[
        "invoice"
    ]
    assert (edited["id"], edited["total"], edited["server_total"], edited["sync"]) == (
        made["id"], "120.00", "120.00", "synced",
    )  # fmt: skip
    assert program.ok("invoice", "edit", "N-1", "--add=", "--tax=")["invoice"]["total"] == "90.00"
    for discount, total in (("10%", "81.00"), ("", "90.00")):  # worked out anew, its marked hours are still its own
        assert program.ok("invoice", "edit", "N-1", "--discount", discount)["invoice"]["total"] == total
    assert program.ok("invoice", "duplicate", "N-1")["invoice"]["sync"] == "draft"
    server.speak(negative_lines=False)
    refused = program.ok("invoice", "credit", "N-1", code=4)["invoice"]
    assert (refused["sync"], refused["total"], "kept_local" in refused) == ("draft", "-90.00", True)
    program.sync()
    assert program.ok("invoice", "void", "N-1")["invoice"]["status"] == "cancelled"
    program.sync()
    assert [record["description"] for record in server.records("hours")] == ["as agreed"]
