"""What can be done about an invoice that exists: send it, discard it, make it void, say that a difference was seen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import AppError, Refused
from app.storage.invoices import InvoiceRow
from ui.bridge import Bridge
from ui.i18n import tr
from ui.invoice_sending import InvoiceSending
from ui.requests import Notice, StandingNotice
from ui.session import Session
from ui.sync_worker import SyncRequest

T = TypeVar("T")


class InvoiceActs(QObject):
    """Short writes happen in the order of all that a person does; sending goes through `InvoiceSending`."""

    settled = Signal(object)
    """SendOutcome of one that was sent."""
    made = Signal(str)
    """Id of an invoice that was made out of another one."""
    changed = Signal()
    """Something began or ended that the details tell of."""

    def __init__(self, session: Session, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._bridge = session, bridge
        self._sending = InvoiceSending(session, bridge, self)
        self._sending_id: str | None = None
        self._saving: set[str] = set()
        bridge.acts_saved.connect(self._saving.clear)
        self._sending.settled.connect(self._settle)
        self._sending.refused_here.connect(self._refuse)
        self._sending.doubted.connect(self._forget)
        self._sending.given_up.connect(self._forget)

    def is_sending(self, invoice_id: str) -> bool:
        """Whether that one is on its way from here and Clientary has not kept us waiting too long."""
        return self._sending.busy and self._sending_id == invoice_id

    def do(self, act: str, invoice_id: str) -> None:
        """One of `ui.invoice_standing.Act` that needs no further question; once, however often it is asked for while it
        waits to be saved.
        """
        match act:
            case "create" | "again":
                self._send(invoice_id)
                self.changed.emit()
            case "discard":
                self._write(invoice_id, lambda on: on.invoices.discard(invoice_id), self._tell_discarded)
            case "void":
                sync = partial(self._sync, f"void:{invoice_id}")
                self._write(invoice_id, lambda on: on.invoices.void(invoice_id), sync)
            case "ack":
                self._write(invoice_id, lambda on: on.invoices.acknowledge(invoice_id))
            case "take_back":
                self._write(invoice_id, lambda on: on.invoices.take_edit_back(invoice_id))
            case "duplicate" | "credit":
                self._copy(invoice_id, credit=act == "credit")
            case "renumber":
                self._renumber(invoice_id)

    def _write(
        self,
        invoice_id: str,
        act: Callable[[Session], T],
        done: Callable[[T], object] | None = None,
        refused: Callable[[AppError], object] | None = None,
    ) -> None:
        """Store what `act` does with that invoice, which nothing else is done with meanwhile."""
        if invoice_id in self._saving:
            return
        self._saving.add(invoice_id)

        def end(result: T) -> None:
            self._saving.discard(invoice_id)
            if done is not None:
                done(result)
            self.changed.emit()

        def refuse(error: AppError) -> None:
            self._saving.discard(invoice_id)
            (refused or self._bridge.requests.error_reported.emit)(error)
            self.changed.emit()

        self._bridge.writes.do(act, end, refuse)

    def _send(self, invoice_id: str) -> None:
        if self._sending.send(invoice_id):
            self._sending_id = invoice_id

    def _tell_discarded(self, row: InvoiceRow) -> None:
        number = row.invoice.number
        text = (
            tr("invoices", "Invoice {number} was discarded; its hours are free again.", number=number)
            if number
            else tr("invoices", "The draft was discarded; its hours are free again.")
        )
        back = partial(self._restore, row.invoice.id)
        self._bridge.requests.notice_requested.emit(Notice(text, tr("invoices", "Undo"), back))

    def _restore(self, invoice_id: str) -> None:
        self._write(invoice_id, lambda on: on.invoices.restore(invoice_id))

    def _copy(self, invoice_id: str, *, credit: bool) -> None:
        def copy(on: Session) -> str:
            from app.services.invoice_copies import InvoiceCopies

            copies = InvoiceCopies(on.invoices)
            return (copies.credit(invoice_id) if credit else copies.duplicate(invoice_id)).invoice.id

        def tell(made: str) -> None:
            if credit:
                self._sync(f"credit:{made}")
            self.made.emit(made)

        self._write(invoice_id, copy, tell)

    def _renumber(self, invoice_id: str, *, given_out_seen: bool = False) -> None:
        """Give it the next number and send it; where a file with the old one left, only with another yes."""
        self._write(
            invoice_id,
            lambda on: on.invoices.renumber(invoice_id, given_out_seen=given_out_seen),
            partial(self._sync, f"renumber:{invoice_id}"),
            partial(self._ask_to_renumber, invoice_id),
        )

    def _ask_to_renumber(self, invoice_id: str, error: AppError) -> None:
        file = error.facts.get("given_out") if isinstance(error, Refused) else None
        if file is None:
            self._bridge.requests.error_reported.emit(error)
            return
        text = tr(
            "invoices",
            "The PDF {file} left with the old number. Give the invoice another number all the same, and replace "
            "that file?",
            file=file,
        )
        again = partial(self._renumber_all_the_same, invoice_id)
        notice = StandingNotice("renumber", "warn", text, tr("invoices", "Change the number"), again)
        self._bridge.requests.standing_notice_requested.emit(notice)

    def _renumber_all_the_same(self, invoice_id: str) -> None:
        self._bridge.requests.standing_notice_requested.emit(StandingNotice("renumber", "warn", ""))
        self._renumber(invoice_id, given_out_seen=True)

    def _sync(self, request_id: str, _stored: object = None) -> None:
        self._bridge.requests.sync_requested.emit(SyncRequest(id=request_id))

    @Slot(object)
    def _settle(self, outcome: object) -> None:
        self._sending_id = None
        self.settled.emit(outcome)
        self.changed.emit()

    @Slot(object)
    def _refuse(self, error: AppError) -> None:
        self._sending_id = None
        self._bridge.requests.error_reported.emit(error)
        self.changed.emit()

    @Slot()
    def _forget(self) -> None:
        self._sending_id = None
        self.changed.emit()
