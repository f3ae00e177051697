"""A sandbox that all sync tests share, put back to its beginning before each, and a desk on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.process import SandboxProcess
from tests.sync.desk import Desk, Desks, fresh, furnish


@dataclass(frozen=True)
class SharedServer:
    """A running sandbox and the dialect it began with."""

    process: SandboxProcess
    dialect: dict[str, Any]


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedServer]:
    with SandboxProcess(tmp_path_factory.mktemp("shared"), "--empty") as process:
        furnish(process)
        process.control("POST", "backup")
        yield SharedServer(process, process.control("GET", "dialect"))


@pytest.fixture
def server(shared_server: SharedServer) -> Iterator[SandboxProcess]:
    """An account with the client Acme and its projects Webshop and Backend, and no hours."""
    with fresh(shared_server.process, shared_server.dialect) as process:
        yield process


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[Desks]:
    opened = Desks(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def desk(desks: Desks, server: SandboxProcess) -> Desk:
    """A desk that has synced once: it knows clients and projects."""
    opened = desks.open(server)
    opened.synced()
    return opened
