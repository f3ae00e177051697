"""Clients and projects as their pages show them: each with what is unbilled, and what was worked on last."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from app.billing.ageing import Ageing, ageing
from app.billing.amounts import time_amount
from app.domain.billing_terms import NO_TERMS
from app.domain.ids import ClientId, ProjectId
from app.domain.names import fold
from app.services.catalog import Catalog
from app.services.invoice_hours import TermsBook
from app.services.status import Unbilled, summed
from app.settings import Settings
from app.storage.clients import ClientRow
from app.storage.database import Database
from app.storage.entries import EntryFilter, EntryRepository, EntryRow
from app.storage.invoice_list import invoices_of_client
from app.storage.overview import UnbilledHours, unbilled_hours
from app.storage.projects import ProjectRow

RECENT = 8


@dataclass(frozen=True, slots=True)
class ProjectListing:
    """A project of the list. `rate` (major units) is per hour, or the whole amount where `project.fixed`; a rate that
    comes from the settings is `default_rate`. `current`: open, and its client not archived. `words`: folded, to
    search in.
    """

    row: ProjectRow
    currency: str
    rate: Decimal | None
    default_rate: bool
    unbilled: Unbilled | None
    current: bool
    words: str

    @property
    def id(self) -> ProjectId:
        return self.row.project.id


@dataclass(frozen=True, slots=True)
class ClientListing:
    """A client of the list, with its open projects and one sum of unbilled hours for each currency."""

    row: ClientRow
    projects: tuple[ProjectListing, ...]
    unbilled: tuple[Unbilled, ...]
    current: bool
    words: str

    @property
    def id(self) -> ClientId:
        return self.row.client.id

    @property
    def unbilled_seconds(self) -> int:
        """What waits to be billed by the hour."""
        return sum(part.hourly_s for part in self.unbilled)


@dataclass(frozen=True, slots=True)
class Directory:
    """Reads only. `settings` gives the currency and rate where a project and its client name none."""

    db: Database
    settings: Settings

    def owed(self, client_id: ClientId, today: str) -> list[Ageing]:
        """What a client owes as of `today`, by currency."""
        return ageing(invoices_of_client(self.db, client_id), today)

    def projects(self) -> list[ProjectListing]:
        """Every project by client and name, closed ones too."""
        catalog = Catalog(self.db)
        current = {row.project.id for row in catalog.projects()}
        book = TermsBook.read(self.db)
        hours: dict[str | None, list[UnbilledHours]] = defaultdict(list)
        for one in unbilled_hours(self.db):
            hours[one.project_id].append(one)
        return [
            self._project(row, hours[row.project.id], book, current=row.project.id in current)
            for row in catalog.projects(everything=True)
        ]

    def clients(self) -> list[ClientListing]:
        """Every client by name, archived ones too."""
        catalog = Catalog(self.db)
        current = {row.client.id for row in catalog.clients()}
        of_client: dict[ClientId, list[ProjectListing]] = defaultdict(list)
        for project in self.projects():
            if project.row.project.client_id is not None:
                of_client[project.row.project.client_id].append(project)
        return [
            self._client(row, of_client[row.client.id], current=row.client.id in current)
            for row in catalog.clients(everything=True)
        ]

    def recent(self, project_ids: Iterable[ProjectId], limit: int = RECENT) -> list[EntryRow]:
        """The newest entries of these projects. Each project is a short walk along its index, however many entries."""
        repository = EntryRepository(self.db)
        rows = [row for one in project_ids for row in repository.page(EntryFilter(project_ids=(one,)), limit)]
        return sorted(rows, key=lambda row: row.position, reverse=True)[:limit]

    def _project(
        self, row: ProjectRow, hours: Sequence[UnbilledHours], book: TermsBook, *, current: bool
    ) -> ProjectListing:
        project = book.priced(row.project)
        row = replace(row, project=project)
        currency = project.currency or row.client_currency or self.settings.billing_currency
        rate, usual = project.rate, self.settings.billing_default_rate
        if rate is None and not project.fixed:
            rate = book.clients.get(project.client_id or "", NO_TERMS).rate
        by_default = rate is None and not project.fixed and bool(usual)
        if by_default:
            rate = Decimal(usual)
        # Hours in a fixed project are worth nothing by themselves: its amount does not depend on them.
        priced = [(one.seconds, one.rate or usual) for one in hours if not one.fixed]
        amount = sum(time_amount(seconds, Decimal(own), currency) for seconds, own in priced if own)
        seconds, fixed_s = sum(one.seconds for one in hours), sum(one.seconds for one in hours if one.fixed)
        return ProjectListing(
            row=row,
            currency=currency,
            rate=rate,
            default_rate=by_default,
            unbilled=Unbilled(currency, amount, seconds, fixed_s) if seconds else None,
            current=current,
            words=_words(project.name, project.number, row.client_name),
        )

    def _client(self, row: ClientRow, projects: list[ProjectListing], *, current: bool) -> ClientListing:
        return ClientListing(
            row=row,
            projects=tuple(projects),
            unbilled=summed(project.unbilled for project in projects),
            current=current,
            words=_words(row.client.name, row.client.number),
        )


def _words(*texts: str | None) -> str:
    return " ".join(fold(text) for text in texts if text)
