"""`contacts`, `estimates` and `recurring`: lists of what is only read from Clientary."""

from __future__ import annotations

from decimal import Decimal

from app.cli.arguments import Flags, Given
from app.cli.outcome import Command, Outcome, Session
from app.cli.present import Json
from app.cli.tables import cell, table
from app.domain.ids import ClientId
from app.domain.money import rate_text
from app.domain.papers import ESTIMATE_STATES, INTERVALS, RECURRING_STATES, Contact, Estimate, Recurring, named
from app.services.papers import PaperService
from app.storage.papers import PaperRow


def _flags(flags: Flags) -> None:
    flags.value("--search", metavar="WORDS", help="words in the name, number, title or client")
    flags.switch("--all", help="closed ones too")


def _contacts(given: Given, session: Session) -> Outcome:
    rows = PaperService(session.context.db).contacts(given.text("search"))
    cells = [(cell(r.client_name), cell(r.paper.name), cell(r.paper.email), cell(r.paper.phone)) for r in rows]
    return Outcome(
        {"contacts": [_contact(row) for row in rows]},
        lambda: table(("Client", "Contact", "E-mail", "Phone"), cells) if cells else "No contacts.",
    )


def _contact(row: PaperRow[Contact]) -> Json:
    contact = row.paper
    return {
        "id": contact.id,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "client": _client(contact.client_id, row.client_name),
        **_synced(row.remote_id),
    }


def _estimates(given: Given, session: Session) -> Outcome:
    default = session.context.config.settings.billing_currency
    rows = PaperService(session.context.db).estimates(given.text("search"), everything=given.on("all"))
    objects = [_estimate(row, default) for row in rows]
    cells = [
        (row.paper.number or "", row.paper.date, cell(row.client_name), cell(row.paper.title, 30), *_price(shown))
        for row, shown in zip(rows, objects, strict=True)
    ]
    headings = ("Number", "Date", "Client", "Title", "Total", "", "Status")
    return Outcome({"estimates": objects}, lambda: table(headings, cells, right=(4,)) if cells else "No estimates.")


def _estimate(row: PaperRow[Estimate], default: str) -> Json:
    estimate = row.paper
    currency = estimate.currency or default
    return {
        "id": estimate.id,
        "number": estimate.number,
        "title": estimate.title,
        "client": _client(estimate.client_id, row.client_name),
        "date": estimate.date,
        "lines": [
            {"title": line.title, "quantity": f"{line.quantity:f}", "price": rate_text(line.price, currency)}
            for line in estimate.lines
        ],
        **_money(estimate.total, currency),
        "status": named(ESTIMATE_STATES, estimate.status),
        **_synced(row.remote_id),
    }


def _recurring(given: Given, session: Session) -> Outcome:
    default = session.context.config.settings.billing_currency
    rows = PaperService(session.context.db).recurring(given.text("search"), everything=given.on("all"))
    objects = [_schedule(row, default) for row in rows]
    cells = [
        (row.paper.next_date or "", str(shown["interval"] or ""), cell(row.client_name), *_price(shown))
        for row, shown in zip(rows, objects, strict=True)
    ]
    headings = ("Next", "Every", "Client", "Total", "", "Status")
    return Outcome(
        {"recurring": objects}, lambda: table(headings, cells, right=(3,)) if cells else "No recurring invoices."
    )


def _schedule(row: PaperRow[Recurring], default: str) -> Json:
    recurring = row.paper
    return {
        "id": recurring.id,
        "number": recurring.number,
        "title": recurring.title,
        "client": _client(recurring.client_id, row.client_name),
        "next_date": recurring.next_date,
        "interval": named(INTERVALS, recurring.time_interval),
        **_money(recurring.total, recurring.currency or default),
        "status": named(RECURRING_STATES, recurring.status),
        **_synced(row.remote_id),
    }


def _money(total: Decimal | None, currency: str) -> Json:
    return {"total": None if total is None else rate_text(total, currency), "currency": currency}


def _price(shown: Json) -> tuple[str, str, str]:
    return str(shown["total"] or ""), str(shown["currency"]), str(shown["status"] or "")


def _client(client_id: ClientId | None, name: str | None) -> Json | None:
    return None if client_id is None else {"id": client_id, "name": name}


def _synced(remote_id: str | None) -> Json:
    return {"sync": "local" if remote_id is None else "synced", "remote_id": remote_id}


COMMANDS = {
    "contacts": Command(_flags, _contacts),
    "estimates": Command(_flags, _estimates),
    "recurring": Command(_flags, _recurring),
}
