"""Two processes at once on one data folder: each does its work, and nothing happens twice."""

from __future__ import annotations

from tests.sandbox.process import SandboxProcess, wait_until
from tests.trouble.program import Program

HOURS = "/projects/*/hours"


def test_two_syncs(program: Program, server: SandboxProcess) -> None:
    for n in range(6):
        program.ok("log", f"6m webshop: Entry {n}")
    server.fault(kind="delay", seconds=0.1, method="POST", path=HOURS, times=None)
    results = [running.ended() for running in [program.spawn("--json", "sync") for _ in range(3)]]
    assert {done.code for done in results} == {0}
    assert sum(done.json["pushed"]["created"] for done in results) == 6
    assert sorted(r["title"] for r in server.records("hours")) == [f"Entry {n}" for n in range(6)]


def test_a_sync_that_waits_for_another_ends_in_time(program: Program, server: SandboxProcess) -> None:
    program.ok("log", "6m webshop: Entry")
    fault = server.fault(kind="hang", method="POST", path=HOURS)
    first = program.spawn("sync", "--timeout", "20")
    wait_until(lambda: server.struck(fault), 20, "the fault")
    second = program.run("--json", "sync", "--timeout", "3")
    assert second.code in (3, 4), second
    assert "Traceback" not in second.err
    assert program.ok("status")["sync"]["state"] == "syncing"
    first.kill()
    program.settled()
    assert len(server.records("hours")) == 1


def test_logging_while_a_sync_is_under_way(program: Program, server: SandboxProcess) -> None:
    program.ok("log", "6m webshop: First")
    fault = server.fault(kind="delay", seconds=1.2, method="POST", path=HOURS)
    running = program.spawn("--json", "sync")
    wait_until(lambda: server.struck(fault), 20, "the fault")
    entry = program.entries()[0]
    program.ok("edit", entry["id"], "--title", "First, edited meanwhile")
    program.ok("log", "12m webshop: Second")
    program.ok("start", "webshop: Timer")
    assert running.ended().code == 0
    program.settled()
    assert sorted(r["title"] for r in server.records("hours")) == ["First, edited meanwhile", "Second"]
    assert program.ok("status")["running"]["title"] == "Timer"


def test_how_a_sync_ends_whose_time_is_over(program: Program, server: SandboxProcess) -> None:
    """3 with work left that can be sent again, 4 where the outcome of the only write is unknown."""
    program.ok("log", "6m webshop: First")
    fault = server.fault(kind="hang", method="POST", path=HOURS, times=None)
    done = program.run("--json", "sync", "--timeout", "3")
    assert (done.code, done.json["checking"], done.json["waiting"]) == (4, 1, 0), done
    server.control("DELETE", "faults")
    program.settled()
    for title in ("Second", "Third"):
        program.ok("log", f"6m webshop: {title}")
    fault = server.fault(kind="hang", method="POST", path=HOURS, times=None)
    done = program.run("--json", "sync", "--timeout", "3")
    assert (done.code, done.json["checking"], done.json["waiting"]) == (3, 1, 1), done
    assert server.struck(fault) == 1
    server.control("DELETE", "faults")
    program.settled()
    assert sorted(r["title"] for r in server.records("hours")) == ["First", "Second", "Third"]


def test_two_starts(program: Program) -> None:
    results = [
        running.ended() for running in [program.spawn("--json", "start", f"webshop: Timer {n}") for n in range(4)]
    ]
    assert {done.code for done in results} == {0}, results
    entries = program.entries()
    assert len(entries) == 4
    assert [entry["running"] for entry in entries].count(True) == 1
    assert program.ok("status")["running"]["id"] in {entry["id"] for entry in entries}


def test_two_stops(program: Program) -> None:
    program.ok("start", "webshop: Timer", "--at", "10m ago")
    results = [running.ended() for running in [program.spawn("--json", "stop") for _ in range(3)]]
    assert sorted(done.code for done in results) == [0, 1, 1]
    [entry] = program.entries()
    assert 595 <= entry["seconds"] <= 660


def test_two_invoices_of_the_same_hours(program: Program, server: SandboxProcess) -> None:
    program.ok("log", "1h webshop: Work", "--date", "2026-03-04")
    program.sync()
    command = ("--json", "invoice", "create", "--client", "Acme")
    results = [running.ended() for running in [program.spawn(*command) for _ in range(3)]]
    assert sorted(done.code for done in results) == [0, 1, 1], results
    [invoice] = server.records("invoices")
    made = next(done.json["invoice"] for done in results if done.code == 0)
    assert (made["number"], made["total"], made["sync"]) == (invoice["number"], "90.00", "synced")


def test_two_invoices_take_two_numbers(program: Program, server: SandboxProcess) -> None:
    command = ("--json", "invoice", "create", "--client", "Acme", "--no-hours", "--add", "Work;1;10")
    results = [running.ended() for running in [program.spawn(*command) for _ in range(3)]]
    assert [done.code for done in results] == [0, 0, 0], results
    assert len({invoice["number"] for invoice in server.records("invoices")}) == 3
