"""A data folder of its own for each test, in a zone with summer time."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.context import AppContext, build
from app.domain.clients import PROJECT_COMPLETED, Client, Project, ProjectKind, Task
from app.domain.ids import ClientId, ProjectId, TaskId
from app.storage.clients import ClientRepository
from app.storage.projects import ProjectRepository, TaskRepository
from tests.cli.running import Stint

ACME, BOLT = Client(ClientId("c1"), "Acme", "A-1", "EUR"), Client(ClientId("c2"), "Bolt Zürich", None, "CHF")
OLD = Client(ClientId("c3"), "Old Ltd", archived=True)
PROJECTS = [
    Project(ProjectId("p1"), "Webshop", ACME.id, kind=ProjectKind.HOURLY, currency="EUR"),
    Project(ProjectId("p2"), "API", ACME.id, kind=ProjectKind.HOURLY),
    Project(ProjectId("p3"), "API", BOLT.id, kind=ProjectKind.HOURLY),
    Project(ProjectId("p4"), "Done", BOLT.id, status=PROJECT_COMPLETED),
]


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The data folder that commands of this process use."""
    monkeypatch.setenv("STINT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("TZ", "Europe/Berlin")
    return tmp_path / "data"


@pytest.fixture
def stint(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> Stint:
    """Runs commands on an empty data folder."""

    def capture() -> tuple[str, str]:
        captured = capsys.readouterr()
        return captured.out, captured.err

    return Stint(capture)


@pytest.fixture
def agency(stint: Stint, data_dir: Path) -> Stint:
    """The same with three clients, four projects and a task, as a pull would have left them."""
    context = build()
    try:
        _fill(context)
    finally:
        context.close()
    return stint


def _fill(context: AppContext) -> None:
    with context.db.write():
        for client in (ACME, BOLT, OLD):
            ClientRepository(context.db).save(client)
        for project in PROJECTS:
            ProjectRepository(context.db).save(project)
        TaskRepository(context.db).save(Task(TaskId("t1"), "Design", ProjectId("p1")))
