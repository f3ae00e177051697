"""`payments` and `invoice pay`."""

from __future__ import annotations

from functools import partial

from app.cli.arguments import Flags, Given
from app.cli.invoice_flags import declare_timeout, timeout_of
from app.cli.invoices import invoice_service, warn
from app.cli.outcome import Command, Outcome, Session
from app.cli.present import Json
from app.cli.present_invoice import invoice_object
from app.cli.sent_once import SentOnce
from app.cli.tables import cell, table
from app.domain.clients import RecordSync
from app.domain.money import rate_text
from app.domain.when import parse_day
from app.services.catalog import fits
from app.services.payments import PaymentService
from app.storage.outbox import PAYMENT
from app.storage.payments import PaymentRow

_TO_COME = "{day} is still to come; if that was a slip, change the day of the payment in Clientary."


def payment_object(row: PaymentRow, default_currency: str) -> Json:
    """A payment; `amount` has at least its currency's digits."""
    payment, currency = row.payment, row.currency or default_currency
    number = {"id": payment.invoice_id, "number": row.invoice_number}
    found: Json = {
        "id": payment.id,
        "invoice": number if payment.invoice_id is not None else None,
        "client": {"id": row.client_id, "name": row.client_name} if row.client_id is not None else None,
        "amount": rate_text(payment.amount, currency),
        "currency": currency,
        "date": payment.received_on,
        "note": payment.note,
        "sync": row.sync.value,
        "remote_id": row.remote_id,
    }
    if row.sync is RecordSync.PARKED:
        found["sync_message"] = row.message or ""
    return found


def payment_service(session: Session) -> PaymentService:
    """The service of this run."""
    return PaymentService(session.context.db, session.context.clock)


def _list_flags(flags: Flags) -> None:
    flags.value("--search", metavar="WORDS", help="words in the invoice's number, the client or the note")
    flags.switch("--all", help="nothing is left out anyway")


def _list(given: Given, session: Session) -> Outcome:
    default = session.context.config.settings.billing_currency
    rows = [
        row
        for row in payment_service(session).all()
        if fits(given.text("search"), row.invoice_number, row.client_name, row.payment.note)
    ]
    objects = [payment_object(row, default) for row in rows]
    cells = [
        (
            row.payment.received_on or "",
            row.invoice_number or "",
            cell(row.client_name),
            str(shown["amount"]),
            str(shown["currency"]),
            row.sync.value,
            row.payment.id,
        )
        for row, shown in zip(rows, objects, strict=True)
    ]
    headings = ("Date", "Invoice", "Client", "Amount", "", "Sync", "ID")
    return Outcome({"payments": objects}, lambda: table(headings, cells, right=(3,)) if cells else "No payments.")


def _pay_flags(flags: Flags) -> None:
    flags.positional("number", metavar="NUMBER")
    flags.value("--amount", metavar="A", help="in the invoice's currency", required=True)
    flags.value("--on", metavar="D", help="the day it was received; default: today")
    flags.value("--note", metavar="TEXT")
    declare_timeout(flags)


def _pay(given: Given, session: Session) -> Outcome:
    service, invoices, timeout_s = payment_service(session), invoice_service(session), timeout_of(given)
    invoice = invoices.find(given.required("number"))
    on = given.text("on")
    day = invoices.today if on is None else parse_day(on, invoices.today, field="on")
    made = service.pay(invoice, given.required("amount"), day, given.text("note") or "")
    warnings = (_TO_COME.format(day=day),) if day > invoices.today else ()
    warn(warnings, session)
    once = SentOnce(PAYMENT, "payment", partial(_standing, service), service.discard)
    once.send(made.payment.id, session, timeout_s)
    row = service.row(made.payment.id)
    shown = payment_object(row, session.context.config.settings.billing_currency)
    document: Json = {
        "payment": shown,
        "invoice": invoice_object(invoices.row(invoice.invoice.id), invoices.today),
        "warnings": list(warnings),
    }
    paid = f"{shown['amount']} {shown['currency']} on invoice {cell(row.invoice_number)}"
    return Outcome(document, lambda: f"Paid: {paid}.", once.exit_code(row.payment.id, session, unclear_words(row)))


def _standing(service: PaymentService, payment_id: str) -> tuple[RecordSync, str | None]:
    row = service.row(payment_id)
    return row.sync, row.message


def unclear_words(row: PaymentRow) -> str:
    """What a person has to find out about a payment of unknown outcome."""
    what = f"the payment of {row.payment.amount} on invoice {cell(row.invoice_number)}"
    return (
        f"Whether Clientary has {what} is not known, and it is not sent again by itself. Look there, then: "
        f"stint resolve {row.payment.id} --done or --again."
    )


COMMANDS = {"payments": Command(_list_flags, _list), "invoice pay": Command(_pay_flags, _pay)}
