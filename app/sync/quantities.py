"""Hours as quantity (`billing.hours_as_quantity`): a server that comes to another amount gets them in the titles."""

from __future__ import annotations

from dataclasses import replace

from app.billing.check import TotalsVerdict
from app.billing.quantities import HOURS_AS_QUANTITY, with_exact_quantities
from app.domain.invoices import Invoice, InvoiceStatus
from app.storage.agreed import AgreedInvoices
from app.storage.invoices import InvoiceRepository
from app.storage.ledger import BillingLedger
from app.storage.outbox import INVOICE, SAVE
from app.sync.cycle import Cycle


def correct_quantities(cycle: Cycle, invoice: Invoice, verdict: TotalsVerdict, differs: list[str]) -> bool:
    """The draft was confirmed with other amounts, and its quantities of hours left something to round: queue an update
    that leaves nothing, and let no later invoice of this connection try again. False where that is not the reason.

    Joins an open transaction.
    """
    exact = with_exact_quantities(invoice)
    if exact == invoice or not (differs or verdict.differs) or invoice.status != InvoiceStatus.DRAFT:
        return False
    evidence = f"invoice {invoice.number}: {', '.join(differs) or verdict}"
    with cycle.db.write():
        cycle.facts.put(HOURS_AS_QUANTITY, False, evidence)
        repository = InvoiceRepository(cycle.db)
        AgreedInvoices(cycle.db).keep(invoice)
        repository.save(replace(exact, server_total_minor=None, balance_minor=exact.total_minor), cycle.now)
        repository.set_differs(invoice.id, None)
        BillingLedger(cycle.db).tie_again(exact, cycle.now)
        cycle.outbox.queue(INVOICE, invoice.id, SAVE, cycle.now)
    cycle.note(
        f"Clientary rounds the hours of invoice {invoice.number} otherwise, so it is sent once more with its hours in"
        " the titles; so are all invoices from now on."
    )
    return True
