"""The hours that an invoice request asks for, with everything that decides their price."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from app.billing.billable import Billable
from app.billing.notices import Notice
from app.billing.policies import Policies
from app.billing.rates import Rates
from app.billing.rounding import parse_policy
from app.domain.billing_terms import BillingTerms, TermsKind
from app.domain.clients import Client, Project, ProjectKind, Task
from app.domain.entries import Entry, EntrySync
from app.domain.ids import ClientId, EntryId, ProjectId, TaskId
from app.domain.invoices import InvoiceLine
from app.domain.money import shown
from app.services.invoice_request import ME, Head, InvoiceRequest
from app.services.people import known_me
from app.settings import Settings
from app.storage.database import Database
from app.storage.entries import EntryFilter, EntryRepository, EntryRow
from app.storage.ledger import BILLED, BillingLedger
from app.storage.projects import ProjectRepository, TaskRepository
from app.storage.terms import TermsRepository

_PAGE = 1_000
_NAMED = 3


@dataclass(frozen=True, slots=True)
class HoursReader:
    """Reads unbilled hours. `replacing`: a draft or refused invoice whose hours count as free."""

    db: Database
    replacing: str | None = None

    def rows(self, request: InvoiceRequest, head: Head) -> list[EntryRow]:
        """Unbilled finished hours of the people who were asked for, newest first."""
        wanted = wanted_hours(request, head)
        repository, rows = EntryRepository(self.db), list[EntryRow]()
        while True:
            page = repository.page(wanted, _PAGE, rows[-1].position if rows else None)
            rows += page
            if len(page) < _PAGE:
                break
        return self._of_people([*rows, *self._freed(wanted)], request.people)

    def billables(self, rows: Sequence[EntryRow], client: Client, book: TermsBook) -> list[Billable]:
        """The rows beside their project, client and task."""
        projects = {row.project.id: row.project for row in ProjectRepository(self.db).all()} if rows else {}
        tasks = {row.task.id: row.task for row in TaskRepository(self.db).all()} if rows else {}
        return [_billable(row, projects, tasks, client, book) for row in rows]

    def _freed(self, wanted: EntryFilter) -> list[EntryRow]:
        """Hours of the invoice that is replaced, where the request asks for them too. What says in Clientary that they
        are billed does not count for those that it has there on this very invoice, whoever said so.
        """
        if self.replacing is None:
            return []
        repository = EntryRepository(self.db)
        rows = (repository.row(entry_id) for entry_id in BillingLedger(self.db).entries_of(self.replacing))
        return [_by_this_invoice(row) for row in rows if row is not None and _fits(row, wanted)]

    def _of_people(self, rows: list[EntryRow], people: Sequence[str]) -> list[EntryRow]:
        if not people:
            return rows
        wanted = set(people)
        if wanted & {ME, known_me(self.db)}:
            wanted.add(ME)
        return [row for row in rows if (row.entry.person or ME) in wanted]


@dataclass(frozen=True, slots=True)
class TermsBook:
    """What people set beside clients, projects and tasks, read once for one plan."""

    clients: Mapping[str, BillingTerms] = field(default_factory=dict)
    projects: Mapping[str, BillingTerms] = field(default_factory=dict)
    tasks: Mapping[str, BillingTerms] = field(default_factory=dict)

    @classmethod
    def read(cls, db: Database) -> TermsBook:
        """Everything that is kept: nearly always little."""
        repository = TermsRepository(db)
        return cls(*(repository.all(kind) for kind in (TermsKind.CLIENT, TermsKind.PROJECT, TermsKind.TASK)))

    def rates(self, override: Decimal | None, settings: Settings, entries: Mapping[EntryId, Decimal]) -> Rates:
        """Rates with everything that can be inherited; `entries` have their own."""
        default = settings.billing_default_rate
        return Rates(
            override,
            entries,
            {TaskId(key): one.rate for key, one in self.tasks.items() if one.rate is not None},
            {ClientId(key): one.rate for key, one in self.clients.items() if one.rate is not None},
            Decimal(default) if default else None,
        )

    def policies(self, request: InvoiceRequest, settings: Settings) -> Policies:
        """Rounding policies with everything that can be inherited."""
        return Policies(
            request.rounding,
            {ProjectId(key): parse_policy(one.rounding) for key, one in self.projects.items() if one.rounding},
            {ClientId(key): parse_policy(one.rounding) for key, one in self.clients.items() if one.rounding},
            parse_policy(settings.billing_rounding),
        )

    def priced(self, project: Project) -> Project:
        """The project with its type as a person said, where Clientary does not say it."""
        answer = self.projects[project.id].priced if project.id in self.projects else None
        if answer is None or project.kind in (ProjectKind.HOURLY, ProjectKind.FIXED):
            return project
        return replace(project, kind=ProjectKind.FIXED if answer == "fixed" else ProjectKind.HOURLY)


def wanted_hours(request: InvoiceRequest, head: Head) -> EntryFilter:
    """The filter for the unbilled hours of a request."""
    return EntryFilter(head.day_from, head.day_to, request.project_ids, request.client_id, unbilled=True)


def about_sync(rows: Iterable[EntryRow], lines: Iterable[InvoiceLine]) -> list[Notice]:
    """Hours on the lines about which Clientary and this computer do not agree yet."""
    billed = {entry_id for line in lines for entry_id in line.entries}
    on_lines = [row for row in rows if row.entry.id in billed]
    doubts = {state: [row for row in on_lines if row.sync is state] for state in (EntrySync.CONFLICT, EntrySync.PARKED)}
    return [
        Notice(
            "unsynced",
            f"{words}, billed as it stands here: {_listed(doubts[state])}.",
            entries=tuple(row.entry.id for row in doubts[state]),
        )
        for state, words in (
            (EntrySync.CONFLICT, "Changed both here and in Clientary"),
            (EntrySync.PARKED, "Refused by Clientary"),
        )
        if doubts[state]
    ]


def _billable(
    row: EntryRow, projects: Mapping[ProjectId, Project], tasks: Mapping[TaskId, Task], client: Client, book: TermsBook
) -> Billable:
    entry: Entry = row.entry
    project = None if entry.project_id is None else projects.get(entry.project_id)
    return Billable(
        entry=entry,
        project=None if project is None else book.priced(project),
        client=client,
        task=None if entry.task_id is None else tasks.get(entry.task_id),
        linked=row.remote_id is not None,
    )


def _by_this_invoice(row: EntryRow) -> EntryRow:
    if row.ledger != BILLED or not row.entry.billed_there:
        return row
    return row._replace(entry=row.entry._replace(billed_there=False))


def _fits(row: EntryRow, wanted: EntryFilter) -> bool:
    entry = row.entry
    return (
        row.client_id == wanted.client_id
        and (not wanted.project_ids or entry.project_id in wanted.project_ids)
        and (wanted.day_from is None or entry.date >= wanted.day_from)
        and (wanted.day_to is None or entry.date <= wanted.day_to)
        and entry.billable
        and not row.deleted
    )


def _listed(rows: Sequence[EntryRow]) -> str:
    names = ", ".join(f'"{shown(row.entry.title)}" of {row.entry.date}' for row in rows[:_NAMED])
    return names + (f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else "")
