"""Use cases for e-mails with invoices: who would get one, what would stand in it, having it sent, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.clock import Clock
from app.domain.clients import RecordSync
from app.domain.ids import new_id
from app.domain.invoices import InvoiceStatus
from app.domain.messages import InvoiceMessage, MessageId, is_address
from app.domain.money import shown
from app.domain.text import clean_line, clean_text
from app.errors import NotFound, Refused, UserInputError
from app.services.asked import settle_asked, unclear, withdraw
from app.services.invoice_terms import status_name
from app.settings import Settings
from app.storage.database import Database
from app.storage.invoice_papers import credited_number
from app.storage.invoices import InvoiceRow
from app.storage.messages import MessageRepository, MessageRow
from app.storage.outbox import MESSAGE, PARKED, SAVE, Outbox
from app.storage.papers import PaperRepository

MOST_RECIPIENTS = 20
_OVERDUE = "overdue"


class Recipient(NamedTuple):
    """Somebody at the client. `usual`: got the latest e-mail, or would get the first."""

    name: str
    address: str
    usual: bool = True


class Proposal(NamedTuple):
    """An e-mail as it would be; every part of it can be changed before it is sent."""

    recipients: tuple[Recipient, ...]
    subject: str
    body: str
    reminder: bool

    @property
    def usual(self) -> tuple[str, ...]:
        """The addresses that it would go to."""
        return tuple(one.address for one in self.recipients if one.usual)


@dataclass(frozen=True, slots=True)
class MessageService:
    """Writes here and queues it for Clientary, both or neither. An e-mail cannot be taken back."""

    db: Database
    clock: Clock
    settings: Settings
    today: str

    def proposal(self, row: InvoiceRow, *, language: str | None = None, reminder: bool | None = None) -> Proposal:
        """Who would get it and what would stand in it, in the client's language; `reminder` None: where it is overdue,
        which a credit note never is. Raises `UserInputError` for a language that is not known.
        """
        from app.documents.letters import letter  # loads what writes dates and amounts
        from app.services.documents import language_of, sender_lines

        credits = credited_number(self.db, row.invoice.id)
        if reminder is None or credits is not None:
            reminder = credits is None and status_name(row.invoice, self.today) == _OVERDUE
        code = language or language_of(self.db, row) or self.settings.documents_language
        text = letter(row.invoice, sender_lines(self.settings), code, self.today, reminder=reminder, credits=credits)
        return Proposal(tuple(self.recipients(row)), text.subject, text.body, reminder)

    def recipients(self, row: InvoiceRow) -> list[Recipient]:
        """The client's people with an address as of the last sync, those of the latest e-mail marked; where there was
        none, all of them.
        """
        client_id = row.invoice.client_id
        if client_id is None:
            return []
        contacts = [one.paper for one in PaperRepository(self.db).contacts() if one.paper.client_id == client_id]
        people = {one.email.casefold(): one for one in contacts if is_address(one.email)}
        last = {address.casefold(): address for address in MessageRepository(self.db).last_recipients(client_id)}
        found = [Recipient(one.name, one.email, key in last or not last) for key, one in people.items()]
        return found + [Recipient("", address) for key, address in last.items() if key not in people]

    def send(
        self,
        row: InvoiceRow,
        recipients: Sequence[str],
        subject: str = "",
        body: str = "",
        *,
        attach_pdf: bool = True,
        send_copy: bool = False,
    ) -> MessageRow:
        """Have Clientary e-mail an invoice that is there. Raises `UserInputError` for what is no address, `Refused` for
        an invoice that is not there or void, and while it is not known what became of another e-mail with it.
        """
        named = f"Invoice {shown(row.invoice.number or row.invoice.id)}"
        if row.remote_id is None:
            raise Refused(f"{named} is not in Clientary yet; send it there before it is e-mailed.")
        if row.invoice.status == InvoiceStatus.CANCELLED:
            raise Refused(f"{named} is void, so it is not e-mailed.")
        addresses = _checked(recipients)
        with self.db.write():
            self._check_none_under_way(row, named)
            message = InvoiceMessage(
                MessageId(new_id()), row.invoice.id, addresses, clean_line(subject), clean_text(body), attach_pdf,
                send_copy, self.clock.now(),
            )  # fmt: skip
            MessageRepository(self.db).add(message)
            Outbox(self.db).queue(MESSAGE, message.id, SAVE, self.clock.now())
        return self.row(message.id)

    def row(self, message_id: str) -> MessageRow:
        """The e-mail and where it stands; raises `NotFound`."""
        found = MessageRepository(self.db).row(message_id)
        if found is None:
            raise NotFound(f"There is no e-mail {shown(message_id)}.", what=MESSAGE, name=shown(message_id))
        return found

    def of_invoice(self, invoice_id: str) -> list[MessageRow]:
        """E-mails with an invoice, newest first."""
        return MessageRepository(self.db).of_invoice(invoice_id)

    def discard(self, message_id: str) -> None:
        """Forget an e-mail that certainly was not sent; joins an open transaction."""
        with self.db.write():
            withdraw(self.db, MESSAGE, message_id, self.clock.now())
            MessageRepository(self.db).delete(self.row(message_id).message)

    def is_unclear(self, text: str) -> bool:
        """Whether this is the id of an e-mail (or of its operation) that was refused or may not have been sent."""
        return unclear(self.db, MESSAGE, text) is not None

    def resolve(self, text: str, *, done: bool) -> MessageRow:
        """A person looked: it was sent, or it was not and is to be sent once more. One that was refused is let go
        (`done`). Returns it as it was or is; raises `NotFound`.
        """
        with self.db.write():
            now, repository = self.clock.now(), MessageRepository(self.db)
            operation = settle_asked(self.db, MESSAGE, text, now, done=done)
            row = self.row(operation.record_id)
            if done and operation.state == PARKED:
                repository.delete(row.message)
                return row
            if done:
                repository.mark_sent(row.message, operation.sent_at or now)
        return self.row(operation.record_id)

    def _check_none_under_way(self, row: InvoiceRow, named: str) -> None:
        for other in self.of_invoice(row.invoice.id):
            if other.sync in (RecordSync.WAITING, RecordSync.IN_FLIGHT):
                raise Refused(f"{named} is being e-mailed already, to {_listed(other.message)}.")
            if other.sync is RecordSync.CHECKING:
                raise Refused(
                    f"Whether Clientary sent an e-mail with this invoice to {_listed(other.message)} is not known yet. "
                    f"Ask there, then: stint resolve {other.message.id} --done or --again."
                )


def _checked(recipients: Sequence[str]) -> tuple[str, ...]:
    if not recipients:
        raise UserInputError("Name at least one recipient.", field="to")
    if len(recipients) > MOST_RECIPIENTS:
        raise UserInputError(f"At most {MOST_RECIPIENTS} people can be written to at once.", field="to")
    for one in recipients:
        if not is_address(one):
            raise UserInputError(f"{shown(one)} is not an e-mail address.", field="to")
    return tuple(recipients)


def _listed(message: InvoiceMessage) -> str:
    return shown(", ".join(message.recipients), 80)
