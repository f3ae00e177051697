"""The membrane command in every bad state: said in words, exit 3, local work kept, recovery by the next sync."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.sandbox.process import SandboxProcess
from tests.trouble.conftest import Programs
from tests.trouble.program import Program, account

BROKEN = {
    "another program": "#!/bin/sh\necho 'GNU coreutils membrane 9.1'\n",
    "crashing": "#!/bin/sh\nkill -SEGV $$\n",
    "failing": "#!/bin/sh\necho 'panic: no' >&2\nexit 70\n",
    "hanging": "#!/bin/sh\nexec sleep 600\n",
    "printing without end": "#!/bin/sh\nexec yes '{\"'\n",
    "not a program": "\x7fELF nothing",
    "not executable": "#!/bin/sh\n",
    "not there": None,
}


def unreachable(program: Program, server: SandboxProcess, words: str = "membrane", timeout_s: float = 3) -> None:
    """A sync ends with 3 in its time, and the entry titled Kept waits."""
    began = time.monotonic()
    done = program.run("--json", "sync", "--timeout", f"{timeout_s:g}")
    assert time.monotonic() - began < timeout_s + 30
    assert done.code == 3, done
    assert (done.json["waiting"], done.json["checking"], done.json["parked"]) == (1, 0, 0)
    assert "Traceback" not in done.err
    assert words in done.err.lower()
    assert server.records("hours") == []
    assert [entry["title"] for entry in program.entries()] == ["Kept"]


def recovers(programs: Programs, server: SandboxProcess) -> None:
    programs(**account(server, "cli")).settled()
    assert [record["title"] for record in server.records("hours")] == ["Kept"]


@pytest.fixture
def cli(programs: Programs, server: SandboxProcess) -> Program:
    program = programs(**account(server, "cli"))
    program.sync()
    return program


def test_a_broken_command(cli: Program, programs: Programs, server: SandboxProcess, tmp_path: Path) -> None:
    cli.ok("log", "30m webshop: Kept")
    for kind, text in BROKEN.items():
        command = tmp_path / kind / "membrane"
        if text is not None:
            command.parent.mkdir()
            command.write_text(text)
            command.chmod(0o644 if kind == "not executable" else 0o755)
        unreachable(programs(**account(server, "cli") | {"STINT_MEMBRANE_COMMAND": str(command)}), server)
    recovers(programs, server)


def test_the_real_command_hanging(cli: Program, programs: Programs, server: SandboxProcess) -> None:
    cli.ok("log", "30m webshop: Kept")
    server.speak(cli_hang=True)
    unreachable(cli, server, words="cannot be reached")
    server.speak(cli_hang=False)
    recovers(programs, server)


def test_signed_out(cli: Program, programs: Programs, server: SandboxProcess) -> None:
    server.control("POST", "login", {"logged_in": False})
    cli.ok("log", "30m webshop: Kept")
    done = cli.run("--json", "sync")
    state = cli.ok("status")["sync"]["state"]
    server.control("POST", "login", {"logged_in": True})
    assert (done.code, done.json["state"], state) == (3, "sign_in_needed", "sign_in_needed"), done
    recovers(programs, server)


@pytest.mark.parametrize(("noise", "output"), [("stdout", "body"), ("stderr", "status_headers_data")])
def test_notices_around_the_json(cli: Program, server: SandboxProcess, noise: str, output: str) -> None:
    server.speak(cli_noise=noise, cli_request_output=output)
    entry = cli.ok("log", "30m webshop: Kept")["entry"]["id"]
    cli.sync()
    cli.ok("edit", entry, "--title", "Edited")
    fault = server.fault(kind="cut_after", method="PUT", path="/hours/*")
    cli.settled()
    assert server.struck(fault) == 1
    assert [record["title"] for record in server.records("hours")] == ["Edited"]
    cli.ok("delete", entry)
    cli.settled()
    assert server.records("hours") == []


def test_a_refusal_through_the_command_is_parked_with_words(cli: Program, server: SandboxProcess) -> None:
    cli.ok("log", "30m webshop: Refused")
    body = '{"error": "No more hours, please"}'
    fault = server.fault(
        kind="status", status=422, layer="clientary", method="POST", path="/projects/*/hours", body=body, times=None
    )
    done = cli.run("--json", "sync")
    assert (done.code, done.json["parked"]) == (4, 1), done
    assert server.struck(fault) >= 1
    [entry] = cli.entries()
    assert (entry["sync"], "No more hours, please" in entry["sync_message"]) == ("parked", True)
    server.control("DELETE", "faults")
    cli.sync("--retry-parked")
    assert [record["title"] for record in server.records("hours")] == ["Refused"]
