"""A data file with clients, projects and hours, for the tests of invoices."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from app.domain.clients import Client, Project, ProjectKind
from app.domain.entries import Entry
from app.domain.ids import ClientId, EntryId, InvoiceId, ProjectId
from app.domain.invoices import Invoice, InvoiceLine
from app.services.invoices import InvoiceService
from app.settings import Settings
from app.storage.clients import ClientRepository
from app.storage.database import Database
from app.storage.entries import EntryRepository
from app.storage.invoices import InvoiceRepository
from app.storage.ledger import BillingLedger
from app.storage.links import Link, LinkRepository
from app.storage.migrations import migrate
from app.storage.outbox import INVOICE, Operation, Outbox
from app.storage.projects import ProjectRepository

NOW = 1_772_668_800
"""2026-03-05 00:00 UTC."""

ACME = ClientId("acme")


class FixedClock:
    """A clock that stands still."""

    def now(self) -> int:
        return NOW


@dataclass(frozen=True, slots=True)
class Desk:
    """One open data file and the service on it."""

    db: Database
    invoices: InvoiceService

    def client(self, client_id: str = "acme", currency: str | None = "EUR") -> ClientId:
        with self.db.write():
            ClientRepository(self.db).save(Client(ClientId(client_id), client_id.title(), currency=currency))
        return ClientId(client_id)

    def project(
        self,
        project_id: str = "webshop",
        rate: str | None = "90",
        *,
        client_id: str = "acme",
        currency: str | None = None,
        kind: int | None = ProjectKind.HOURLY,
    ) -> ProjectId:
        with self.db.write():
            ProjectRepository(self.db).save(
                Project(
                    ProjectId(project_id),
                    project_id.title(),
                    ClientId(client_id),
                    rate=None if rate is None else Decimal(rate),
                    kind=kind,
                    currency=currency,
                )
            )
        return ProjectId(project_id)

    def entry(
        self,
        entry_id: str,
        seconds: int,
        project_id: str = "webshop",
        *,
        date: str = "2026-03-04",
        running: bool = False,
    ) -> Entry:
        entry = Entry(
            EntryId(entry_id),
            entry_id.title(),
            date,
            "UTC",
            seconds,
            started_at=NOW if running else None,
            project_id=ProjectId(project_id),
        )
        with self.db.write():
            EntryRepository(self.db).save(entry)
        return entry

    def from_clientary(self, entry_id: str, billed_there: bool | None) -> None:
        """Link the entry as one that Clientary has."""
        entry = EntryRepository(self.db).get(entry_id)
        assert entry is not None
        with self.db.write():
            EntryRepository(self.db).save(entry._replace(billed_there=billed_there))
            LinkRepository(self.db).save(Link("entry", f"9{entry_id}", entry_id, "{}", "{}"), NOW)

    def pulled(self, number: str, *, status: int = 1, due: str = "2026-03-31", paid_minor: int = 0) -> Invoice:
        """An invoice that was made in Clientary."""
        line = InvoiceLine("Work", Decimal(1), Decimal(100), 10_000)
        invoice = Invoice(
            InvoiceId(f"pulled-{number}"), ACME, "2026-03-01", due, "EUR", (line,), number=number, status=status,
            total_minor=10_000, balance_minor=10_000 - paid_minor,
        )  # fmt: skip
        with self.db.write():
            InvoiceRepository(self.db).save(invoice, NOW, made_here=False)
            LinkRepository(self.db).save(Link(INVOICE, f"8{number}", invoice.id, "{}", "{}"), NOW)
        return invoice

    def confirm(self, invoice_id: str) -> None:
        """What the engine does when Clientary has the invoice."""
        with self.db.write():
            for operation in self.operations(invoice_id):
                Outbox(self.db).finish(operation.id)
            LinkRepository(self.db).save(Link(INVOICE, "4711", invoice_id, "{}", "{}"), NOW)
            BillingLedger(self.db).bill(invoice_id, NOW)

    def set_state(self, invoice_id: str, state: str, message: str = "") -> None:
        with self.db.write():
            for operation in self.operations(invoice_id):
                Outbox(self.db).set_state(operation.id, state, message)

    def operations(self, invoice_id: str) -> list[Operation]:
        return Outbox(self.db).of_record(INVOICE, invoice_id)

    def ledger(self, entry_id: str) -> str | None:
        return BillingLedger(self.db).state_of(entry_id)


@contextmanager
def desk_at(folder: Path, settings: Settings | None = None) -> Iterator[Desk]:
    """A fresh data file with the client Acme and its hourly project Webshop at 90 EUR."""
    db = Database(folder / "stint.db")
    try:
        migrate(db, NOW)
        desk = Desk(db, InvoiceService(db, FixedClock(), "UTC", settings or Settings()))
        desk.client()
        desk.project()
        yield desk
    finally:
        db.close()
