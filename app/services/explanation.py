"""Why an invoice comes to what it comes to, with the names of its entries."""

from __future__ import annotations

from dataclasses import dataclass

from app.billing.explaining import Explained, explain
from app.domain.ids import EntryId
from app.domain.invoices import Invoice
from app.storage.billing_reads import entry_titles
from app.storage.database import Database
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
        return explain(invoice, titles, basis)
