"""The sandbox as a process: restarts, kills, one owner per folder, leases, private files."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from app.errors import TransportUnavailable
from app.locks import FileLock, is_locked
from app.sandbox.launch import SandboxAddress, SandboxLease
from app.sandbox.state import StateFolder
from tests.sandbox.process import ROOT, SandboxProcess, wait_until


@pytest.mark.parametrize("kill", [False, True])
def test_everything_survives_a_restart_on_the_same_port(empty_sandbox: SandboxProcess, kill: bool) -> None:
    empty_sandbox.clientary("POST", "/clients", {"client": {"name": "Kept"}})
    empty_sandbox.control("POST", "connection", {"clientary_token_valid": False})
    before = (empty_sandbox.url, empty_sandbox.token, empty_sandbox.connection_id)
    empty_sandbox.restart(kill=kill)
    assert (empty_sandbox.url, empty_sandbox.token, empty_sandbox.connection_id) == before
    assert [client["name"] for client in empty_sandbox.records("clients")] == ["Kept"]
    assert empty_sandbox.send("GET", empty_sandbox.proxied("/clients"))[0] == 401


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_cleanly_even_with_hanging_requests(empty_sandbox: SandboxProcess, number: signal.Signals) -> None:
    fault = empty_sandbox.fault(kind="hang", path="/staff")
    caller = threading.Thread(target=_ignore_the_end, args=(empty_sandbox,))
    caller.start()
    wait_until(lambda: empty_sandbox.struck(fault))
    os.kill(empty_sandbox.pid, number)
    assert empty_sandbox.stop() == 0
    caller.join()
    assert not (empty_sandbox.state / "address.json").exists()


def _ignore_the_end(sandbox: SandboxProcess) -> None:
    with pytest.raises(ConnectionError):
        sandbox.send("GET", sandbox.proxied("/staff"))


def test_a_folder_has_one_owner(empty_sandbox: SandboxProcess) -> None:
    words = [sys.executable, "-m", "app.sandbox", "--state", str(empty_sandbox.state)]
    second = subprocess.run(words, capture_output=True, text=True, timeout=30, cwd=ROOT)
    assert (second.returncode, second.stdout) == (1, "")
    assert "another process" in second.stderr


@pytest.mark.parametrize("words", [["--seed", "zoo"], ["--dialect", "/nonexistent"], ["--port", "taken"]])
def test_a_start_that_fails_says_why(tmp_path: Path, words: list[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        given = [port if word == "taken" else word for word in words]
        command = [sys.executable, "-m", "app.sandbox", "--state", str(tmp_path / "s"), *given]
        result = subprocess.run(command, capture_output=True, text=True, timeout=30, cwd=ROOT)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("The sandbox cannot start: ")


def test_secrets_are_private(empty_sandbox: SandboxProcess) -> None:
    assert stat.S_IMODE(empty_sandbox.state.stat().st_mode) == 0o700
    for name in ("token", "address.json"):
        assert stat.S_IMODE((empty_sandbox.state / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(Path(empty_sandbox.membrane_command).stat().st_mode) == 0o700


def test_the_command_works_from_an_awkward_folder(tmp_path: Path) -> None:
    state = tmp_path / ("a 'quoted' $HOME " + "long" * 40)
    with SandboxProcess(state, "--empty", cold=True) as sandbox:
        result = sandbox.membrane("connection", "list", "--json")
        assert json.loads(result.stdout)["items"][0]["id"] == sandbox.connection_id


def test_a_lease_starts_the_sandbox_and_the_last_one_ends_it(tmp_path: Path) -> None:
    state = tmp_path / "leased"
    with SandboxLease(state) as address:
        with SandboxLease(state) as same:
            assert same == address
        assert is_locked(StateFolder(state).lock)
        result = subprocess.run(
            [address.membrane_command, "status"], stdin=subprocess.DEVNULL, capture_output=True, timeout=30
        )
        assert result.returncode == 0
    wait_until(lambda: not is_locked(StateFolder(state).lock), what="the end of the unused sandbox")
    with SandboxLease(state) as again:
        assert (again.token, again.connection_id) == (address.token, address.connection_id)
    wait_until(lambda: not is_locked(StateFolder(state).lock))


def test_two_leases_at_once_share_one_server(tmp_path: Path) -> None:
    state, seen, done = tmp_path / "leased", [], threading.Barrier(4)

    def use() -> None:
        with SandboxLease(state) as address:
            seen.append(address)
            done.wait(20)

    users = [threading.Thread(target=use) for _ in range(4)]
    for user in users:
        user.start()
    for user in users:
        user.join()
    assert len(seen) == 4
    assert len(set(seen)) == 1
    wait_until(lambda: not is_locked(StateFolder(state).lock))


def test_a_stale_address_is_not_believed(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path / "leased")
    folder.prepare()
    stale = SandboxAddress("http://127.0.0.1:9", "old", "old", "old")
    folder.address.write_text(
        json.dumps({"url": stale.url, "token": "o", "connection_id": "o", "membrane_command": "o"})
    )
    with SandboxLease(folder.path) as address:
        assert address != stale
        assert address.token != "o"
    wait_until(lambda: not is_locked(folder.lock))


def test_a_lease_of_a_running_sandbox_does_not_end_it(empty_sandbox: SandboxProcess) -> None:
    with SandboxLease(empty_sandbox.state) as address:
        assert address.url == empty_sandbox.url
    assert empty_sandbox.clientary("GET", "/staff")


def test_an_impossible_folder_is_an_expected_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(TransportUnavailable), SandboxLease(tmp_path / "file" / "state"):
        pass


def test_a_folder_that_somebody_keeps_is_an_expected_error(tmp_path: Path) -> None:
    folder = StateFolder(tmp_path / "leased")
    folder.prepare()
    with FileLock(folder.lock), pytest.raises(TransportUnavailable), SandboxLease(folder.path):
        pass
