"""Fixtures for every test that needs the vendor: a sandbox process per test, seeded or empty."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sandbox.process import SandboxProcess


@pytest.fixture(scope="session")
def agency_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of a freshly seeded agency, made once; copy it, do not open it."""
    state = tmp_path_factory.mktemp("agency")
    with SandboxProcess(state):
        pass
    return state / "sandbox.sqlite3"


@pytest.fixture
def sandbox(tmp_path: Path, agency_database: Path) -> Iterator[SandboxProcess]:
    """A running sandbox with the seeded agency."""
    state = tmp_path / "sandbox"
    state.mkdir()
    shutil.copy(agency_database, state / "sandbox.sqlite3")
    with SandboxProcess(state) as process:
        yield process


@pytest.fixture
def empty_sandbox(tmp_path: Path) -> Iterator[SandboxProcess]:
    """A running sandbox whose account holds nothing but the token's user."""
    with SandboxProcess(tmp_path / "sandbox", "--empty") as process:
        yield process
