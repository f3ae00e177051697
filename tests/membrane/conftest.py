"""Fixtures of this folder: the sandbox, one for each test or one for a whole module, and the transports on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.membrane.api import ApiTransport
from app.membrane.cli import CliTransport
from app.membrane.transport import Transport
from app.sandbox.dialect import Dialect
from tests.membrane.gateway import Open, opening
from tests.membrane.peers import Peer
from tests.sandbox.fixtures import agency_database, empty_sandbox, sandbox
from tests.sandbox.process import SandboxProcess

__all__ = ["agency_database", "empty_sandbox", "sandbox"]

OpenTransport = Callable[[SandboxProcess], Transport]

GRAMMARS: dict[str, dict[str, object]] = {
    "g1": {"cli_grammar": "g1", "cli_parser": "commander", "cli_noise": "stdout", "cli_action_order": "flag_first"},
    "g2": {
        "cli_grammar": "g2", "cli_parser": "yargs", "cli_noise": "spinner", "cli_action_order": "action_first",
        "cli_request_output": "status_headers_data", "cli_run_output": "text", "cli_envelope": "output",
    },
    "g3": {
        "cli_grammar": "g3", "cli_parser": "oclif", "cli_noise": "deprecated", "cli_run_output": "plain",
        "cli_envelope": "array",
    },
}  # fmt: skip
"""The command in its three grammars, each with a parser, noise and shapes of its own."""


@pytest.fixture(scope="module")
def running_agency(tmp_path_factory: pytest.TempPathFactory, agency_database: Path) -> Iterator[SandboxProcess]:
    """One seeded sandbox for all tests of a module; use it through `agency`."""
    state = tmp_path_factory.mktemp("shared")
    shutil.copy(agency_database, state / "sandbox.sqlite3")
    with SandboxProcess(state) as process:
        process.control("POST", "backup")
        yield process


@pytest.fixture
def agency(running_agency: SandboxProcess) -> SandboxProcess:
    """That sandbox as it was at first: no faults, the first dialect, all records, signed in, connected."""
    running_agency.control("DELETE", "faults")
    running_agency.control("POST", "restore")
    running_agency.control("POST", "login", {"logged_in": True})
    usable = {"state": "READY", "disconnected": False, "archived": False, "clientary_token_valid": True}
    running_agency.control("POST", "connection", usable)
    running_agency.speak(**Dialect().as_values())
    running_agency.control("DELETE", "log")
    return running_agency


@pytest.fixture(params=["api", *GRAMMARS])
def open_transport(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenTransport]:
    """Opens the transport under test on a sandbox, which then speaks its grammar; closed at the end."""
    opened: list[Transport] = []

    def open_one(sandbox: SandboxProcess) -> Transport:
        if request.param == "api":
            opened.append(ApiTransport(sandbox.url, sandbox.token))
        else:
            sandbox.speak(**GRAMMARS[request.param])
            opened.append(CliTransport(Path(sandbox.membrane_command), tmp_path / "home"))
        return opened[-1]

    yield open_one
    for transport in opened:
        transport.close()


@pytest.fixture
def peer() -> Iterator[Peer]:
    """A raw server that answers as a test says."""
    with Peer() as running:
        yield running


@pytest.fixture
def opened() -> Iterator[Open]:
    """Opens the gateway on a sandbox."""
    with opening() as one:
        yield one
