"""A running timer, an absence of its entry, and the services that know of both, on a data folder of its own."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from app.context import AppContext, build
from app.domain.absence import Absence, Cause
from app.domain.clients import Client, Project, ProjectKind
from app.domain.ids import ClientId, ProjectId
from app.services.absence_decisions import AbsenceDecisions
from app.services.absences import AbsenceService
from app.services.entries import EntryDraft, EntryService
from app.storage.clients import ClientRepository
from app.storage.projects import ProjectRepository
from tests.services.stopped_clock import NINE, StoppedClock


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def context(tmp_path: Path, clock: StoppedClock) -> Iterator[AppContext]:
    made = build({}, data_dir=str(tmp_path / "data"), clock=clock)
    with made.db.write():
        ClientRepository(made.db).save(Client(ClientId("acme"), "Acme", currency="EUR"))
        ProjectRepository(made.db).save(
            Project(ProjectId("shop"), "Webshop", ClientId("acme"), rate=Decimal(90), kind=ProjectKind.HOURLY)
        )
    yield made
    made.close()


@pytest.fixture
def entries(context: AppContext) -> EntryService:
    return EntryService(context.db, context.clock, "UTC")


@pytest.fixture
def absences(context: AppContext) -> AbsenceService:
    return AbsenceService(context.db, context.clock, context.config.settings)


@pytest.fixture
def decisions(context: AppContext) -> AbsenceDecisions:
    return AbsenceDecisions(context.db, context.clock, "UTC", context.config.settings)


@pytest.fixture
def running(entries: EntryService) -> str:
    """Runs since nine."""
    return entries.start(EntryDraft("layout", project_id=ProjectId("shop"))).started.entry.id


@pytest.fixture
def away(absences: AbsenceService, clock: StoppedClock, running: str) -> str:
    """From ten to half past ten; it is 10:30:20 now."""
    clock.at = NINE + 5_420
    return absences.note(Absence(1, running, NINE + 3_600, frozenset({Cause.IDLE, Cause.LOCKED}), NINE + 5_400))
