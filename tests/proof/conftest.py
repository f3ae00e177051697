"""A sandbox that all campaigns of a process share, put back to its beginning before each, and a way to begin one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.proof.stage import Stage
from tests.sandbox.process import SandboxProcess
from tests.sync.desk import furnish


@pytest.fixture(scope="session")
def proof_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SandboxProcess]:
    with SandboxProcess(tmp_path_factory.mktemp("proof"), "--empty") as process:
        furnish(process)
        process.control("POST", "backup")
        yield process


@pytest.fixture
def stage(proof_server: SandboxProcess, tmp_path: Path) -> Iterator[Stage]:
    made = Stage(proof_server, proof_server.control("GET", "dialect"), tmp_path)
    yield made
    made.leave()
