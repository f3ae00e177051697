"""Which number an invoice gets: ours before anything is sent, by the pattern of its client or of the settings."""

from __future__ import annotations

from typing import NamedTuple

from app.domain.billing_terms import TermsKind
from app.domain.ids import ClientId
from app.domain.invoices import Invoice, InvoiceSync
from app.domain.money import shown
from app.errors import Refused
from app.services.invoice_numbers import checked_number, next_by_pattern, next_number
from app.services.invoice_reading import InvoiceReading
from app.storage.invoice_traces import InvoiceTraces
from app.storage.invoices import InvoiceRepository, InvoiceRow
from app.storage.outbox import INVOICE, SAVE, Outbox
from app.storage.terms import TermsRepository

_CHANGEABLE = (InvoiceSync.DRAFT, InvoiceSync.WAITING, InvoiceSync.PARKED)


class NumberInstead(NamedTuple):
    """The next free number, and whether an invoice that is `known` here has the one that is taken."""

    number: str
    known: bool


class InvoiceNumbering(InvoiceReading):
    """Numbers are decided inside the transaction that reserves them."""

    __slots__ = ()

    def next_number(
        self, replacing: str | None = None, client_id: ClientId | None = None, day: str | None = None
    ) -> str:
        """The number that an invoice without a chosen one would get now, for that client and on that day."""
        return self._number(None, replacing, client_id, day)

    def number_instead(self, invoice: Invoice) -> NumberInstead:
        """What to propose for an invoice whose number something else in Clientary has; nothing takes it unasked."""
        rows = InvoiceRepository(self.db).by_number(invoice.number or "")
        free = self._number(None, None, invoice.client_id, invoice.date, taken=invoice.number)
        return NumberInstead(free, any(row.invoice.id != invoice.id for row in rows))

    def number_for(self, wanted: str | None, invoice: Invoice) -> str:
        """The checked number of this invoice: `wanted`, or the next one. Inside the write that saves it."""
        return self._number(wanted, None, invoice.client_id, invoice.date)

    def renumber(self, invoice_id: str, number: str | None = None, *, given_out_seen: bool = False) -> InvoiceRow:
        """Give an invoice that Clientary does not have another number (None: the next one) and queue it again.

        Raises `Refused` where it is or may be there, where the number is in use, and, unless `given_out_seen`, where a
        PDF with the old number was saved: `facts["given_out"]` is that file.
        """
        with self.db.write():
            row = self.row(invoice_id)
            if row.remote_id is not None or row.may_be_there or row.sync not in _CHANGEABLE:
                raise Refused("This invoice is or may be in Clientary under its number; that is not changed here.")
            own = None if number is None else invoice_id  # the next one is not the one that is taken
            wanted = self._number(number, own, row.invoice.client_id, row.invoice.date)
            check_given_out(row, wanted, seen=given_out_seen)
            InvoiceRepository(self.db).set_number(invoice_id, wanted)
            if row.sync is not InvoiceSync.DRAFT:
                Outbox(self.db).queue(INVOICE, invoice_id, SAVE, self.clock.now())
        return self.row(invoice_id)

    def note_given_out(self, invoice_id: str, path: str) -> None:
        """A PDF was saved to that file. Before Clientary confirmed the number, another number then needs consent."""
        with self.db.write():
            row = self.row(invoice_id)
            if row.invoice.number is not None and row.remote_id is None and row.made_here:
                InvoiceTraces(self.db).note_given_out(invoice_id, path)

    def _number(
        self,
        wanted: str | None,
        replacing: str | None = None,
        client_id: str | None = None,
        day: str | None = None,
        *,
        taken: str | None = None,
    ) -> str:
        """The number as it is reserved: `wanted`, or the next one. `replacing`: an invoice whose number is free;
        `taken`: one that is used although no invoice here has it.
        """
        repository = InvoiceRepository(self.db)
        used = set(repository.numbers())
        used |= set() if taken is None else {taken}
        freed = None if replacing is None else repository.get(replacing)
        if freed is not None and freed.invoice.number is not None:
            if wanted is None and freed.remote_id is not None:
                return freed.invoice.number  # an edit in Clientary leaves the number as it is
            used.discard(freed.invoice.number)
        if wanted is not None:
            return checked_number(wanted, used)
        terms = None if client_id is None else TermsRepository(self.db).get(TermsKind.CLIENT, client_id)
        pattern = (terms.number_pattern if terms is not None else None) or self.settings.billing_number_pattern
        return next_by_pattern(pattern, day or self.today, used) if pattern else next_number(used)


def check_given_out(row: InvoiceRow, number: str | None, *, seen: bool) -> None:
    """Raises `Refused` where a file with the present number left and nobody said that the number may change."""
    if seen or row.given_out is None or number in (None, row.invoice.number):
        return
    raise Refused(
        f"A PDF of this invoice with number {shown(row.invoice.number or '')} was saved to {shown(row.given_out)}. "
        "Nothing was changed: say that the number may change (--renumber-given-out), and replace the file.",
        field="number",
        given_out=row.given_out,
    )
