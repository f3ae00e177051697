"""Use cases for invoices: preview, create, send, discard, void, acknowledge. Each commits at once, by itself.

Everything that must not happen twice is decided inside one write transaction: which hours are still free, and which
number is. The partial unique index of the ledger stands behind that as the last guard.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.billing.notices import about_lost, about_marks, differs_otherwise
from app.domain.ids import InvoiceId
from app.domain.invoices import Invoice, InvoiceStatus, InvoiceSync
from app.domain.money import shown
from app.errors import Refused, UserInputError
from app.services.invoice_numbering import InvoiceNumbering, check_given_out
from app.services.invoice_plan import InvoicePlanner
from app.services.invoice_request import InvoiceRequest, OfferedEntry, Preview, request_from
from app.services.invoice_request_json import read_request, request_json
from app.storage.agreed import AgreedInvoices
from app.storage.invoice_traces import InvoiceTraces
from app.storage.invoices import InvoiceRepository, InvoiceRow
from app.storage.ledger import BillingLedger
from app.storage.outbox import DELETE, DROP, INVOICE, PARKED, SAVE, Outbox
from app.storage.synclog import log_event

if TYPE_CHECKING:
    from app.context import AppContext

_NOT_SENT_YET = (InvoiceSync.DRAFT, InvoiceSync.WAITING, InvoiceSync.PARKED)


class InvoiceService(InvoiceNumbering):
    """What can be done with invoices, beside reading them."""

    __slots__ = ()

    def preview(self, request: InvoiceRequest, replacing: str | None = None) -> Preview:
        """The invoice as `create` (or `revise` of `replacing`) would make it now, with the next number as a proposal.

        Writes nothing. Raises `Refused` when there is nothing to bill, no rate, or the number is in use;
        `UserInputError` otherwise.
        """
        planned = self._planner(replacing).plan(request)
        number = self._number(request.number, replacing, request.client_id, planned.invoice.date)
        notices = (*planned.notices, *about_marks(planned.invoice, marked=self.settings.billing_mark_hours == "on"))
        return replace(planned, invoice=replace(planned.invoice, number=number), notices=notices)

    def offered(self, request: InvoiceRequest, replacing: str | None = None) -> list[OfferedEntry]:
        """The hours that the request asks for, newest first, and which of them are on its invoice."""
        return self._planner(replacing).offered(request)

    def create(self, request: InvoiceRequest, *, draft: bool, invoice_id: InvoiceId | None = None) -> InvoiceRow:
        """Store the invoice, reserve its hours and, unless it is a draft, its number, and queue it for sending.

        Raises as `preview` does; of two that bill the same hours at once, the later finds nothing to bill. `invoice_id`
        names the act: asked twice under one id (a second click), the second is answered with the invoice of the first.
        """
        if draft and request.number is not None:
            raise UserInputError("A draft has no number; it gets one when it is sent.", field="number")
        now = self.clock.now()
        with self.db.write():
            repository = InvoiceRepository(self.db)
            made = None if invoice_id is None else repository.get(invoice_id)
            if made is not None:
                return made
            invoice = self._planner().plan(request).invoice
            invoice = invoice if invoice_id is None else replace(invoice, id=invoice_id)
            if not draft:
                number = self._number(request.number, None, invoice.client_id, invoice.date)
                invoice = replace(invoice, number=number)
            repository.save(invoice, now)
            repository.keep_request(invoice.id, request_json(request))
            BillingLedger(self.db).reserve(invoice, now)
            self._check_hours(invoice.id)
            if not draft:
                Outbox(self.db).queue(INVOICE, invoice.id, SAVE, now)
        return self.row(invoice.id)

    def revise(
        self, invoice_id: str, request: InvoiceRequest, *, draft: bool, new_id: InvoiceId | None = None
    ) -> InvoiceRow:
        """Put what the request says now in the place of a draft or a refused invoice: its hours and number are free
        for it. Both or neither; raises as `create` and `discard` do, and `Refused` where a PDF left with a number that
        it would lose.
        """
        with self.db.write():
            made = None if new_id is None else InvoiceRepository(self.db).get(new_id)
            if made is not None:
                return made
            before = self.discard(invoice_id)
            row = self.create(request, draft=draft, invoice_id=new_id)
            if before.given_out is not None:
                self._give_out_too(row, before.invoice.number, before.given_out)
        return self.row(row.invoice.id)

    def _give_out_too(self, row: InvoiceRow, number: str | None, file: str) -> None:
        if row.invoice.number != number:
            raise Refused(
                f"A PDF of this invoice with number {shown(number or '')} was saved to {shown(file)}. Nothing was "
                "changed: keep that number here, or first give it another one where the invoice is shown.",
                field="number",
                given_out=file,
            )
        self.note_given_out(row.invoice.id, file)

    def request_of(self, invoice_id: str) -> InvoiceRequest:
        """What to ask for to get this draft or refused invoice again, by the hours of this moment."""
        row = self.row(invoice_id)
        kept = InvoiceRepository(self.db).kept_request(invoice_id)
        return (None if kept is None else read_request(kept)) or request_from(row.invoice)

    def send(self, invoice_id: str, number: str | None = None, *, given_out_seen: bool = False) -> InvoiceRow:
        """Give a draft its number and queue it; queue a refused one again, under another `number` where one is given.

        Raises `Refused` for an invoice that is on its way or in Clientary already, and as `renumber` does where a PDF
        with the old number was saved.
        """
        now = self.clock.now()
        with self.db.write():
            row = self.row(invoice_id)
            if row.edited and row.sync is InvoiceSync.PARKED:
                Outbox(self.db).queue(INVOICE, invoice_id, SAVE, now)
                return self.row(invoice_id)
            if row.remote_id is not None or row.sync not in (InvoiceSync.DRAFT, InvoiceSync.PARKED):
                raise Refused(f"{_named(row)} is {_where(row)}; it is not sent twice.")
            self._check_hours(invoice_id)
            check_given_out(row, number, seen=given_out_seen)
            if row.invoice.number is None or number not in (None, row.invoice.number):
                wanted = self._number(number, None, row.invoice.client_id, row.invoice.date)
                InvoiceRepository(self.db).set_number(invoice_id, wanted)
            InvoiceTraces(self.db).keep_local(invoice_id, None)
            Outbox(self.db).queue(INVOICE, invoice_id, SAVE, now)
        return self.row(invoice_id)

    def discard(self, invoice_id: str) -> InvoiceRow:
        """Drop an invoice that Clientary does not have: its hours and number are free again.

        Returns it as it was, with status cancelled. Raises `Refused` where it is or may be in Clientary: see `void`.
        """
        now = self.clock.now()
        with self.db.write():
            row = self.row(invoice_id)
            if not _only_here(row):
                raise Refused(f"{_named(row)} is {_where(row)}; it can only be made void.")
            Outbox(self.db).cancel_pending(INVOICE, invoice_id, now)
            self._drop(invoice_id, now)
        gone = replace(row.invoice, status=int(InvoiceStatus.CANCELLED))
        return replace(row, invoice=gone, sync=InvoiceSync.DRAFT, refusal=None)

    def restore(self, invoice_id: str) -> InvoiceRow:
        """Bring a discarded invoice back, as a draft. Raises `Refused` when one of its hours was billed meanwhile."""
        now = self.clock.now()
        with self.db.write():
            if not InvoiceRepository(self.db).undelete(invoice_id):
                raise Refused("There is nothing to bring back.")
            BillingLedger(self.db).reserve_again(invoice_id, now)
        return self.row(invoice_id)

    def undo_parked(self, invoice_id: str) -> bool:
        """Take back a refused invoice that its creator waits for, whoever met the refusal; False where it must be kept
        because an earlier request may have created it.
        """
        with self.db.write():
            row = self.row(invoice_id)
            if row.sync is InvoiceSync.PARKED and row.edited:
                return self.take_edit_back(invoice_id)
            undo = row.sync is InvoiceSync.PARKED and _only_here(row)
            if undo:
                self.discard(invoice_id)
        return undo

    def take_edit_back(self, invoice_id: str) -> bool:
        """Undo an edit that Clientary has not confirmed: the invoice is as it was there. False where there is none to
        undo, or where it may have been done by now.
        """
        now, outbox = self.clock.now(), Outbox(self.db)
        with self.db.write():
            if outbox.unsettled(INVOICE, invoice_id) is not None or not self._revert(invoice_id, now):
                return False
            outbox.cancel_pending(INVOICE, invoice_id, now)
        return True

    def undo_refused(self, invoice_id: str, now: int) -> None:
        """Take back an invoice, or an edit of one, that Clientary refused while a person waits for the answer.

        For the sync engine: the caller knows that nothing was done. Ends the invoice's operations in any state; joins
        an open transaction.
        """
        with self.db.write():
            outbox = Outbox(self.db)
            for operation in outbox.of_record(INVOICE, invoice_id):
                if operation.action != DROP:
                    outbox.finish(operation.id)
                    log_event(self.db, operation.id, INVOICE, invoice_id, "withdrawn", now)
            if not self._revert(invoice_id, now):
                self._drop(invoice_id, now)

    def _revert(self, invoice_id: str, now: int) -> bool:
        """Put back what stood before an edit. What was billed otherwise since is on both invoices there, which is a
        person's to settle; False where no edit is pending.
        """
        if not AgreedInvoices(self.db).revert(invoice_id, now):
            return False
        twice = BillingLedger(self.db).billed_otherwise(invoice_id)
        if twice:
            InvoiceRepository(self.db).add_difference(invoice_id, differs_otherwise(twice))
        return True

    def void(self, invoice_id: str) -> InvoiceRow:
        """Take an invoice back. What Clientary never got is discarded at once; else its deletion is queued, and its
        hours stay reserved or billed until that is confirmed. Raises `Refused` when something was paid.
        """
        now = self.clock.now()
        with self.db.write():
            row = self.row(invoice_id)
            if _only_here(row):
                return self.discard(invoice_id)
            if row.invoice.status == InvoiceStatus.CANCELLED:
                BillingLedger(self.db).free(invoice_id, now)  # the server said so itself
                return row
            if _has_payments(row.invoice):
                raise Refused(f"{_named(row)} has payments; remove them in Clientary before it is made void.")
            self.take_edit_back(invoice_id)
            Outbox(self.db).queue(INVOICE, invoice_id, DELETE, now)
        return self.row(invoice_id)

    def acknowledge(self, text: str) -> InvoiceRow:
        """A person saw that Clientary keeps it otherwise (`text`: id or number), or that it refused an edit or to make
        it void: the invoice stays as it is there. Does nothing where there is nothing to see.
        """
        row, outbox = self.find(text), Outbox(self.db)
        with self.db.write():
            if row.edited and row.sync is InvoiceSync.PARKED:
                self.take_edit_back(row.invoice.id)
            if row.unseen_difference:
                InvoiceRepository(self.db).acknowledge(row.invoice.id)
            if any(o.action == DELETE and o.state == PARKED for o in outbox.of_record(INVOICE, row.invoice.id)):
                outbox.cancel_pending(INVOICE, row.invoice.id, self.clock.now())
        return self.row(row.invoice.id)

    def _planner(self, replacing: str | None = None) -> InvoicePlanner:
        return InvoicePlanner(self.db, self.settings, self.today, replacing)

    def _check_hours(self, invoice_id: str) -> None:
        """Raises `Refused` when hours on it were billed in Clientary or deleted since they were put on it."""
        lost = BillingLedger(self.db).lost(invoice_id)
        if lost:
            raise Refused(about_lost(lost))

    def _drop(self, invoice_id: str, now: int) -> None:
        BillingLedger(self.db).free(invoice_id, now)
        InvoiceRepository(self.db).delete(invoice_id, now)


def invoice_service(context: AppContext) -> InvoiceService:
    """The service on a context's connection, for the thread that owns it."""
    return InvoiceService(context.db, context.clock, context.zone, context.config.settings)


def _only_here(row: InvoiceRow) -> bool:
    """Clientary never got it: no link, and no request under way or of unknown outcome."""
    return row.made_here and row.remote_id is None and row.sync in _NOT_SENT_YET and not row.may_be_there


def _has_payments(invoice: Invoice) -> bool:
    total = invoice.total_minor if invoice.server_total_minor is None else invoice.server_total_minor
    return invoice.status == InvoiceStatus.PAID or invoice.balance_minor < total


def _named(row: InvoiceRow) -> str:
    invoice: Invoice = row.invoice
    return "This draft" if invoice.number is None else f"Invoice {shown(invoice.number)}"


def _where(row: InvoiceRow) -> str:
    if row.remote_id is not None:
        return "in Clientary already"
    if row.may_be_there:
        return "perhaps in Clientary already"
    return "waiting to be sent" if row.sync is InvoiceSync.WAITING else "on its way to Clientary"
