"""A joined window with clients, projects and hours of its own, or on a real sandbox process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.config import read_config
from app.domain.clients import PROJECT_COMPLETED, Client, Project, ProjectKind
from app.domain.ids import ClientId, ProjectId
from app.services.entries import EntryDraft
from app.storage.clients import ClientRepository
from app.storage.projects import ProjectRepository
from tests.sandbox.process import SandboxProcess
from tests.ui.look.conftest import english, theme
from tests.ui.records.desk import Desk, connected_config, open_desk
from ui.theme import Theme

__all__ = ["english", "theme"]


@pytest.fixture
def empty_desk(tmp_path: Path, theme: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A window on a new data folder that is connected to nothing."""
    monkeypatch.setenv("STINT_TRANSPORT", "none")
    with open_desk(read_config(os.environ, data_dir=str(tmp_path / "data")), theme) as desk:
        yield desk


@pytest.fixture
def desk(empty_desk: Desk) -> Desk:
    """Two clients and an archived one; three projects, one of them closed; some hours."""
    db = empty_desk.session.context.db
    clients, projects = ClientRepository(db), ProjectRepository(db)
    with db.write():
        clients.save(Client(ClientId("acme"), "Acme Corp", "101", "EUR"))
        clients.save(Client(ClientId("kitano"), "Kitano & <b>Sons</b>", "102", "JPY"))
        clients.save(Client(ClientId("past"), "Bygone", archived=True))
        for project_id, name, client, rate, status in (
            ("webshop", "Webshop", "acme", "90", 1),
            ("hosting", "Hosting", "acme", "50", 1),
            ("site", "Café site", "kitano", "11000", 1),
            ("old", "Old shop", "acme", "70", PROJECT_COMPLETED),
        ):
            projects.save(
                Project(
                    ProjectId(project_id),
                    name,
                    ClientId(client),
                    rate=Decimal(rate),
                    kind=ProjectKind.HOURLY,
                    status=status,
                )
            )
    entries = empty_desk.session.entries
    entries.log(EntryDraft("Checkout", project_id=ProjectId("webshop"), seconds=5400))
    entries.log(EntryDraft("Backup check", project_id=ProjectId("hosting"), seconds=3600))
    entries.log(EntryDraft("Ticket grooming", project_id=ProjectId("webshop"), seconds=1800))
    return empty_desk


@pytest.fixture
def server(empty_sandbox: SandboxProcess) -> SandboxProcess:
    """One client with one hourly project."""
    client = empty_sandbox.add("clients", name="Acme")
    empty_sandbox.add("projects", name="Webshop", client_id=client["id"], rate=90, project_type=0, currency_code="EUR")
    return empty_sandbox


@pytest.fixture
def connected(tmp_path: Path, theme: Theme, server: SandboxProcess, qapp: QApplication) -> Iterator[Desk]:
    """A window whose account is on that server; it was never synced."""
    with open_desk(connected_config(tmp_path / "data", server), theme) as desk:
        yield desk
