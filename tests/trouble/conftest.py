"""Programs on data folders of their own, beside a sandbox that the tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.sandbox.process import SandboxProcess
from tests.sync.conftest import SharedServer, server, shared_server
from tests.trouble.program import Program, account, environment_for

__all__ = ["SharedServer", "program", "programs", "server", "shared_server"]

Programs = Callable[..., Program]


@pytest.fixture
def programs(tmp_path: Path) -> Iterator[Programs]:
    """Makes programs; whatever they still run at the end is ended."""
    made: list[Program] = []

    def make(**environment: str) -> Program:
        made.append(Program(environment_for(tmp_path / "data", **environment)))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def program(programs: Programs, server: SandboxProcess) -> Program:
    """A program over the API that has synced once."""
    found = programs(**account(server, "api"))
    found.sync()
    return found
