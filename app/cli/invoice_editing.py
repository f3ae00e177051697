"""`invoice edit`, `duplicate` and `credit`: an invoice changed, or made out of another one."""

from __future__ import annotations

from dataclasses import replace

from app.billing.notices import about_dropped
from app.cli.arguments import Flags, Given
from app.cli.invoice_flags import changed_request, declare_request_flags, declare_timeout, timeout_of
from app.cli.invoice_sending import sent, sent_exit
from app.cli.invoices import invoice_service, shown_invoice, warn
from app.cli.outcome import ATTENTION, DONE, Command, Outcome, Session
from app.domain.invoices import InvoiceSync
from app.services.invoice_copies import InvoiceCopies
from app.services.invoice_edits import InvoiceEdits, Kept
from app.storage.invoices import InvoiceRow
from app.storage.ledger import BillingLedger

_SELECTING = ("project", "from", "to", "person")
_LINES = (*_SELECTING, "group", "rounding", "no_hours", "rate", "fixed", "expense", "section", "discount")


def _edit_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID|NUMBER")
    declare_request_flags(flags, client=False)
    declare_timeout(flags)


def _edit(given: Given, session: Session) -> Outcome:
    service, timeout_s = invoice_service(session), timeout_of(given)
    edits, invoice_id = InvoiceEdits(service), service.find(given.required("id")).invoice.id
    kept = _kept(given)
    request = changed_request(edits.request_of(invoice_id), given, session)
    selecting = any(_is_given(given, name) for name in _SELECTING)
    if selecting and not given.on("no_hours"):  # whoever names hours wants some
        request = replace(request, no_hours=False)
    if kept is Kept.NONE and not selecting:
        request = edits.hours_as_they_are(invoice_id, request)
    ledger = BillingLedger(session.context.db)
    lost = ledger.lost(invoice_id)
    row = edits.amend(invoice_id, request, kept)
    still = ledger.lost(invoice_id)
    dropped = [title for title in lost if title not in still]
    warnings = (about_dropped(dropped),) if dropped else ()
    warn(warnings, session)
    if row.sync is InvoiceSync.DRAFT:
        outcome = shown_invoice(row, service.today)
    else:  # what was never there stays after a refusal, which would discard it
        outcome = _after_sending(row, session, timeout_s, undo_refused=row.edited)
    exit_code = ATTENTION if dropped and outcome.exit == DONE else outcome.exit
    return outcome._replace(result={**(outcome.result or {}), "warnings": list(warnings)}, exit=exit_code)


def _kept(given: Given) -> Kept:
    """Flags about hours plan all lines anew; `--add` alone leaves those of hours as they are."""
    if any(_is_given(given, name) for name in _LINES):
        return Kept.NONE
    return Kept.ALL if given.many("add") is None else Kept.UNTYPED


def _is_given(given: Given, name: str) -> bool:
    return given.text(name) is not None or given.many(name) is not None or given.on(name)


def _after_sending(row: InvoiceRow, session: Session, timeout_s: float, *, undo_refused: bool) -> Outcome:
    row = sent(row, session, timeout_s, undo_refused=undo_refused)
    today = invoice_service(session).today
    return shown_invoice(row, today, sent_exit(row, session))


def _duplicate_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID|NUMBER")


def _duplicate(given: Given, session: Session) -> Outcome:
    service = invoice_service(session)
    row = InvoiceCopies(service).duplicate(service.find(given.required("id")).invoice.id)
    return shown_invoice(row, service.today, DONE)


def _credit_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID|NUMBER")
    flags.value("--number", metavar="N", help="of the credit note; default: the next one")
    declare_timeout(flags)


def _credit(given: Given, session: Session) -> Outcome:
    service, timeout_s = invoice_service(session), timeout_of(given)
    row = InvoiceCopies(service).credit(service.find(given.required("id")).invoice.id, given.text("number"))
    return _after_sending(row, session, timeout_s, undo_refused=True)


COMMANDS = {
    "invoice edit": Command(_edit_flags, _edit),
    "invoice duplicate": Command(_duplicate_flags, _duplicate),
    "invoice credit": Command(_credit_flags, _credit),
}
