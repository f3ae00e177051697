"""A screen of its own for each test, and a sandbox with one project behind it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop.screen import Screen, missing
from tests.sandbox.process import SandboxProcess


@pytest.fixture
def screen(tmp_path: Path, empty_sandbox: SandboxProcess) -> Iterator[Screen]:
    """A desktop without a panel; what is started on it is connected to the sandbox."""
    lacking = missing()
    if lacking:
        pytest.skip(f"needs a virtual desktop: install {' '.join(lacking)}")
    client = empty_sandbox.add("clients", name="Acme")
    empty_sandbox.add("projects", name="Webshop", client_id=client["id"], rate=90, project_type=0, currency_code="EUR")
    server = {"MEMBRANE_API_URL": empty_sandbox.url, "MEMBRANE_TOKEN": empty_sandbox.token}
    how = {"STINT_TRANSPORT": "api", "STINT_SETTLE_SECONDS": "1", "STINT_WRITES_PER_SECOND": "0"}
    with Screen(tmp_path / "screen", **server, **how) as made:
        yield made
