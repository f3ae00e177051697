"""Keeps what is being typed into the invoice form, so that leaving it or closing the window loses nothing."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

from app.errors import AppError, UserInputError
from app.services.invoice_request import InvoiceRequest
from app.services.unfinished import Begun, UnfinishedService
from ui.bridge import Bridge
from ui.session import Session
from ui.writes import PATIENCE_MS, is_busy

_PAUSE_MS = 1_500


class FormKeeping(QObject):
    """Writes a moment after the last change, when the form is left or opened, and when the program ends; while another
    program writes, a moment later. `read` gives what the form says; what is wrong in a field at that moment is not
    kept. `holds`: the person changed something that is not made yet.
    """

    def __init__(self, session: Session, bridge: Bridge, read: Callable[[], InvoiceRequest], parent: QObject) -> None:
        super().__init__(parent)
        self._read, self._bridge, self._requests = read, bridge, bridge.requests
        self._db = session.context.db
        self._service = UnfinishedService(self._db, session.context.clock)
        self.replacing: str | None = None
        self.holds = False
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self._keep_typed)
        bridge.save_requested.connect(self._keep_last)

    def note_edit(self) -> None:
        """The person changed something."""
        self.holds = True
        self._later.start()

    def found(self, client_id: str | None, replacing: str | None) -> Begun | None:
        """What was begun before; the form is about to be opened with it, and what it shows now is kept first."""
        if self._later.isActive():  # waited for: what is read next must have it
            self._later.stop()
            try:
                self._service.keep(self._read(), self.replacing)
            except UserInputError:
                pass
            except AppError as error:  # the disk is full: what is typed is still in the form
                self._requests.error_reported.emit(error)
        self.holds = False
        return self._service.find(client_id, replacing)

    def keep_now(self) -> None:
        """The form is left, and still says what it said."""
        if self._later.isActive():
            self._later.stop()
            self._keep_typed()

    @Slot()
    def _keep_last(self) -> None:
        if not self._later.isActive():
            return
        self._later.stop()
        try:
            request, replacing = self._read(), self.replacing
        except UserInputError:
            return
        except AppError as error:
            self._requests.error_reported.emit(error)
            return
        self._bridge.writes.do(
            lambda on: UnfinishedService(on.context.db, on.context.clock).keep(request, replacing),
            lambda _kept: None,
            self._requests.error_reported.emit,
        )

    @Slot()
    def _keep_typed(self) -> None:
        """The person may be typing on: while another program writes, the next pause does."""
        try:
            with self._db.patience(PATIENCE_MS):
                self._service.keep(self._read(), self.replacing)
        except UserInputError:
            return
        except AppError as error:
            if is_busy(error):
                self._later.start()
            else:
                self._requests.error_reported.emit(error)

    def forget(self, client_id: str | None) -> None:
        """It was made, or the person wants to start afresh."""
        self._later.stop()
        self.holds = False
        if client_id is None and self.replacing is None:
            return
        try:
            self._service.forget(client_id or "", self.replacing)
        except AppError as error:  # what follows from the invoice's being made must not end with this
            self._requests.error_reported.emit(error)
