"""kill -9 at every point: what a command answered is there, nothing is doubled, and the next sync settles the rest."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.sandbox.process import SandboxProcess, wait_until
from tests.sync.desk import BACKEND, WEBSHOP, last_seq, writes
from tests.trouble.conftest import Programs
from tests.trouble.program import Program, account

HOURS = "/projects/*/hours"


def test_a_timer_survives_kills_and_keeps_its_true_start(program: Program) -> None:
    started = program.ok("start", "webshop: Long work", "--at", "2026-03-04T09:00:00")["entry"]
    for command in (("status",), ("sync",), ("log", "5m webshop: other"), ("entries",)):
        program.killed_after(0.15, *command)
    running = program.ok("status")["running"]
    assert (running["id"], running["started_at"]) == (started["id"], started["started_at"])
    stopped = program.ok("stop", "--at", "2026-03-04T10:00:00")["entry"]
    assert (stopped["seconds"], stopped["id"]) == (3600, started["id"])


def test_killed_while_logging(program: Program, server: SandboxProcess) -> None:
    """Each command that answered left its entry; a killed one left it whole, once, or not at all."""
    dice = random.Random(20_260_304)
    answered, tried = [], []
    for n in range(14):
        title = f"Entry {n}"
        tried.append(title)
        done = program.killed_after(
            dice.uniform(0.05, 0.5), "--json", "log", f"--title={title}", "--duration=15m", "--project=webshop"
        )
        if done.code == 0:
            answered.append(done.json["entry"]["id"])
    entries = program.entries()
    titles = [entry["title"] for entry in entries]
    assert len(set(titles)) == len(titles)
    assert set(titles) <= set(tried)
    assert set(answered) <= {entry["id"] for entry in entries}
    assert {entry["seconds"] for entry in entries} <= {900}
    program.settled()
    assert sorted(r["title"] for r in server.records("hours")) == sorted(titles)


POINTS: dict[str, dict[str, Any]] = {
    "while the server works, which never answers": {"kind": "hang"},
    "after it was applied, unanswered": {"kind": "late", "seconds": 0.0, "hold": True},
    "before it is applied, some time after": {"kind": "late", "seconds": 0.4, "hold": True},
}
WRITES = {
    "create": ("POST", HOURS),
    "update": ("PUT", "/hours/*"),
    "delete": ("DELETE", "/hours/*"),
    "drop": ("DELETE", "/hours/*"),
    "invoice": ("POST", "/invoices"),
}


def prepare(program: Program, write: str) -> list[tuple[str, str]]:
    """Leave one such write waiting; returns what the server must hold in the end: (title, project)."""
    entry = program.ok("log", "30m webshop: Ours", "--date", "2026-03-04")["entry"]["id"]
    if write == "create":
        return [("Ours", WEBSHOP)]
    program.sync()
    match write:
        case "update":
            program.ok("edit", entry, "--title", "Edited")
            return [("Edited", WEBSHOP)]
        case "delete":
            program.ok("delete", entry)
            return []
        case "drop":
            program.ok("edit", entry, "--project", "backend")
            return [("Ours", BACKEND)]
    program.ok("invoice", "create", "--client=Acme", "--draft")
    return [("Ours", WEBSHOP)]


def holds(server: SandboxProcess, expected: list[tuple[str, str]]) -> None:
    names = {int(project["id"]): project["name"] for project in server.records("projects")}
    assert sorted((r["title"], names[int(r["project_id"])]) for r in server.records("hours")) == sorted(expected)


CASES = [
    (write, point)
    for write in WRITES
    for point in POINTS
    if write in ("create", "invoice") or not point.startswith("after")  # only a create can be doubled by that one
]


@pytest.mark.parametrize(("write", "point"), CASES)
def test_killed_in_the_middle_of_a_write(program: Program, server: SandboxProcess, write: str, point: str) -> None:
    expected = prepare(program, write)
    method, path = WRITES[write]
    fault = server.fault(**POINTS[point], method=method, path=path)
    command = (
        ["invoice", "send", program.ok("invoice", "list")["invoices"][0]["id"]] if write == "invoice" else ["sync"]
    )
    running = program.spawn(*command)
    wait_until(lambda: server.struck(fault), 20, "the fault")
    running.kill()
    program.settled()
    holds(server, expected)
    assert len(server.records("invoices")) == int(write == "invoice")
    if write == "invoice":
        [invoice] = program.ok("invoice", "list")["invoices"]
        assert (invoice["sync"], invoice["total"]) == ("synced", "45.00")
    seen = last_seq(server)
    program.sync()
    assert writes(server, seen) == []


@pytest.mark.parametrize("path", ["/clients", HOURS])
def test_killed_in_the_middle_of_a_read(program: Program, server: SandboxProcess, path: str) -> None:
    expected = prepare(program, "update")
    fault = server.fault(kind="hang", method="GET", path=path)
    running = program.spawn("sync", "--full")
    wait_until(lambda: server.struck(fault), 20, "the fault")
    running.kill()
    program.settled()
    holds(server, expected)


def test_killed_with_the_membrane_command_under_way(programs: Programs, server: SandboxProcess) -> None:
    """The command may go on after its caller died; its write must not be made twice."""
    program = programs(**account(server, "cli"))
    program.sync()
    program.ok("log", "30m webshop: Ours")
    fault = server.fault(kind="delay", seconds=0.6, method="POST", path=HOURS)
    running = program.spawn("sync")
    wait_until(lambda: server.struck(fault), 30, "the fault")
    running.process.kill()  # the program alone, not what it started
    running.ended()
    program.settled()
    holds(server, [("Ours", WEBSHOP)])


def test_interrupted_politely(program: Program, server: SandboxProcess) -> None:
    program.ok("log", "30m webshop: Ours")
    fault = server.fault(kind="hang", method="POST", path=HOURS)
    running = program.spawn("sync")
    wait_until(lambda: server.struck(fault), 20, "the fault")
    running.process.terminate()
    assert running.ended().code != 0
    program.settled()
    holds(server, [("Ours", WEBSHOP)])
