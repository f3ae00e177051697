"""What an invoice's status is called. `overdue` is derived here and never stored."""

from __future__ import annotations

from app.domain.invoices import Invoice, InvoiceStatus

OVERDUE = "overdue"
STATUS_NAMES = (*(status.name.lower() for status in InvoiceStatus), OVERDUE)

_AWAITING_PAYMENT = (InvoiceStatus.SENT, InvoiceStatus.VIEWED, InvoiceStatus.PENDING)


def status_name(invoice: Invoice, today: str) -> str:
    """One of `STATUS_NAMES`, or `unknown` for a value that Clientary's documentation does not name."""
    return status_of(invoice.status, invoice.balance_minor, invoice.due_date, today)


def status_of(status: int, balance_minor: int, due_date: str, today: str) -> str:
    """As `status_name`. Overdue is what was sent, is not paid in full, and was due before `today` (YYYY-MM-DD)."""
    if status in _AWAITING_PAYMENT and balance_minor > 0 and due_date < today:
        return OVERDUE
    try:
        return InvoiceStatus(status).name.lower()
    except ValueError:
        return "unknown"
