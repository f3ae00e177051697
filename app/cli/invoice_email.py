"""`invoice email` and `invoice reminder`: writing to the client about an invoice. Nothing is sent by itself: either the
recipients are named, or it is said that those shown are meant.
"""

from __future__ import annotations

from functools import partial

from app.cli.arguments import Flags, Given
from app.cli.invoice_flags import declare_timeout, timeout_of
from app.cli.invoices import invoice_service
from app.cli.outcome import Command, Outcome, Session
from app.cli.present import Json
from app.cli.sent_once import SentOnce
from app.cli.syncing import cancellable
from app.cli.tables import cell, printable
from app.domain.clients import RecordSync
from app.domain.messages import addresses_in
from app.errors import Refused, UserInputError
from app.services.messages import MessageService, Proposal, Recipient
from app.storage.invoices import InvoiceRow
from app.storage.messages import MessageRow
from app.storage.outbox import MESSAGE


def message_object(row: MessageRow) -> Json:
    """An e-mail; `sent` is true once Clientary took it."""
    message = row.message
    found: Json = {
        "id": message.id,
        "invoice": {"id": message.invoice_id, "number": row.invoice_number},
        "recipients": list(message.recipients),
        "subject": message.subject,
        "message": message.body,
        "attach_pdf": message.attach_pdf,
        "send_copy": message.send_copy,
        "sent": message.sent_at is not None,
        "sync": row.sync.value,
    }
    if row.sync is RecordSync.PARKED:
        found["sync_message"] = row.words or ""
    return found


def message_service(session: Session) -> MessageService:
    """The service of this run."""
    context = session.context
    return MessageService(context.db, context.clock, context.config.settings, session.today)


def _email_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID|NUMBER")
    flags.value("--to", metavar="ADDRESS", help="who gets it; may come several times", repeated=True)
    flags.switch("--yes", help="to the recipients that are shown without this")
    flags.value("--subject", metavar="TEXT")
    flags.value("--message", metavar="TEXT", help="\\n stands for a new line")
    flags.switch("--reminder", help="ask for the payment; so it is anyway where it is overdue")
    flags.switch("--no-pdf", help="without the PDF that Clientary makes")
    flags.switch("--copy", help="send a copy to you")
    flags.value("--language", metavar="CODE", help="of subject and message, such as de; default: the client's")
    declare_timeout(flags)


def _email(given: Given, session: Session) -> Outcome:
    service, timeout_s = message_service(session), timeout_of(given)
    invoice = invoice_service(session).find(given.required("id"))
    named = given.many("to")
    if not named:
        _look_up_people(invoice, session)
    reminder = True if given.on("reminder") else None
    proposal = service.proposal(invoice, language=given.text("language"), reminder=reminder)
    subject, body = given.text("subject") or proposal.subject, _text(given.text("message")) or proposal.body
    recipients = [one for text in named or () for one in addresses_in(text)] or list(proposal.usual)
    if named is None and not given.on("yes"):
        raise _to_be_confirmed(invoice, proposal, subject)
    sent = service.send(
        invoice, recipients, subject, body, attach_pdf=not given.on("no_pdf"), send_copy=given.on("copy")
    )
    once = SentOnce(MESSAGE, "e-mail", partial(_standing, service), service.discard)
    once.send(sent.message.id, session, timeout_s)
    row = service.row(sent.message.id)
    document: Json = {"message": message_object(row)}
    people = ", ".join(printable(one) for one in row.message.recipients)
    code = once.exit_code(row.message.id, session, unclear_mail(row))
    return Outcome(document, lambda: f"E-mailed to {people}. It cannot be taken back.", code)


def _look_up_people(invoice: InvoiceRow, session: Session) -> None:
    """The client's addresses as they are there now, as far as that can be asked."""
    from app.services.contact_refresh import refresh_contacts

    client_id = invoice.invoice.client_id
    if client_id is not None and invoice.remote_id is not None:
        with cancellable() as cancel:
            refresh_contacts(session.context, client_id, cancel)


def _to_be_confirmed(invoice: InvoiceRow, proposal: Proposal, subject: str) -> Refused:
    """What would be sent and to whom, as the reason why it was not sent yet."""
    name = cell(invoice.invoice.number or invoice.invoice.id)
    if not proposal.usual:
        return Refused(
            f"Nothing was sent: no contact of {cell(invoice.client_name) or 'this client'} has an address. Name one: "
            f"stint invoice email {name} --to ADDRESS"
        )
    people = ", ".join(_person(one) for one in proposal.recipients if one.usual)
    return Refused(
        f'Nothing was sent yet: "{cell(subject, 120)}" would go to {people}. Add --yes if that is right, or name '
        "others with --to ADDRESS; an e-mail cannot be taken back."
    )


def _person(recipient: Recipient) -> str:
    return f"{cell(recipient.name)} <{cell(recipient.address)}>" if recipient.name else cell(recipient.address)


def _text(given: str | None) -> str:
    return "" if given is None else given.replace("\\n", "\n")


def _standing(service: MessageService, message_id: str) -> tuple[RecordSync, str | None]:
    row = service.row(message_id)
    return row.sync, row.words


def unclear_mail(row: MessageRow) -> str:
    """What a person has to find out about an e-mail of unknown outcome."""
    people = ", ".join(printable(one) for one in row.message.recipients)
    return (
        f"Whether Clientary sent the e-mail with invoice {cell(row.invoice_number)} to {people} is not known, and it "
        f"is not sent again by itself. Look there, or ask them, then: stint resolve {row.message.id} --done or --again."
    )


def _reminder_flags(flags: Flags) -> None:
    flags.positional("id", metavar="ID|NUMBER")
    flags.value("--language", metavar="CODE", help="such as de; default: the client's")


def _reminder(given: Given, session: Session) -> Outcome:
    """The text alone, for any other way to send it."""
    invoice = invoice_service(session).find(given.required("id"))
    if invoice.invoice.number is None:
        raise UserInputError("A draft has no number that a reminder could name.", field="id")
    proposal = message_service(session).proposal(invoice, language=given.text("language"), reminder=True)
    document: Json = {
        "recipients": [{"name": one.name, "address": one.address} for one in proposal.recipients],
        "subject": proposal.subject,
        "message": proposal.body,
    }
    return Outcome(document, lambda: f"{printable(proposal.subject)}\n\n{_printed(proposal.body)}")


def _printed(text: str) -> str:
    return "\n".join(printable(line) for line in text.splitlines())


COMMANDS = {"invoice email": Command(_email_flags, _email), "invoice reminder": Command(_reminder_flags, _reminder)}
