"""`invoice preview`, `list`, `show` and `ack`: what needs no server."""

from __future__ import annotations

from app.billing.notices import Notice
from app.cli.arguments import Flags, Given
from app.cli.invoice_flags import declare_request_flags, declare_timeout, request_of, timeout_of
from app.cli.outcome import Command, Outcome, Session
from app.cli.present import Json
from app.cli.present_ageing import ageing_object, ageing_text
from app.cli.present_invoice import explained_object, explained_text, headline, invoice_object, invoice_text
from app.cli.tables import cell, table
from app.domain.invoices import InvoiceSync
from app.domain.money import decimal_text
from app.services.catalog import Catalog
from app.services.explanation import ExplanationService
from app.services.invoice_terms import ageing
from app.services.invoices import InvoiceService
from app.storage.invoices import InvoiceRow


def invoice_service(session: Session) -> InvoiceService:
    """The invoice service of this run."""
    context = session.context
    return InvoiceService(context.db, context.clock, context.zone, context.config.settings)


def _preview_flags(flags: Flags) -> None:
    declare_request_flags(flags)
    flags.switch("--draft", help="as `invoice create --draft` would make it")
    _explain_flag(flags)
    declare_timeout(flags)


def _preview(given: Given, session: Session) -> Outcome:
    service = invoice_service(session)
    timeout_of(given)  # only `create` waits, but what it would refuse is refused here too
    preview = service.preview(request_of(given, session))
    warn(preview.warnings, session)
    clients = Catalog(session.context.db).clients(everything=True)
    name = next((row.client.name for row in clients if row.client.id == preview.invoice.client_id), None)
    row = InvoiceRow(preview.invoice, InvoiceSync.DRAFT, name)
    result = {
        "invoice": invoice_object(row, service.today),
        "warnings": list(preview.warnings),
        "notices": [_notice_object(notice) for notice in preview.notices],
    }
    return _explained(Outcome(result, lambda: invoice_text(row, service.today)), row, given, session)


def _notice_object(notice: Notice) -> Json:
    """A warning with its stable code, and the project and entries that it is about."""
    return {"code": notice.code, "text": notice.text, "project": notice.project_id, "entries": list(notice.entries)}


def _explain_flag(flags: Flags) -> None:
    flags.switch("--explain", help="how each number came about")


def _explained(outcome: Outcome, row: InvoiceRow, given: Given, session: Session) -> Outcome:
    """With `--explain`, the outcome with how each of its numbers came about."""
    if not given.on("explain"):
        return outcome
    explained = ExplanationService(session.context.db).explain(row.invoice)
    result = {**(outcome.result or {}), "explanation": explained_object(explained)}
    return Outcome(result, lambda: f"{outcome.text()}\n\n{explained_text(explained)}", outcome.exit)


def warn(warnings: tuple[str, ...], session: Session) -> None:
    """What a person should hear before an invoice is sent."""
    for warning in warnings:
        session.say(f"stint: {warning}")


def _list_flags(flags: Flags) -> None:
    flags.value("--status", metavar="S", help="draft, sent, viewed, cancelled, paid, pending or overdue")
    flags.switch("--ageing", help="with what is owed, by how long it is overdue")


def _list(given: Given, session: Session) -> Outcome:
    service = invoice_service(session)
    rows = service.list(given.text("status"))
    objects = [invoice_object(row, service.today) for row in rows]
    cells = [
        (
            row.invoice.number or "",
            row.invoice.date,
            cell(row.client_name, 30),
            decimal_text(row.invoice.total_minor, row.invoice.currency),
            row.invoice.currency,
            str(shown["status"]),
            row.sync.value,
            "" if shown["server_total"] in (None, shown["total"]) else str(shown["server_total"]),
            row.invoice.id,
        )
        for row, shown in zip(rows, objects, strict=True)
    ]
    headings = ("Number", "Date", "Client", "Total", "", "Status", "Sync", "In Clientary", "ID")
    result: Json = {"invoices": objects}
    owed = ageing(service.heads(), service.today) if given.on("ageing") else None
    if owed is not None:
        result["ageing"] = [ageing_object(one) for one in owed]

    def text() -> str:
        listed = table(headings, cells, right=(3,)) if cells else "No invoices."
        return listed if owed is None else f"{listed}\n\n{ageing_text(owed)}"

    return Outcome(result, text)


def _show_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID|NUMBER")


def _show_explained_flags(flags: Flags) -> None:
    _show_flags(flags)
    _explain_flag(flags)


def _show(given: Given, session: Session) -> Outcome:
    from app.cli.invoice_history import followed_by  # stands on this module

    service = invoice_service(session)
    row = service.find(given.required("id"))
    outcome = shown_invoice(row, service.today)
    payments, emails = followed_by(row, session)
    told = outcome._replace(
        result={**(outcome.result or {}), "payments": payments.objects, "messages": emails.objects},
        text=lambda: "\n".join((outcome.text(), *payments.lines, *emails.lines)),
    )
    return _explained(told, row, given, session)


def _acknowledge(given: Given, session: Session) -> Outcome:
    service = invoice_service(session)
    row = service.acknowledge(given.required("id"))
    return Outcome({"invoice": invoice_object(row, service.today)}, lambda: headline(row, service.today))


def shown_invoice(row: InvoiceRow, today: str, exit_code: int = 0) -> Outcome:
    """An invoice as a command's result."""
    return Outcome({"invoice": invoice_object(row, today)}, lambda: invoice_text(row, today), exit_code)


COMMANDS = {
    "invoice preview": Command(_preview_flags, _preview),
    "invoice list": Command(_list_flags, _list),
    "invoice show": Command(_show_explained_flags, _show),
    "invoice ack": Command(_show_flags, _acknowledge),
}
