"""Use cases for projects: adding one, and changing its name, rate, currency or number. Each commits at once."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.billing.rates import parse_rate
from app.clock import Clock
from app.domain.clients import Project
from app.domain.ids import ClientId, ProjectId, new_id
from app.domain.money import shown
from app.domain.names import fold
from app.errors import NotFound, Refused, UserInputError
from app.services.clients import ClientService, checked_label, checked_name
from app.settings import Settings
from app.storage.clients import ClientRepository
from app.storage.database import Database
from app.storage.outbox import SAVE, Outbox
from app.storage.projects import ProjectRepository, ProjectRow

PROJECT = "project"
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class ProjectForm:
    """What a person typed about a project; None leaves a field as it is, or as usual for a new one. `rate` is an amount
    in major units, per hour or, in a fixed project, for all of it.
    """

    name: str | None = None
    rate: str | None = None
    currency: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class ProjectService:
    """Writes here and queues it for Clientary, both or neither. `settings` has the usual rate and currency."""

    db: Database
    clock: Clock
    settings: Settings

    def add(self, client_id: ClientId, form: ProjectForm) -> ProjectRow:
        """A new hourly project of a client. Clientary wants a rate: without one the usual rate of the settings is
        taken, and without that it is refused. Raises `UserInputError`.
        """
        with self.db.write():
            client = ClientService(self.db, self.clock).row(client_id).client
            if ClientRepository(self.db).is_gone(client_id):
                raise Refused(f"{shown(client.name)} was deleted in Clientary; choose another client.")
            name = self._name(form.name or "", client_id)
            rate = form.rate if form.rate is not None else self.settings.billing_default_rate
            if not rate.strip():
                raise UserInputError("A project needs a rate; give one per hour.", field="rate")
            project = Project(
                id=ProjectId(new_id()),
                name=name,
                client_id=client_id,
                number=checked_label(form.number, "number"),
                rate=parse_rate(rate),
                currency=checked_currency(form.currency or client.currency or self.settings.billing_currency),
            )
            return self._save(project)

    def edit(self, project_id: ProjectId, form: ProjectForm) -> ProjectRow:
        """Change what is given; nothing is sent where nothing changed. Raises `UserInputError`."""
        with self.db.write():
            before = self._current(project_id)
            name = before.name if form.name is None else self._name(form.name, before.client_id, but=project_id)
            project = replace(
                before,
                name=name,
                number=before.number if form.number is None else checked_label(form.number, "number"),
                rate=before.rate if form.rate is None else parse_rate(form.rate),
                currency=before.currency if form.currency is None else checked_currency(form.currency),
            )
            return self.row(project_id) if project == before else self._save(project)

    def row(self, project_id: str) -> ProjectRow:
        """The project and where it stands; raises `NotFound`."""
        found = ProjectRepository(self.db).row(project_id)
        if found is None:
            raise NotFound(f"There is no project {shown(project_id)}.", what=PROJECT, name=shown(project_id))
        return found

    def _save(self, project: Project) -> ProjectRow:
        ProjectRepository(self.db).save(project)
        Outbox(self.db).queue(PROJECT, project.id, SAVE, self.clock.now())
        return self.row(project.id)

    def _current(self, project_id: ProjectId) -> Project:
        project = self.row(project_id).project
        if ProjectRepository(self.db).is_gone(project_id):
            raise Refused(f"{shown(project.name)} was deleted in Clientary; it cannot be changed any more.")
        return project

    def _name(self, text: str, client_id: ClientId | None, but: str | None = None) -> str:
        name = checked_name(text, PROJECT)
        for row in ProjectRepository(self.db).all(closed=False):
            other = row.project
            if other.id != but and other.client_id == client_id and fold(other.name) == fold(name):
                raise UserInputError(f'This client has a project "{shown(other.name)}" already.', field="name")
        return name


def checked_currency(text: str) -> str:
    """An ISO 4217 code in capitals; raises `UserInputError`."""
    code = text.strip().upper()
    if not _CURRENCY.fullmatch(code):
        raise UserInputError(f'"{shown(text)}" is not a currency code such as EUR.', field="currency")
    return code
