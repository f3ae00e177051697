"""What `invoice show` tells of the time after an invoice was made: its payments and e-mails."""

from __future__ import annotations

from typing import NamedTuple

from app.cli.invoice_email import message_object, message_service
from app.cli.outcome import Session
from app.cli.payments import payment_object, payment_service
from app.cli.present import Json
from app.cli.tables import cell
from app.domain.clients import RecordSync
from app.domain.money import decimal_text
from app.storage.invoices import InvoiceRow


class Followed(NamedTuple):
    """The same for scripts and for people."""

    objects: list[Json]
    lines: list[str]


def followed_by(row: InvoiceRow, session: Session) -> tuple[Followed, Followed]:
    """Payments and e-mails of an invoice, newest first."""
    currency, invoice_id = session.context.config.settings.billing_currency, row.invoice.id
    payments = [(payment_object(one, currency), one.sync) for one in payment_service(session).of_invoice(invoice_id)]
    emails = [(message_object(one), one.sync) for one in message_service(session).of_invoice(invoice_id)]
    paid = [f"Paid {one['amount']} {one['currency']} on {one['date']}{_standing(sync)}" for one, sync in payments]
    if payments:
        left = decimal_text(row.invoice.balance_minor, row.invoice.currency)
        paid.append(f"To be paid {left} {row.invoice.currency}")
    written = [
        f"E-mail to {cell(', '.join(_texts(one['recipients'])))}: {cell(str(one['subject']), 60)}{_standing(sync)}"
        for one, sync in emails
    ]
    return Followed([one for one, _ in payments], paid), Followed([one for one, _ in emails], written)


def _standing(sync: RecordSync) -> str:
    return "" if sync is RecordSync.SYNCED else f" ({sync.value})"


def _texts(value: object) -> list[str]:
    return [str(one) for one in value] if isinstance(value, list) else []
