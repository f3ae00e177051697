"""The main window joined with tray wiring and quick log, as after its first paint, on a file with some work in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from pytestqt.qtbot import QtBot

from app.domain.clients import Client, Project, ProjectKind
from app.domain.ids import ClientId, ProjectId
from app.services.entries import EntryDraft
from app.storage.clients import ClientRepository
from app.storage.projects import ProjectRepository
from tests.ui.look.conftest import english, theme
from tests.ui.patient_bot import wait_active
from tests.ui.shell.joined import PAGES
from ui.bridge import Bridge
from ui.leaving import Leaving
from ui.main_window import MainWindow
from ui.session import Session
from ui.theme import Theme
from ui.tray_wiring import TrayWiring
from ui.views.quick_log import QuickLog

__all__ = ["english", "theme"]

ACME = ClientId("acme")
TITLES = (
    ("Server migration", "hosting"),
    ("Fix rounding in tax summary", "webshop"),
    ("Stand-up and planning", "retainer"),
    ("Logo variations, second round", "rebrand"),
)


@dataclass
class Desk:
    """The parts that the tests act on."""

    session: Session
    bridge: Bridge
    window: MainWindow
    leaving: Leaving
    joined: TrayWiring

    @property
    def popup(self) -> QuickLog:
        assert self.joined.opener.popup is not None
        return self.joined.opener.popup


@pytest.fixture
def projects(session: Session) -> None:
    """One client with four projects."""
    db = session.context.db
    with db.write():
        ClientRepository(db).save(Client(ACME, "Acme Corp", currency="EUR"))
        for name in ("webshop", "rebrand", "retainer", "hosting"):
            project = Project(ProjectId(name), name.title(), ACME, rate=Decimal(90), kind=ProjectKind.HOURLY)
            ProjectRepository(db).save(project)


@pytest.fixture
def worked(session: Session, projects: None) -> None:
    """Four entries of a quarter of an hour each, the last of which ended just now."""
    for number, (title, project) in enumerate(TITLES):
        start = session.now - 4000 + 900 * number
        draft = EntryDraft(title, project_id=ProjectId(project), started_at=start, ended_at=start + 900)
        session.entries.log(draft)


@pytest.fixture
def desk(session: Session, theme: Theme, bridge: Bridge, qtbot: QtBot) -> Iterator[Desk]:
    window = MainWindow(session, theme, bridge, PAGES)
    qtbot.addWidget(window)
    leaving = Leaving(session, bridge, window)
    joined = TrayWiring(session, theme, bridge, window, leaving)
    window.show()
    window.activateWindow()
    wait_active(window)
    yield Desk(session, bridge, window, leaving, joined)
    joined.close()
    leaving.end()
