"""Services joined with a real sync thread, talking to a real sandbox process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest

from app.config import Config, read_config
from tests.sandbox.process import SandboxProcess
from tests.ui.look.conftest import english, theme
from ui.session import Session
from ui.sync_worker import SyncHost

__all__ = ["english", "theme"]


@pytest.fixture
def server(empty_sandbox: SandboxProcess) -> SandboxProcess:
    """One client with one hourly project."""
    client = empty_sandbox.add("clients", name="Acme")
    empty_sandbox.add("projects", name="Webshop", client_id=client["id"], rate=90, project_type=0, currency_code="EUR")
    return empty_sandbox


@pytest.fixture
def connected(config: Config, server: SandboxProcess) -> Config:
    """The configuration of a window on that server."""
    environment = {
        **os.environ,
        "STINT_TRANSPORT": "api",
        "STINT_SETTLE_SECONDS": "1",
        "STINT_WRITES_PER_SECOND": "0",
        "MEMBRANE_API_URL": server.url,
        "MEMBRANE_TOKEN": server.token,
    }
    return read_config(environment, data_dir=str(config.folder.root))


@pytest.fixture
def start_sync(qapp: object, session: Session) -> Iterator[Callable[[Config], SyncHost]]:
    """Makes and starts a host; it is stopped, and must stop in time, when the test is over."""
    hosts: list[SyncHost] = []

    def start(config: Config) -> SyncHost:
        host = SyncHost(config, session.context.clock)
        hosts.append(host)
        host.start()
        return host

    yield start
    assert all(host.stop() for host in hosts)
