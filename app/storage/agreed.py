"""An invoice as it stood before an edit that Clientary has not confirmed yet: a refused edit is taken back by it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any

from app.domain.expenses import ExpenseId
from app.domain.ids import ClientId, EntryId, InvoiceId, ProjectId
from app.domain.invoices import EntryBasis, Invoice, InvoiceLine, InvoiceStatus, LineKind, Tax
from app.storage.changes import Changes
from app.storage.database import Database
from app.storage.invoices import InvoiceRepository
from app.storage.ledger import BillingLedger


@dataclass(frozen=True, slots=True)
class Agreed:
    """The invoice before the edit; `snapshot` is Clientary's record (JSON) as it was known when a person began it,
    `differs` how Clientary kept it otherwise then, in words, and `request` what it had been made of (JSON).
    """

    invoice: Invoice
    snapshot: str
    differs: str | None = None
    request: str | None = None


@dataclass(frozen=True, slots=True)
class AgreedInvoices:
    """Reads and writes of what was agreed; writes belong inside `db.write()`."""

    db: Database

    def get(self, invoice_id: str) -> Agreed | None:
        """What stood before the edit; None where none is pending."""
        row = self.db.one("select agreed from invoice where id = ?", invoice_id)
        if row is None or row["agreed"] is None:
            return None
        kept = json.loads(row["agreed"])
        return Agreed(_invoice(kept["invoice"]), kept["snapshot"], kept.get("differs"), kept.get("request"))

    def keep(self, invoice: Invoice) -> None:
        """Remember how it stands, unless an earlier edit is still pending."""
        if self.get(invoice.id) is not None:
            return
        row = self.db.one(
            "select snapshot from remote_link where kind = 'invoice' and local_id = ? and state = 'linked'", invoice.id
        )
        stands = self.db.one("select differs from invoice where id = ?", invoice.id)
        differs = None if stands is None else stands["differs"]
        request = InvoiceRepository(self.db).kept_request(invoice.id)
        self._set(Agreed(invoice, "{}" if row is None else row["snapshot"], differs, request))

    def seen(self, invoice_id: str, snapshot: str) -> None:
        """A person who sends the edit again knows of this record."""
        kept = self.get(invoice_id)
        if kept is not None:
            self._set(replace(kept, snapshot=snapshot))

    def update(self, invoice: Invoice) -> None:
        """The server said something else of it meanwhile, such as a payment."""
        kept = self.get(invoice.id)
        if kept is not None:
            self._set(replace(kept, invoice=invoice))

    def forget(self, invoice_id: str) -> None:
        """The edit is confirmed: hours and expenses that it took off the invoice are free."""
        self._clear(invoice_id)

    def revert(self, invoice_id: str, now: int) -> bool:
        """Put back what stood before the edit; False where none is pending. What was cancelled meanwhile stays so, and
        its hours stay free: they may be on another invoice by now.
        """
        kept = self.get(invoice_id)
        if kept is None:
            return False
        ledger, repository = BillingLedger(self.db), InvoiceRepository(self.db)
        row = repository.get(invoice_id)
        if row is not None and InvoiceStatus.CANCELLED in (row.invoice.status, kept.invoice.status):
            repository.save(replace(kept.invoice, status=InvoiceStatus.CANCELLED), now)
            ledger.tie_freed(kept.invoice)
        else:
            repository.save(kept.invoice, now)
            ledger.tie_back(kept.invoice, now)
        repository.keep_request(invoice_id, kept.request)  # or the next edit would bring along what was taken back
        if row is not None and row.differs is None:
            repository.set_differs(invoice_id, kept.differs)
        self._clear(invoice_id)
        return True

    def _set(self, agreed: Agreed) -> None:
        invoice = agreed.invoice
        image = _image(invoice, BillingLedger(self.db).basis_of(invoice.id))
        beside = {"snapshot": agreed.snapshot, "differs": agreed.differs, "request": agreed.request}
        text = json.dumps({"invoice": image} | beside)
        self.db.run("update invoice set agreed = ? where id = ?", text, invoice.id)

    def _clear(self, invoice_id: str) -> None:
        self.db.touch(Changes(invoices=frozenset((invoice_id,))))
        self.db.run("update invoice set agreed = null where id = ?", invoice_id)


def _image(invoice: Invoice, basis: dict[EntryId, EntryBasis]) -> dict[str, Any]:
    image = {key: value for key, value in asdict(invoice).items() if key not in ("lines", "taxes")}
    image["taxes"] = [[tax.label, str(tax.percent)] for tax in invoice.taxes]
    image["lines"] = [_line_image(line, basis) for line in invoice.lines]
    return image


def _line_image(line: InvoiceLine, basis: dict[EntryId, EntryBasis]) -> dict[str, Any]:
    known = line.basis or tuple(basis[one] for one in line.entries if one in basis)
    image = {key: value for key, value in asdict(line).items() if key != "basis"}
    image |= {"quantity": str(line.quantity), "price": str(line.price), "kind": line.kind.value}
    image["rate"] = None if line.rate is None else str(line.rate)
    image["basis"] = [asdict(one) | {"rate": str(one.rate)} for one in known] if len(known) == len(line.entries) else []
    return image


def _invoice(image: dict[str, Any]) -> Invoice:
    taxes = tuple(Tax(label, Decimal(percent)) for label, percent in image["taxes"])
    lines = tuple(_line(one) for one in image["lines"])
    client = None if image["client_id"] is None else ClientId(image["client_id"])
    return Invoice(**(image | {"id": InvoiceId(image["id"]), "client_id": client, "taxes": taxes, "lines": lines}))


def _line(image: dict[str, Any]) -> InvoiceLine:
    values = image | {
        "quantity": Decimal(image["quantity"]),
        "price": Decimal(image["price"]),
        "rate": None if image["rate"] is None else Decimal(image["rate"]),
        "entries": tuple(EntryId(one) for one in image["entries"]),
        "kind": LineKind(image["kind"]),
        "expenses": tuple(ExpenseId(one) for one in image["expenses"]),
        "project_id": None if image["project_id"] is None else ProjectId(image["project_id"]),
        "basis": tuple(
            EntryBasis(**(one | {"entry_id": EntryId(one["entry_id"]), "rate": Decimal(one["rate"])}))
            for one in image["basis"]
        ),
    }
    return InvoiceLine(**values)
