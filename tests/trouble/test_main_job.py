"""Start, stop, log, sync, invoice: by process, over each transport, to the second and to the cent."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.process import SandboxProcess
from tests.sync.desk import last_seq, writes
from tests.trouble.conftest import Programs
from tests.trouble.program import Program, account


def do_the_job(program: Program) -> dict[str, Any]:
    """A day's work and its invoice; returns the invoice object."""
    program.sync()
    program.ok("start", "Webshop: Checkout", "--at", "10m ago")
    program.ok("switch", "Backend: Fix the queue 🎉", "--at", "4m ago")
    program.ok("stop", "--at", "now")
    program.ok("log", "1h23 webshop: --not-a-flag <b>&", "--date", "2026-03-04", "--notes", "first\nsecond")
    program.ok("log", "webshop: Late", "--from", "2026-03-04T22:30:00", "--to", "2026-03-05T00:00:01")
    program.sync()
    again = program.sync()
    assert (sum(again["pulled"].values()), set(again["pushed"].values())) == (0, {0})
    made: dict[str, Any] = program.ok(
        "invoice", "create", "--client", "Acme", "--from", "2026-03-04", "--to", "2026-03-04",
        "--tax", "GST=5", "--tax", "QST=9.975", "--add", "Hosting;2;4.50",
    )["invoice"]  # fmt: skip
    return made


def matches(
    program: Program, hours: list[dict[str, Any]], invoices: list[dict[str, Any]], made: dict[str, Any]
) -> None:
    """The server's records are ours, to the second and to the cent."""
    entries = program.entries()
    assert len(entries) == len(hours) == 4
    by_id = {str(record["id"]): record for record in hours}
    for entry in entries:
        record = by_id[entry["remote_id"]]
        assert (entry["title"], entry["notes"], entry["date"]) == (
            record["title"], record["description"] or "", record["date"],
        )  # fmt: skip
        assert round(Decimal(record["hours"]) * 3600) == entry["seconds"]
        assert entry["sync"] == "synced"
    assert {e["title"]: e["seconds"] for e in entries if e["date"] == "2026-03-04"} == {
        "--not-a-flag <b>&": 4980, "Late": 5401,
    }  # fmt: skip
    [there] = invoices
    assert (there["number"], str(there["id"])) == (made["number"], made["remote_id"])
    lines = sum((Decimal(item["quantity"]) * Decimal(item["price"]) for item in there["items"]), Decimal(0))
    amounts = sum((Decimal(line["amount"]) for line in made["lines"]), Decimal(0))
    assert lines == amounts == Decimal(made["subtotal"]) == Decimal("259.53") + Decimal("9.00")
    taxes = sum((Decimal(tax["amount"]) for tax in made["taxes"]), Decimal(0))
    assert Decimal(made["total"]) == amounts + taxes == Decimal(made["server_total"])
    assert (made["sync"], made["status"]) == ("synced", "draft")


def does_nothing_more(program: Program) -> None:
    again = program.sync()
    assert (sum(again["pulled"].values()), set(again["pushed"].values())) == (0, {0})
    assert (again["waiting"], again["checking"], again["parked"], again["conflicts"]) == (0, 0, 0, 0)


@pytest.mark.parametrize("transport", ["api", "cli"])
def test_the_main_job(programs: Programs, server: SandboxProcess, transport: str) -> None:
    program = programs(**account(server, transport))
    made = do_the_job(program)
    matches(program, server.records("hours"), server.records("invoices"), made)
    before, seen = (server.records("hours"), server.records("invoices")), last_seq(server)
    does_nothing_more(program)
    assert (server.records("hours"), server.records("invoices")) == before
    assert writes(server, seen) == []
    assert len(server.records("clients")) == 1


def test_the_main_job_on_the_own_sandbox(programs: Programs, tmp_path: Path) -> None:
    """With --sandbox the program starts its server itself; what it keeps is read from its file once it has ended."""
    program = programs(STINT_TRANSPORT="sandbox")
    program.sync()
    client = next(c for c in program.ok("clients")["clients"] if c["name"])
    project = next(p for p in program.ok("projects")["projects"] if p["client"] and p["rate"])
    program.ok("log", f"--project={project['id']}", "--duration=1:30", "--title=Own work")
    assert program.sync()["pushed"]["created"] == 1
    does_nothing_more(program)
    made = program.ok(
        "invoice", "create", "--client", client["id"], "--no-hours", "--add", "Advice;3;1.10", "--tax", "GST=5"
    )["invoice"]
    assert (made["total"], made["server_total"], made["sync"]) == ("3.47", "3.47", "synced")
    does_nothing_more(program)
    [file] = (tmp_path / "data").rglob("sandbox.sqlite3")
    with sqlite3.connect(f"file:{file}?mode=ro", uri=True) as db:
        found = db.execute("select fields from record where kind = 'hours' and fields like '%Own work%'").fetchall()
    assert len(found) == 1


@pytest.mark.parametrize("transport", ["api", "cli"])
def test_any_text_survives(programs: Programs, server: SandboxProcess, transport: str) -> None:
    texts = [
        "<script>alert('x')</script> & \"both\" 'quotes' `id` $HOME",
        "--leading dash",
        "-x",
        "🍣 naïve Zürich 日本語",
        "=cmd|' /C calc'!A0",
        "x" * 10_000,
    ]
    program = programs(**account(server, transport))
    program.sync()
    for text in texts:
        program.ok(
            "log",
            f"--title={text}",
            "--project=Webshop",
            "--duration=6m",
            f"--notes=a\n{text}\n\nb",
            "--date=2026-03-04",
        )
    program.sync()
    there = sorted((r["title"], r["description"]) for r in server.records("hours"))
    assert there == sorted((text, f"a\n{text}\n\nb") for text in texts)
    program.sync("--full")
    assert sorted(entry["title"] for entry in program.entries()) == sorted(texts)
