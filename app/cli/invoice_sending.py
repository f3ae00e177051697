"""`invoice create`, `send` and `void`: what changes an invoice and then waits for the server."""

from __future__ import annotations

from dataclasses import replace

from app.cancel import Deadline
from app.cli.arguments import Flags, Given
from app.cli.invoice_flags import declare_request_flags, declare_timeout, request_of, timeout_of
from app.cli.invoices import invoice_service, shown_invoice, warn
from app.cli.outcome import ATTENTION, DONE, OFFLINE, Command, Outcome, Session
from app.cli.syncing import cancellable, sync_now
from app.cli.tables import printable
from app.domain.invoices import InvoiceStatus, InvoiceSync
from app.domain.refusals import NUMBER_TAKEN, Refusal, rejected
from app.errors import NotFound, Rejected
from app.services.billing_refresh import refresh_before_billing
from app.services.invoices import InvoiceService
from app.storage.hours_marks import HoursMarkRepository
from app.storage.invoices import InvoiceRow
from app.sync.result import SyncResult


def _create_flags(flags: Flags) -> None:
    declare_request_flags(flags)
    flags.switch("--draft", help="keep it here; `invoice send` sends it")
    declare_timeout(flags)


def _create(given: Given, session: Session) -> Outcome:
    service, timeout_s = invoice_service(session), timeout_of(given)
    request, draft, deadline = request_of(given, session), given.on("draft"), Deadline(timeout_s)
    warnings = service.preview(request).warnings
    if not draft:
        with cancellable() as cancel:
            seen = refresh_before_billing(session.context, cancel, request, deadline.remaining / 2)
        warnings = (*service.preview(request).warnings, *seen.warnings)
    row = service.create(request, draft=draft)
    warn(warnings, session)
    if not draft:
        row = sent(row, session, deadline.remaining, undo_refused=True)
    outcome = shown_invoice(row, service.today, DONE if draft else sent_exit(row, session))
    return outcome._replace(result={**(outcome.result or {}), "warnings": list(warnings)})


def sent(row: InvoiceRow, session: Session, timeout_s: float, *, undo_refused: bool) -> InvoiceRow:
    """The invoice after a sync. Refused, it raises `Rejected`, undone first where its creator still waits."""
    service, clock = invoice_service(session), session.context.clock
    result = sync_now(
        session,
        timeout_s,
        awaited=row.invoice.id if undo_refused else None,
        undo_refused=(lambda invoice_id: service.undo_refused(invoice_id, clock.now())) if undo_refused else None,
    )
    _raise_if_refused(row, result, service)
    after = service.row(row.invoice.id)
    if after.refusal is not None:
        gone = undo_refused and service.undo_parked(row.invoice.id)  # another sync may have met the refusal
        raise _refused(after.refusal, row, service, kept=not gone)
    return after


def _raise_if_refused(row: InvoiceRow, result: SyncResult, service: InvoiceService) -> None:
    refusal = result.refused.get(row.invoice.id)
    if refusal is not None:
        raise _refused(refusal, row, service, kept=False)


def _refused(refusal: Refusal, row: InvoiceRow, service: InvoiceService, *, kept: bool) -> Rejected:
    """The refusal as this command says it: of a number that is taken, with the one to take instead."""
    if refusal.why != NUMBER_TAKEN:
        return rejected(refusal)
    instead = service.number_instead(row.invoice)
    again = f"stint invoice send {row.invoice.id} --number" if kept else "repeat it with --number"
    look = "" if instead.known else " No invoice that is known here has it: stint sync --full looks for it."
    words = f"{refusal.words}{look} The next free number is {instead.number}: {again} {instead.number}."
    return rejected(refusal._replace(words=words))


def sent_exit(row: InvoiceRow, session: Session) -> int:
    """How a command ends that leaves the invoice in this state, said in words where it is not simply done."""
    if row.kept_local is not None:
        session.say(f"stint: Clientary refuses it ({printable(row.kept_local)}). It stays on this computer only.")
        return ATTENTION
    if row.sync is InvoiceSync.SYNCED:
        twice = _say_of_marks(row, session)
        if not row.unseen_difference:
            return ATTENTION if twice else DONE
        what = "comes to another total" if row.differs is None else f"keeps it with {row.differs}"
        name = invoice_service(session).handle(row.invoice)
        session.say(f"stint: Clientary {what}. Compare, then: stint invoice ack {name}")
        return ATTENTION
    if row.sync in (InvoiceSync.CHECKING, InvoiceSync.IN_FLIGHT):
        session.say("stint: Whether Clientary has it is not known yet; the next sync finds out. Do not repeat it.")
        return ATTENTION
    session.say("stint: It is kept here and sent by the next sync.")
    return OFFLINE


def _say_of_marks(row: InvoiceRow, session: Session) -> bool:
    """Say what became of the marks on hours; whether other invoices bill some of this one's hours too."""
    marks = HoursMarkRepository(session.context.db)
    unmarked, others = len(marks.due()), marks.asked_about(row.invoice.id)
    if unmarked:
        entries = "1 entry" if unmarked == 1 else f"{unmarked} entries"
        session.say(f"stint: The next sync marks {entries} as billed in Clientary.")
    if others:
        named = ", ".join(printable(one) for one in others)
        session.say(
            f"stint: Clientary says that hours of it are on {named} too, so they may be billed twice: stint conflicts"
        )
    return bool(others)


def _send_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID")
    flags.value("--number", metavar="N", help="default: the next one")
    flags.switch("--renumber-given-out", help="also where a PDF with the old number was saved")
    declare_timeout(flags)


def _send(given: Given, session: Session) -> Outcome:
    service, timeout_s = invoice_service(session), timeout_of(given)
    found, seen = service.find(given.required("id")), given.on("renumber_given_out")
    row = service.send(found.invoice.id, given.text("number"), given_out_seen=seen)
    row = sent(row, session, timeout_s, undo_refused=False)
    return shown_invoice(row, service.today, sent_exit(row, session))


def _void_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID|NUMBER")
    declare_timeout(flags)


def _void(given: Given, session: Session) -> Outcome:
    service, timeout_s = invoice_service(session), timeout_of(given)
    row = service.void(service.find(given.required("id")).invoice.id)
    if row.invoice.status == InvoiceStatus.CANCELLED:
        return shown_invoice(row, service.today)
    _raise_if_refused(row, sync_now(session, timeout_s, awaited=row.invoice.id), service)
    try:
        row = service.row(row.invoice.id)
    except NotFound:  # confirmed: it is gone in Clientary, and here
        gone = replace(row.invoice, status=int(InvoiceStatus.CANCELLED))
        return shown_invoice(replace(row, invoice=gone, sync=InvoiceSync.SYNCED), service.today)
    if row.refusal is not None:
        name = service.handle(row.invoice)
        session.say(
            f"stint: It is still there. Try again: stint invoice void {name}; leave it: stint invoice ack {name}"
        )
        raise rejected(row.refusal)
    done = row.invoice.status == InvoiceStatus.CANCELLED
    return shown_invoice(row, service.today, DONE if done else sent_exit(row, session))


COMMANDS = {
    "invoice create": Command(_create_flags, _create),
    "invoice send": Command(_send_flags, _send),
    "invoice void": Command(_void_flags, _void),
}
