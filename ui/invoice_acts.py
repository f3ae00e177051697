"""What can be done about an invoice that exists: send it, discard it, make it void, say that a difference was seen."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import AppError, Refused
from ui.bridge import Bridge
from ui.i18n import tr
from ui.invoice_sending import InvoiceSending
from ui.requests import Notice, StandingNotice
from ui.session import Session
from ui.sync_worker import SyncRequest


class InvoiceActs(QObject):
    """Short writes happen at once; sending goes through `InvoiceSending`."""

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
        self._sending.settled.connect(self._settle)
        self._sending.refused_here.connect(self._refuse)
        self._sending.doubted.connect(self._forget)
        self._sending.given_up.connect(self._forget)

    def is_sending(self, invoice_id: str) -> bool:
        """Whether that one is on its way from here and Clientary has not kept us waiting too long."""
        return self._sending.busy and self._sending_id == invoice_id

    def do(self, act: str, invoice_id: str) -> None:
        """One of `ui.invoice_standing.Act` that needs no further question."""
        try:
            match act:
                case "create" | "again":
                    self._send(invoice_id)
                case "discard":
                    self._discard(invoice_id)
                case "void":
                    self._void(invoice_id)
                case "ack":
                    self._session.invoices.acknowledge(invoice_id)
                case "take_back":
                    self._session.invoices.take_edit_back(invoice_id)
                case "duplicate" | "credit":
                    self._copy(invoice_id, credit=act == "credit")
                case "renumber":
                    self._renumber(invoice_id)
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
        self.changed.emit()

    def _send(self, invoice_id: str) -> None:
        if self._sending.send(invoice_id):
            self._sending_id = invoice_id

    def _discard(self, invoice_id: str) -> None:
        row = self._session.invoices.discard(invoice_id)
        number = row.invoice.number
        text = (
            tr("invoices", "Invoice {number} was discarded; its hours are free again.", number=number)
            if number
            else tr("invoices", "The draft was discarded; its hours are free again.")
        )
        back = partial(self._restore, invoice_id)
        self._bridge.requests.notice_requested.emit(Notice(text, tr("invoices", "Undo"), back))

    def _restore(self, invoice_id: str) -> None:
        try:
            self._session.invoices.restore(invoice_id)
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)

    def _copy(self, invoice_id: str, *, credit: bool) -> None:
        from app.services.invoice_copies import InvoiceCopies

        copies = InvoiceCopies(self._session.invoices)
        row = copies.credit(invoice_id) if credit else copies.duplicate(invoice_id)
        if credit:
            self._bridge.requests.sync_requested.emit(SyncRequest(id=f"credit:{row.invoice.id}"))
        self.made.emit(row.invoice.id)

    def _renumber(self, invoice_id: str, *, given_out_seen: bool = False) -> None:
        """Give it the next number and send it; where a file with the old one left, only with another yes."""
        try:
            self._session.invoices.renumber(invoice_id, given_out_seen=given_out_seen)
        except Refused as error:
            file = error.facts.get("given_out")
            if file is None:
                raise
            text = tr(
                "invoices",
                "The PDF {file} left with the old number. Give the invoice another number all the same, and replace "
                "that file?",
                file=file,
            )
            again = partial(self._renumber_all_the_same, invoice_id)
            notice = StandingNotice("renumber", "warn", text, tr("invoices", "Change the number"), again)
            self._bridge.requests.standing_notice_requested.emit(notice)
            return
        self._bridge.requests.sync_requested.emit(SyncRequest(id=f"renumber:{invoice_id}"))

    def _renumber_all_the_same(self, invoice_id: str) -> None:
        self._bridge.requests.standing_notice_requested.emit(StandingNotice("renumber", "warn", ""))
        try:
            self._renumber(invoice_id, given_out_seen=True)
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)

    def _void(self, invoice_id: str) -> None:
        self._session.invoices.void(invoice_id)
        self._bridge.requests.sync_requested.emit(SyncRequest(id=f"void:{invoice_id}"))

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
