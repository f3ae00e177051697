"""What an invoice's status is called. `overdue` is derived here and never stored."""

from __future__ import annotations

from app.domain.invoices import Invoice, InvoiceStatus

OVERDUE = "overdue"
STATUS_NAMES = (*(status.name.lower() for status in InvoiceStatus), OVERDUE)

_AWAITING_PAYMENT = (InvoiceStatus.SENT, InvoiceStatus.VIEWED, InvoiceStatus.PENDING)


def status_name(invoice: Invoice, today: str) -> str:
    """One of `STATUS_NAMES`, or `unknown` for a value that Clientary's documentation does not name.

    Overdue is what was sent, is not paid in full, and was due before `today` (YYYY-MM-DD).
    """
    if invoice.status in _AWAITING_PAYMENT and invoice.balance_minor > 0 and invoice.due_date < today:
        return OVERDUE
    try:
        return InvoiceStatus(invoice.status).name.lower()
    except ValueError:
        return "unknown"
