"""The real window with the timer bar, on a folder of its own or on a real sandbox process."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from app.config import read_config
from app.domain.clients import Client, Project, ProjectKind, Task
from app.domain.ids import ClientId, ProjectId, TaskId
from app.storage.clients import ClientRepository
from app.storage.projects import ProjectRepository, TaskRepository
from tests.sandbox.process import SandboxProcess
from tests.ui.look.conftest import english, theme
from tests.ui.records.conftest import server
from tests.ui.records.desk import connected_config, open_desk
from tests.ui.timer.desk import TimerDesk
from ui.theme import Theme

__all__ = ["english", "server", "theme"]


@pytest.fixture
def empty_desk(tmp_path: Path, theme: Theme, qapp: QApplication) -> Iterator[TimerDesk]:
    """A window on a new data folder that is connected to nothing."""
    config = read_config({**os.environ, "STINT_TRANSPORT": "none"}, data_dir=str(tmp_path / "data"))
    with open_desk(config, theme) as desk:
        yield TimerDesk(desk, theme)


@pytest.fixture
def desk(empty_desk: TimerDesk) -> TimerDesk:
    """Two clients with a project each, one task."""
    db = empty_desk.session.context.db
    with db.write():
        for client, project, task in (("Acme", "Webshop", "Checkout"), ("Kitano & <b>Sons</b>", "Café site", "")):
            ClientRepository(db).save(Client(ClientId(client), client, currency="EUR"))
            ProjectRepository(db).save(
                Project(ProjectId(project), project, ClientId(client), rate=Decimal(90), kind=ProjectKind.HOURLY)
            )
            if task:
                TaskRepository(db).save(Task(TaskId(task), task, ProjectId(project)))
    empty_desk.settle()
    return empty_desk


@pytest.fixture
def synced_desk(server: SandboxProcess, tmp_path: Path, theme: Theme, qapp: QApplication) -> Iterator[TimerDesk]:
    """A window on that server after its first sync."""
    yield from _synced(server, tmp_path, theme)


@pytest.fixture
def agency_desk(sandbox: SandboxProcess, tmp_path: Path, theme: Theme, qapp: QApplication) -> Iterator[TimerDesk]:
    """A window on the seeded agency, whose hours three people worked, after its first sync."""
    yield from _synced(sandbox, tmp_path, theme)


def _synced(server: SandboxProcess, tmp_path: Path, theme: Theme) -> Iterator[TimerDesk]:
    with open_desk(connected_config(tmp_path / "data", server), theme) as desk:
        desk.sync.start()
        made = TimerDesk(desk, theme)
        made.until(lambda: made.session.status.standing().last_success is not None, "the first sync")
        yield made
