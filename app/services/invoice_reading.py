"""Invoices as they are: found by id or number, listed, and what is known about the person's way of billing."""

from __future__ import annotations

from dataclasses import dataclass

from app.billing.status import STATUS_NAMES, status_name
from app.clock import Clock
from app.domain.ids import ClientId
from app.domain.invoices import Invoice, InvoiceLine, InvoiceSync
from app.domain.money import decimal_text, shown
from app.domain.names import Candidate, fold, match_name
from app.domain.spans import local_day
from app.errors import Ambiguous, NotFound, UserInputError
from app.services.invoice_request import InvoiceRequest
from app.services.invoice_request_json import read_request
from app.settings import Settings
from app.storage.database import Database
from app.storage.invoice_list import (
    InvoicedEntryRow,
    InvoiceHeadRow,
    invoice_heads,
    invoiced_entries,
    newest_unbilled_client,
)
from app.storage.invoices import InvoiceRepository, InvoiceRow


@dataclass(frozen=True, slots=True)
class InvoiceReading:
    """Writes nothing. `zone` is where the person is now; it decides what day today is."""

    db: Database
    clock: Clock
    zone: str
    settings: Settings

    @property
    def today(self) -> str:
        """The calendar day here (YYYY-MM-DD); a later start of the working day does not move a document's date."""
        return local_day(self.clock.now(), self.zone)

    def find(self, text: str) -> InvoiceRow:
        """The invoice of that id or number; raises `NotFound`, or `Ambiguous` where several have the number, as when
        one was refused because Clientary gave its number to another.
        """
        repository = InvoiceRepository(self.db)
        by_id = repository.get(text)
        if by_id is not None:
            return by_id
        wanted = text.strip()
        rows = repository.by_number(wanted)
        if not rows:
            numbers = sorted(set(repository.numbers()))
            number = match_name(wanted, [Candidate(number, number) for number in numbers], what="invoice")
            rows = repository.by_number(number)
        if len(rows) > 1:
            each = "; ".join(f"{row.invoice.id} {_told_apart(row)}" for row in rows)
            raise Ambiguous(
                f"Several invoices have the number {shown(wanted)}; name yours by its id: {each}.",
                what="invoice",
                name=wanted,
            )
        return rows[0]

    def handle(self, invoice: Invoice) -> str:
        """What `find` finds exactly this invoice by, for a command that a person is told: its number, else its id."""
        number = invoice.number
        return number if number and len(InvoiceRepository(self.db).by_number(number)) == 1 else invoice.id

    def row(self, invoice_id: str) -> InvoiceRow:
        """The invoice of that id with its standing; raises `NotFound`."""
        row = InvoiceRepository(self.db).get(invoice_id)
        if row is None:
            raise NotFound(f"There is no invoice {shown(invoice_id)}.", what="invoice", name=shown(invoice_id))
        return row

    def list(self, status: str | None = None) -> tuple[InvoiceRow, ...]:
        """Invoices, newest first, of one status (`STATUS_NAMES`) or all."""
        rows = InvoiceRepository(self.db).all()
        if status is None:
            return tuple(rows)
        wanted = status.strip().lower()
        if wanted not in STATUS_NAMES:
            raise UserInputError(f'"{shown(status)}" is none of {", ".join(STATUS_NAMES)}.', field="status")
        today = self.today
        return tuple(row for row in rows if status_name(row.invoice, today) == wanted)

    def last_request(self, client_id: ClientId) -> InvoiceRequest | None:
        """What was asked for with the newest invoice of this client, else of anybody: how this person bills."""
        kept = InvoiceRepository(self.db).newest_request(client_id)
        return None if kept is None else read_request(kept)

    def client_to_bill(self) -> ClientId | None:
        """Whose unbilled work is the newest; None where nobody has any."""
        return newest_unbilled_client(self.db)

    def heads(self) -> tuple[InvoiceHeadRow, ...]:
        """Every invoice without its lines, newest first, for a list."""
        return tuple(invoice_heads(self.db, fold))

    def entries_of(self, line: InvoiceLine) -> tuple[InvoicedEntryRow, ...]:
        """The hours on a line, oldest first."""
        return tuple(invoiced_entries(self.db, line.entries))


def _told_apart(row: InvoiceRow) -> str:
    """Where one of several with the same number is, and what it is about."""
    invoice = row.invoice
    if row.remote_id is not None:
        where = "is in Clientary"
    elif row.sync is InvoiceSync.PARKED:
        where = "was refused and is only here"
    else:
        where = "may be in Clientary" if row.may_be_there else "is only here"
    amount = f"{decimal_text(invoice.total_minor, invoice.currency)} {invoice.currency}"
    return f"{where} ({shown(row.client_name or 'no client')}, {invoice.date}, {amount})"
