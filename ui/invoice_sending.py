"""Making and sending one invoice while a person waits: stored on the task thread, sent by the sync thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.cancel import CancelToken
from app.context import AppContext
from app.domain.ids import InvoiceId, new_id
from app.domain.invoices import InvoiceSync
from app.errors import AppError, NotFound, Refused, UserInputError
from app.services.invoice_outcome import SendOutcome, outcome, settled_outcome
from app.services.invoice_request import InvoiceRequest
from app.services.invoices import InvoiceService, invoice_service
from app.storage.changes import Changes
from app.storage.invoices import InvoiceRow
from app.sync.result import SyncResult
from ui.bridge import Bridge
from ui.plain import quoted
from ui.session import Session
from ui.sync_worker import SyncRequest
from ui.task_worker import Work

if TYPE_CHECKING:
    from app.services.billing_refresh import Refreshed

Store = Callable[[InvoiceService], InvoiceRow]

_PREFIX = "invoice:"
_LOOK_S = 8.0
"""How long a person waits for Clientary to say what it billed, before the invoice is stored all the same."""


class InvoiceSending(QObject):
    """One invoice at a time: what is asked for meanwhile is not done. Every act carries an id made when the person
    acted, under which the service makes one invoice however often it is asked.
    """

    stored = Signal(object)
    """InvoiceRow: it is kept here now; a draft ends with this."""
    dropped = Signal(str)
    """Clientary was asked before: some of the hours are billed there, which are named. Nothing was kept or sent."""
    refused_here = Signal(object)
    """AppError: nothing was kept, nothing was sent."""
    given_up = Signal()
    """It was not stored, and why is a bug that the crash hook tells of; or the window closes."""
    doubted = Signal()
    """Clientary did not answer; the sync is finding out what became of it."""
    settled = Signal(object)
    """SendOutcome"""

    def __init__(self, session: Session, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._bridge = session, bridge
        self._busy = self._undo = self._doubted = False
        self._to_send = True
        self._waiting_for: InvoiceId | None = None
        self._store: Store | None = None
        bridge.sync_answered.connect(self._hear)
        bridge.changed.connect(self._look)

    @property
    def busy(self) -> bool:
        """From the click until it is known what became of it."""
        return self._busy

    def create(self, request: InvoiceRequest, *, draft: bool, replacing: str | None = None) -> bool:
        """Store it and, unless it is a draft, send it, after a look at what Clientary billed of these hours meanwhile.
        False while another one is under way: nothing is done.

        Refused, a new invoice is not kept; one that takes the place of another stays, with the server's words.
        """
        act = InvoiceId(new_id())

        def store(service: InvoiceService) -> InvoiceRow:
            if replacing is None:
                return service.create(request, draft=draft, invoice_id=act)
            return service.revise(replacing, request, draft=draft, new_id=act)

        look = None if draft else partial(_refreshed, request, replacing)
        return self._begin(store, to_send=not draft, undo=replacing is None, look=look)

    def amend(self, invoice_id: str, request: InvoiceRequest) -> bool:
        """Change an invoice that Clientary has to what the request says, and send the change."""

        def store(service: InvoiceService) -> InvoiceRow:
            from app.services.invoice_edits import InvoiceEdits

            return InvoiceEdits(service).amend(invoice_id, request)

        return self._begin(store, to_send=True, undo=False)

    def send(self, invoice_id: str) -> bool:
        """Send a draft, or a refused one again; it stays if it is refused."""
        return self._begin(lambda service: service.send(invoice_id), to_send=True, undo=False)

    def _begin(self, store: Store, *, to_send: bool, undo: bool, look: Work | None = None) -> bool:
        if self._busy:
            return False
        self._busy, self._to_send, self._undo, self._doubted = True, to_send, undo, False
        self._store = store
        if look is None:
            self._store_now()
            return True
        task = self._bridge.patient_tasks.run(look)
        task.done.connect(self._take_look)
        task.failed.connect(self._take_failed_look)
        task.dropped.connect(self._take_nothing)
        return True

    @Slot(object)
    def _take_look(self, refreshed: Refreshed) -> None:
        if refreshed.dropped:
            self._busy = False
            self.dropped.emit(" ".join(map(quoted, refreshed.warnings)))
        else:
            self._store_now()

    @Slot(object)
    def _take_failed_look(self, error: AppError) -> None:
        """Nothing is left to bill; anything else (no network, no account) the sync meets and tells of."""
        if isinstance(error, Refused | UserInputError):
            self._take_refusal(error)
        else:
            self._store_now()

    @Slot()
    def _store_now(self) -> None:
        """Once all that the person did before is saved: it may be a correction of these very hours."""
        store = self._store
        if store is None:
            return
        if self._bridge.saving:
            self._bridge.acts_saved.connect(self._store_now, Qt.ConnectionType.SingleShotConnection)
            return

        def work(context: AppContext, cancel: CancelToken) -> InvoiceRow:
            del cancel  # one transaction; it is done or not
            return store(invoice_service(context))

        task = self._bridge.tasks.run(work)
        task.done.connect(self._take_row)
        task.failed.connect(self._take_refusal)
        task.dropped.connect(self._take_nothing)

    @Slot(object)
    def _take_row(self, row: InvoiceRow) -> None:
        self._busy = self._to_send
        if self._to_send:
            self._waiting_for = row.invoice.id
        self.stored.emit(row)
        if self._to_send:
            awaited = row.invoice.id if self._undo else None
            self._bridge.requests.sync_requested.emit(SyncRequest(id=_PREFIX + row.invoice.id, awaited=awaited))

    @Slot(object)
    def _take_refusal(self, error: AppError) -> None:
        self._busy = False
        self.refused_here.emit(error)

    @Slot()
    def _take_nothing(self) -> None:
        self._busy = False
        self.given_up.emit()

    @Slot(object, object)
    def _hear(self, request: SyncRequest, answer: SyncResult | AppError | None) -> None:
        """The sync that was asked for has ended."""
        invoice_id = self._waiting_for
        if invoice_id is not None and request.id == _PREFIX + invoice_id:
            self._settle(outcome(self._session.invoices, invoice_id, answer, undo=self._undo))

    @Slot(object)
    def _look(self, changes: Changes) -> None:
        """The sync goes on with other work; what is certain about our invoice is told at once."""
        if self._waiting_for is None or not changes.concern("invoices", "sync"):
            return
        known = settled_outcome(self._session.invoices, self._waiting_for)
        if known is not None:
            self._settle(known)
        elif not self._doubted and self._is_checking(self._waiting_for):
            self._doubted = True
            self.doubted.emit()

    def _is_checking(self, invoice_id: str) -> bool:
        try:
            return self._session.invoices.row(invoice_id).sync is InvoiceSync.CHECKING
        except NotFound:
            return False

    def _settle(self, result: SendOutcome) -> None:
        self._waiting_for, self._busy = None, False
        self.settled.emit(result)


def _refreshed(request: InvoiceRequest, replacing: str | None, context: AppContext, cancel: CancelToken) -> Refreshed:
    """Runs on a task thread."""
    from app.services.billing_refresh import refresh_before_billing  # brings everything that speaks to Clientary

    return refresh_before_billing(context, cancel, request, _LOOK_S, replacing)
