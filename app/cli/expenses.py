"""`expenses` and `expense add`."""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.outcome import Command, Outcome, Session
from app.cli.present import Json
from app.cli.record_writing import LATER
from app.cli.tables import cell, table
from app.domain.clients import RecordSync
from app.domain.money import rate_text
from app.domain.when import parse_day
from app.services.catalog import Catalog, fits
from app.services.expenses import ExpenseDraft, ExpenseService
from app.storage.expenses import ExpenseRow


def expense_object(row: ExpenseRow, default_currency: str) -> Json:
    """An expense; `amount` has at least its currency's digits. `billed`: it is on an invoice in Clientary, or on one of
    ours that is there; `invoice` is the one made here, also while it is not sent.
    """
    expense, currency = row.expense, row.currency or default_currency
    found: Json = {
        "id": expense.id,
        "amount": rate_text(expense.amount, currency),
        "currency": currency,
        "description": expense.description,
        "date": expense.date,
        "client": None if expense.client_id is None else {"id": expense.client_id, "name": row.client_name},
        "project": None if expense.project_id is None else {"id": expense.project_id, "name": row.project_name},
        "billed": row.billed,
        "invoice": None if row.invoice_id is None else {"id": row.invoice_id, "number": row.invoice_number},
        "sync": row.sync.value,
        "remote_id": row.remote_id,
    }
    if row.sync is RecordSync.PARKED:
        found["sync_message"] = row.message or ""
    return found


def _list_flags(flags: Flags) -> None:
    flags.value("--search", metavar="WORDS", help="words in the description, the client or the project")
    flags.switch("--all", help="nothing is left out anyway")


def _list(given: Given, session: Session) -> Outcome:
    default, search = session.context.config.settings.billing_currency, given.text("search")
    rows = [
        row
        for row in _service(session).all()
        if fits(search, row.expense.description, row.client_name, row.project_name)
    ]
    objects = [expense_object(row, default) for row in rows]
    cells = [
        (
            row.expense.date or "",
            cell(row.client_name),
            cell(row.expense.description),
            str(shown["amount"]),
            str(shown["currency"]),
            "billed" if row.billed else "reserved" if row.invoice_id is not None else "",
            row.expense.id,
        )
        for row, shown in zip(rows, objects, strict=True)
    ]
    headings = ("Date", "Client", "What", "Amount", "", "", "ID")
    return Outcome({"expenses": objects}, lambda: table(headings, cells, right=(3,)) if cells else "No expenses.")


def _add_flags(flags: Flags) -> None:
    flags.positional("amount", metavar="AMOUNT")
    flags.value("--client", metavar="C", help="for whom; the amount is in its currency")
    flags.value("--project", metavar="P")
    flags.value("--date", metavar="D", help="default: today")
    flags.value("--description", metavar="TEXT")


def _add(given: Given, session: Session) -> Outcome:
    catalog, day = Catalog(session.context.db), given.text("date")
    client, project = given.text("client"), given.text("project")
    draft = ExpenseDraft(
        amount=given.required("amount"),
        date=session.today if day is None else parse_day(day, session.today, field="date"),
        description=given.text("description") or "",
        client_id=None if client is None else catalog.client_named(client),
        project_id=None if project is None else catalog.project_named(project),
    )
    row = _service(session).add(draft)
    shown = expense_object(row, session.context.config.settings.billing_currency)
    return Outcome({"expense": shown}, lambda: f"Added {shown['amount']} {shown['currency']}. {LATER}")


def _service(session: Session) -> ExpenseService:
    context = session.context
    return ExpenseService(context.db, context.clock, context.config.settings)


COMMANDS = {"expenses": Command(_list_flags, _list), "expense add": Command(_add_flags, _add)}
