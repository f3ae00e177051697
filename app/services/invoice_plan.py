"""From a request to an invoice, decided from what the database holds at that moment. Writes nothing."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace

from app.billing.billable import Billable, currency_of, invoice_currency, offered
from app.billing.fixed import FixedOffer, fixed_offers
from app.billing.lines import TimeLines, time_lines
from app.billing.notices import (
    Notice,
    about_billed_there,
    about_expenses,
    about_fixed_elsewhere,
    about_negative,
    about_offers,
    about_times,
)
from app.billing.totals import totals
from app.domain.billing_terms import BillingTerms
from app.domain.clients import Client, Project
from app.domain.ids import EntryId, InvoiceId, ProjectId, new_id
from app.domain.invoices import Invoice, InvoiceLine, LineKind
from app.domain.money import MAX_MINOR, Money, shown
from app.domain.text import clean_line
from app.errors import NotFound, Refused, UserInputError
from app.services.invoice_hours import HoursReader, TermsBook, about_sync, wanted_hours
from app.services.invoice_parts import RestOfLines
from app.services.invoice_quantities import quantity_decimals
from app.services.invoice_request import (
    Head,
    InvoiceRequest,
    OfferedEntry,
    OfferState,
    Preview,
    checked_head,
)
from app.settings import Settings
from app.storage.billing_reads import billed_elsewhere, fixed_billed, has_invoices_from_elsewhere
from app.storage.clients import ClientRepository
from app.storage.database import Database
from app.storage.entries import EntryRow
from app.storage.projects import ProjectRepository
from app.storage.terms import TermsRepository


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a request comes to before there are lines: whose work it is, at which terms, in which currency."""

    request: InvoiceRequest
    head: Head
    client: Client
    book: TermsBook
    projects: tuple[Project, ...]
    """Those that the request names, also as having a fixed price."""


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
        basis = self._basis(request)
        request, reader = basis.request, HoursReader(self.db, self.replacing)
        found = [] if request.no_hours else reader.rows(request, basis.head)
        rows = _kept(found, request)
        items = reader.billables(rows, basis.client, basis.book)
        currency = self._currency(items, basis)
        worked = self._time_lines(items, basis, currency)
        offers = self._offers(items, basis, currency)
        rest = RestOfLines(self.db, self.settings, self.replacing)
        parts, doubts = rest.parts(request, worked, offers, currency)
        if all(part.line.kind in (LineKind.SECTION, LineKind.DISCOUNT) for part in parts):
            raise Refused(_nothing(basis.client, request, worked.notices + tuple(about_offers(offers))))
        lines = tuple(part.line for part in parts)
        notices = (
            *self._about_hours(basis, worked),
            *about_offers(offers),
            *(about_fixed_elsewhere(offers) if has_invoices_from_elsewhere(self.db, basis.client.id) else ()),
            *about_sync(rows, lines),
            *doubts,
            *about_negative(lines),
            *about_expenses(lines),
            *_about_typed_only(request, worked),
        )
        return Preview(
            _invoice(basis, currency, lines),
            notices,
            tuple(part.key for part in parts),
            tuple(part.label for part in parts),
            len(found) - len(rows),
            offers,
        )

    def offered(self, request: InvoiceRequest) -> list[OfferedEntry]:
        """The hours that the request asks for, newest first, and which of them are on its invoice. Raises as `plan`
        does for a request that does not fit.
        """
        basis, reader = self._basis(request), HoursReader(self.db, self.replacing)
        rows = reader.rows(request, basis.head)
        kept = {row.entry.id for row in _kept(rows, request)}
        items = offered(reader.billables(rows, basis.client, basis.book))
        try:
            currency = self._currency([item for item in items if item.entry.id in kept], basis)
        except Refused:  # of several, none of them the client's: the form says so
            currency = ""
        default = self.settings.billing_currency
        return [_offer(item, currency_of(item, default), currency, kept) for item in items]

    def _basis(self, request: InvoiceRequest) -> _Basis:
        client, book = self._client(request), TermsBook.read(self.db)
        request = _with_terms(request, book.clients.get(client.id, BillingTerms()))
        head = checked_head(request, self.today, self.settings.billing_due_days)
        projects = self._projects((*request.project_ids, *request.fixed), client)
        return _Basis(request, head, client, book, tuple(book.priced(project) for project in projects))

    def _client(self, request: InvoiceRequest) -> Client:
        client = ClientRepository(self.db).get(request.client_id)
        if client is None:
            raise NotFound(
                f"There is no client {request.client_id}.", what="client", name=request.client_id, field="client"
            )
        return client

    def _projects(self, wanted: Iterable[ProjectId], client: Client) -> list[Project]:
        """The projects that the request names, each of which must be the client's."""
        named = []
        for project_id in dict.fromkeys(wanted):
            project = ProjectRepository(self.db).get(project_id)
            if project is None:
                raise NotFound(f"There is no project {project_id}.", what="project", name=project_id, field="project")
            if project.client_id != client.id:
                raise UserInputError(
                    f'"{shown(project.name)}" is not a project of {shown(client.name)}.', field="project"
                )
            named.append(project)
        return named

    def _currency(self, items: Sequence[Billable], basis: _Basis) -> str:
        """The one that is asked for; else that of the hours; without any, of the named projects, else the client's,
        else that of all its projects.
        """
        if basis.head.currency is not None:
            return basis.head.currency
        default, client, named = self.settings.billing_currency, basis.client, basis.projects
        if items:
            return invoice_currency(items, client, default)
        projects: Sequence[Project] = named
        if not named and client.currency is None:
            projects = [row.project for row in ProjectRepository(self.db).all() if row.project.client_id == client.id]
        codes = {self._currency_of(project, client) for project in projects}
        if named and len(codes) > 1:
            raise Refused(f"These projects are in {' and '.join(sorted(codes))}; choose projects of one currency.")
        return codes.pop() if len(codes) == 1 else invoice_currency((), client, default)

    def _currency_of(self, project: Project, client: Client) -> str:
        return (project.currency or client.currency or self.settings.billing_currency).upper()

    def _time_lines(self, items: Sequence[Billable], basis: _Basis, currency: str) -> TimeLines:
        request, settings = basis.request, self.settings
        own = TermsRepository(self.db).entry_rates([item.entry.id for item in items])
        return time_lines(
            items,
            currency=currency,
            default_currency=settings.billing_currency,
            rates=basis.book.rates(request.rate, settings, own),
            policies=basis.book.policies(request, settings),
            group=request.group,
            decimals=quantity_decimals(self.db, settings),
            titles={key: clean_line(title) for key, title in request.titles},
            edits={edit.key: edit for edit in request.edits},
        )

    def _offers(self, items: Sequence[Billable], basis: _Basis, currency: str) -> tuple[FixedOffer, ...]:
        """Projects with a fixed price among the hours or the named projects. Raises `Refused` where one is chosen that
        has no fixed price or is in another currency.
        """
        default, chosen = self.settings.billing_currency, basis.request.fixed
        named = [project for project in basis.projects if self._currency_of(project, basis.client) == currency]
        for project in basis.projects:
            if project.id in chosen and (not project.fixed or project not in named):
                reason = "has no fixed price" if not project.fixed else f"is not in {currency}"
                raise Refused(f'"{shown(project.name)}" {reason}.')
        return fixed_offers(
            [item for item in offered(items) if currency_of(item, default) == currency],
            currency,
            projects=named,
            billed=fixed_billed(self.db, currency, self.replacing),
            chosen=chosen,
        )

    def _about_hours(self, basis: _Basis, worked: TimeLines) -> list[Notice]:
        notices = [*worked.notices, *about_times(worked.billed, self.today)]
        head, request = basis.head, basis.request
        if not request.no_hours and (head.day_from is not None or head.day_to is not None):
            notices += about_billed_there(*billed_elsewhere(self.db, wanted_hours(request, head)))
        return notices


def _with_terms(request: InvoiceRequest, terms: BillingTerms) -> InvoiceRequest:
    """The request with the client's taxes and days where it names none itself."""
    if request.taxes is None:
        request = replace(request, taxes=terms.taxes or (), compound=request.compound or terms.compound)
    if request.due is None and request.due_days is None:
        request = replace(request, due_days=terms.due_days)
    return request


def _invoice(basis: _Basis, currency: str, lines: tuple[InvoiceLine, ...]) -> Invoice:
    head, compound = basis.head, basis.request.compound
    total = totals(lines, head.taxes, compound).total_minor
    if abs(total) > MAX_MINOR:
        raise Refused(f"The invoice comes to more than {Money(MAX_MINOR, currency)}.")
    return Invoice(
        id=InvoiceId(new_id()),
        client_id=basis.client.id,
        date=head.date,
        due_date=head.due_date,
        currency=currency,
        lines=lines,
        taxes=head.taxes,
        compound=compound,
        note=head.note,
        terms=head.terms,
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


def _nothing(client: Client, request: InvoiceRequest, notices: Iterable[Notice]) -> str:
    what = "no line was given" if request.no_hours else "no unbilled hours fit"
    return " ".join([f"There is nothing to bill for {shown(client.name)}: {what}.", *(one.text for one in notices)])


def _about_typed_only(request: InvoiceRequest, worked: TimeLines) -> list[Notice]:
    if request.no_hours or worked.lines:
        return []
    return [Notice("no_hours", "There are no hours to bill; the invoice has only the lines that were typed.")]
