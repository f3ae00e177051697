"""How Clientary's record of an invoice differs from the invoice that it must be, in words.

What the record does not say is no difference.
"""

from __future__ import annotations

from app.billing.payload import sent_note
from app.domain.invoices import Invoice
from app.domain.money import decimal_text, line_amount
from app.membrane.fields import canonical
from app.membrane.wire import RemoteInvoice
from app.sync.adoption import same_text
from app.sync.cycle import Cycle


def differences(cycle: Cycle, invoice: Invoice, record: RemoteInvoice) -> list[str]:
    """Of an invoice as it was made; the number is compared by the caller."""
    return head_differences(cycle, invoice, record) + line_differences(invoice, record) + lost_texts(invoice, record)


def edit_differences(cycle: Cycle, invoice: Invoice, record: RemoteInvoice) -> list[str]:
    """Of an invoice as it was edited, in everything that an edit can change."""
    found = number_differences(invoice, record) + differences(cycle, invoice, record)
    if record.due_date not in (None, invoice.due_date):
        found.append(f"the due date {record.due_date} (here {invoice.due_date})")
    if [tax.percent for tax in record.taxes] != [tax.percent for tax in invoice.taxes if tax.percent]:
        found.append("other taxes")
    found += [
        f"another {name}"
        for name, text in (("note", sent_note(invoice)), ("po", invoice.po))
        if (kept := raw_text(record, name)) and not same_text(text, kept)
    ]
    pairs = zip(invoice.lines, record.items or (), strict=False)
    if not all(same_text(line.title, item.title) for line, item in pairs):
        found.append("other titles of lines")
    return found


def number_differences(invoice: Invoice, record: RemoteInvoice) -> list[str]:
    """Another number, or none."""
    return [] if record.number in (None, invoice.number) else [f"the number {record.number} (here {invoice.number})"]


def head_differences(cycle: Cycle, invoice: Invoice, record: RemoteInvoice) -> list[str]:
    """Client, date and currency."""
    link = None if invoice.client_id is None else cycle.links.of_local("client", invoice.client_id)
    found = []
    if link is not None and record.client_id not in (None, link.remote_id):
        found.append("another client")
    if record.date != invoice.date:
        found.append(f"the date {record.date} (here {invoice.date})")
    if record.currency not in (None, invoice.currency):
        found.append(f"the currency {record.currency} (here {invoice.currency})")
    return found


def line_differences(invoice: Invoice, record: RemoteInvoice) -> list[str]:
    """The amounts of the lines, in any order."""
    if record.items is None:
        return []
    theirs = sorted(line_amount(item.quantity, item.price, invoice.currency) for item in record.items)
    ours = sorted(line_amount(line.quantity, line.price, invoice.currency) for line in invoice.lines)
    if theirs == ours:
        return []
    kept, sent = (", ".join(decimal_text(n, invoice.currency) for n in amounts) for amounts in (theirs, ours))
    return [f"lines of {kept or 'nothing'} (here {sent or 'nothing'})"]


def lost_texts(invoice: Invoice, record: RemoteInvoice) -> list[str]:
    """Texts of ours that the record shows empty; one that leaves them out altogether says nothing about them."""
    ours = (("note", sent_note(invoice)), ("po", invoice.po))
    return [f"no {name}" for name, text in ours if text and raw_text(record, name) == ""]


def raw_text(record: RemoteInvoice, name: str) -> str | None:
    """A text of the record, trimmed; None where it leaves the field out."""
    shown = {canonical(key): value for key, value in record.raw.items()}
    return str(shown[name] or "").strip() if name in shown else None
