"""Why an invoice comes to what it comes to, with the names of its entries."""

from __future__ import annotations

from dataclasses import dataclass, replace

from app.billing.explaining import Explained, explain
from app.domain.ids import EntryId
from app.domain.invoices import Invoice, LineKind
from app.services.invoice_request_json import read_request
from app.storage.billing_reads import entry_titles
from app.storage.database import Database
from app.storage.invoices import InvoiceRepository
from app.storage.ledger import BillingLedger


@dataclass(frozen=True, slots=True)
class ExplanationService:
    """Writes nothing; for a preview as for a stored invoice."""

    db: Database

    def explain(self, invoice: Invoice) -> Explained:
        """The total, each line and tax below it, and below those entries, time, rules, rates and rounding points."""
        entries = [entry_id for line in invoice.lines for entry_id in line.entries]
        worked_out = any(line.basis for line in invoice.lines)
        basis = None if worked_out or not entries else BillingLedger(self.db).basis_of(invoice.id)
        titles = {EntryId(key): title for key, title in entry_titles(self.db, entries).items()}
        return explain(invoice if worked_out else self._with_percent(invoice), titles, basis)

    def _with_percent(self, invoice: Invoice) -> Invoice:
        """A stored invoice with the percentage of its discount, as it was asked for."""
        if not any(line.kind is LineKind.DISCOUNT for line in invoice.lines):
            return invoice
        kept = InvoiceRepository(self.db).kept_request(invoice.id)
        request = None if kept is None else read_request(kept)
        percent = None if request is None or request.discount is None else request.discount.percent
        lines = (replace(one, percent=percent) if one.kind is LineKind.DISCOUNT else one for one in invoice.lines)
        return invoice if percent is None else replace(invoice, lines=tuple(lines))
