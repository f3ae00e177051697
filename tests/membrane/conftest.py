"""Fixtures of this folder: the sandbox, and the two transports on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.membrane.api import ApiTransport
from app.membrane.cli import CliTransport
from app.membrane.transport import Transport
from tests.membrane.peers import Peer
from tests.sandbox.fixtures import agency_database, empty_sandbox, sandbox
from tests.sandbox.process import SandboxProcess

__all__ = ["agency_database", "empty_sandbox", "sandbox"]

OpenTransport = Callable[[SandboxProcess], Transport]


@pytest.fixture(params=["api", "cli"])
def open_transport(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenTransport]:
    """Opens the transport under test on a sandbox; closed at the end."""
    opened: list[Transport] = []

    def open_one(sandbox: SandboxProcess) -> Transport:
        if request.param == "api":
            opened.append(ApiTransport(sandbox.url, sandbox.token))
        else:
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
