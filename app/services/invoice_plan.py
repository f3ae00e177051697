"""From a request to an invoice, decided from what the database holds at that moment. Writes nothing."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.billing.billable import Billable, currency_of, invoice_currency, offered
from app.billing.lines import TimeLines, time_lines
from app.billing.manual import parse_line
from app.billing.rates import Rates
from app.billing.totals import totals
from app.domain.clients import Client, Project
from app.domain.entries import EntrySync
from app.domain.ids import EntryId, InvoiceId, new_id
from app.domain.invoices import Invoice, InvoiceLine
from app.domain.money import MAX_MINOR, Money, shown
from app.domain.text import clean_line
from app.errors import NotFound, Refused, UserInputError
from app.services.invoice_request import (
    Head,
    InvoiceRequest,
    OfferedEntry,
    OfferState,
    Preview,
    checked_head,
)
from app.settings import Settings
from app.storage.clients import ClientRepository
from app.storage.database import Database
from app.storage.entries import EntryFilter, EntryRepository, EntryRow
from app.storage.ledger import BillingLedger
from app.storage.projects import ProjectRepository, TaskRepository

_PAGE = 1_000
_NAMED = 3


@dataclass(frozen=True, slots=True)
class InvoicePlanner:
    """Reads hours, projects and rates, and works out lines and totals. `today` is YYYY-MM-DD.

    `replacing`: a draft or refused invoice that the planned one takes the place of; its hours count as free.
    """

    db: Database
    settings: Settings
    today: str
    replacing: str | None = None

    def plan(self, request: InvoiceRequest) -> Preview:
        """The invoice without a number. Raises `Refused` when there is nothing to bill or a rate is missing,
        `NotFound` and `UserInputError` for a request that does not fit.
        """
        head = checked_head(request, self.today, self.settings.billing_due_days)
        client = self._client(request)
        projects = self._projects(request, client)
        found = [] if request.no_hours else self._rows(request, head)
        rows = _kept(found, request)
        items = self._billables(rows, client)
        currency = self._currency(items, client, projects)
        worked = self._time_lines(items, request, currency)
        typed = [parse_line(text, currency) for text in request.manual]
        lines = (*worked.lines, *(one.line for one in typed))
        if not lines:
            raise Refused(_nothing(client, request, worked.warnings))
        warnings = (
            *worked.warnings,
            *_about_sync(rows, worked.lines),
            *(one.warning for one in typed if one.warning is not None),
            *_about_typed_only(request, worked),
        )
        invoice = _invoice(head, client, currency, lines, request.compound)
        return Preview(invoice, warnings, worked.keys, worked.labels, len(found) - len(rows))

    def offered(self, request: InvoiceRequest) -> list[OfferedEntry]:
        """The hours that the request asks for, newest first, and which of them are on its invoice. Raises as `plan`
        does for a request that does not fit.
        """
        head = checked_head(request, self.today, self.settings.billing_due_days)
        client = self._client(request)
        rows = self._rows(request, head)
        kept = {row.entry.id for row in _kept(rows, request)}
        items = offered(self._billables(rows, client))
        try:
            wanted = [item for item in items if item.entry.id in kept]
            currency = self._currency(wanted, client, self._projects(request, client))
        except Refused:  # of several, none of them the client's: the form says so
            currency = ""
        default = self.settings.billing_currency
        return [_offer(item, currency_of(item, default), currency, kept) for item in items]

    def _client(self, request: InvoiceRequest) -> Client:
        client = ClientRepository(self.db).get(request.client_id)
        if client is None:
            raise NotFound(
                f"There is no client {request.client_id}.", what="client", name=request.client_id, field="client"
            )
        return client

    def _projects(self, request: InvoiceRequest, client: Client) -> list[Project]:
        """The projects that the request names, each of which must be the client's."""
        named = []
        for project_id in dict.fromkeys(request.project_ids):
            project = ProjectRepository(self.db).get(project_id)
            if project is None:
                raise NotFound(f"There is no project {project_id}.", what="project", name=project_id, field="project")
            if project.client_id != client.id:
                raise UserInputError(
                    f'"{shown(project.name)}" is not a project of {shown(client.name)}.', field="project"
                )
            named.append(project)
        return named

    def _rows(self, request: InvoiceRequest, head: Head) -> list[EntryRow]:
        """Unbilled finished hours of everybody, newest first."""
        wanted = EntryFilter(head.day_from, head.day_to, request.project_ids, request.client_id, unbilled=True)
        repository, rows = EntryRepository(self.db), list[EntryRow]()
        while True:
            page = repository.page(wanted, _PAGE, rows[-1].position if rows else None)
            rows += page
            if len(page) < _PAGE:
                return [*rows, *self._freed(wanted)]

    def _freed(self, wanted: EntryFilter) -> list[EntryRow]:
        """Hours of the invoice that is replaced, where the request asks for them too."""
        if self.replacing is None:
            return []
        repository = EntryRepository(self.db)
        rows = (repository.row(entry_id) for entry_id in BillingLedger(self.db).entries_of(self.replacing))
        return [row for row in rows if row is not None and _fits(row, wanted)]

    def _billables(self, rows: Sequence[EntryRow], client: Client) -> list[Billable]:
        projects = {row.project.id: row.project for row in ProjectRepository(self.db).all()} if rows else {}
        tasks = {row.task.id: row.task for row in TaskRepository(self.db).all()} if rows else {}
        return [
            Billable(
                entry=row.entry,
                project=None if row.entry.project_id is None else projects.get(row.entry.project_id),
                client=client,
                task=None if row.entry.task_id is None else tasks.get(row.entry.task_id),
                linked=row.remote_id is not None,
            )
            for row in rows
        ]

    def _currency(self, items: Sequence[Billable], client: Client, named: Sequence[Project]) -> str:
        """Of the hours; without any, of the named projects, else the client's, else that of all its projects."""
        default = self.settings.billing_currency
        if items:
            return invoice_currency(items, client, default)
        projects = named
        if not named and client.currency is None:
            projects = [row.project for row in ProjectRepository(self.db).all() if row.project.client_id == client.id]
        codes = {(project.currency or client.currency or default).upper() for project in projects}
        if named and len(codes) > 1:
            raise Refused(f"These projects are in {' and '.join(sorted(codes))}; choose projects of one currency.")
        return codes.pop() if len(codes) == 1 else invoice_currency((), client, default)

    def _time_lines(self, items: Sequence[Billable], request: InvoiceRequest, currency: str) -> TimeLines:
        default = self.settings.billing_default_rate
        return time_lines(
            items,
            currency=currency,
            default_currency=self.settings.billing_currency,
            rates=Rates(override=request.rate, default=Decimal(default) if default else None),
            group=request.group,
            policy=request.rounding,
            titles={key: clean_line(title) for key, title in request.titles},
        )


def _invoice(head: Head, client: Client, currency: str, lines: tuple[InvoiceLine, ...], compound: bool) -> Invoice:
    total = totals(lines, head.taxes, compound).total_minor
    if abs(total) > MAX_MINOR:
        raise Refused(f"The invoice comes to more than {Money(MAX_MINOR, currency)}.")
    return Invoice(
        id=InvoiceId(new_id()),
        client_id=client.id,
        date=head.date,
        due_date=head.due_date,
        currency=currency,
        lines=lines,
        taxes=head.taxes,
        compound=compound,
        note=head.note,
        po=head.po,
        total_minor=total,
        balance_minor=total,
    )


def _kept(rows: list[EntryRow], request: InvoiceRequest) -> list[EntryRow]:
    """Without what the person leaves out."""
    left_out = frozenset(request.left_out)
    return [row for row in rows if row.entry.id not in left_out]


def _offer(item: Billable, own: str, currency: str, kept: Container[EntryId]) -> OfferedEntry:
    state: OfferState = "billed"
    if item.entry.id not in kept:
        state = "left_out"
    elif item.project is not None and item.project.fixed:
        state = "fixed_price"
    elif currency not in ("", own):
        state = "other_currency"
    entry = item.entry
    return OfferedEntry(entry.id, entry.date, entry.title, item.project_name, entry.seconds, state, own)


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


def _nothing(client: Client, request: InvoiceRequest, warnings: Iterable[str]) -> str:
    what = "no line was given" if request.no_hours else "no unbilled hours fit"
    return " ".join([f"There is nothing to bill for {shown(client.name)}: {what}.", *warnings])


def _about_sync(rows: Iterable[EntryRow], lines: Iterable[InvoiceLine]) -> list[str]:
    """Hours on the lines about which Clientary and this computer do not agree yet."""
    billed = {entry_id for line in lines for entry_id in line.entries}
    on_lines = [row for row in rows if row.entry.id in billed]
    doubts = {state: [row for row in on_lines if row.sync is state] for state in (EntrySync.CONFLICT, EntrySync.PARKED)}
    return [
        f"{words}, billed as it stands here: {_listed(doubts[state])}."
        for state, words in (
            (EntrySync.CONFLICT, "Changed both here and in Clientary"),
            (EntrySync.PARKED, "Refused by Clientary"),
        )
        if doubts[state]
    ]


def _listed(rows: Sequence[EntryRow]) -> str:
    names = ", ".join(f'"{shown(row.entry.title)}" of {row.entry.date}' for row in rows[:_NAMED])
    return names + (f" and {len(rows) - _NAMED} more" if len(rows) > _NAMED else "")


def _about_typed_only(request: InvoiceRequest, worked: TimeLines) -> list[str]:
    if request.no_hours or worked.lines:
        return []
    return ["There are no hours to bill; the invoice has only the lines that were typed."]
