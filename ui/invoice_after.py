"""What is done after an invoice was made: recording payments, writing to the client, saying what became of either."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QStandardPaths, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.cancel import CancelToken
from app.context import AppContext
from app.domain.ids import ClientId
from app.errors import AppError
from app.services.invoices import invoice_service
from app.storage.invoices import InvoiceRow
from ui.asked_acts import let_go, settle_asked
from ui.background_call import BackgroundCall
from ui.bridge import Bridge
from ui.i18n import tr
from ui.invoice_document import file_name
from ui.requests import Notice
from ui.session import Session
from ui.sync_worker import SyncRequest

_CONTEXT = "invoices"


class _HandedOver(NamedTuple):
    """`attached`: the mail program has the PDF; else `address` is to be opened and the file attached by hand."""

    file: Path
    attached: bool
    address: str


class InvoiceAfter(QObject):
    """Lives with the page; dialogs stand over its window."""

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._bridge, self._widget = session, bridge, parent
        self._mail = BackgroundCall(bridge, self)
        self._mail.done.connect(self._tell_handed_over)
        self._mail.failed.connect(self._bridge.requests.error_reported)

    def pay(self, invoice_id: str) -> None:
        """Ask how much was received."""
        from ui.dialogs.payment_dialog import PaymentDialog  # not before it is wanted

        row = self._row(invoice_id)
        if row is not None:
            dialog = PaymentDialog(self._session, self._bridge, row, self._widget.window())
            dialog.added.connect(self._tell_paid)
            dialog.open()

    def write(self, invoice_id: str) -> None:
        """Show an e-mail as it would be; the client's addresses are looked up meanwhile."""
        from ui.dialogs.mail_dialog import MailDialog

        row = self._row(invoice_id)
        if row is None:
            return
        try:
            dialog = MailDialog(self._session, self._bridge, row, self._widget.window())
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
            return
        dialog.sent.connect(self._tell_sending)
        dialog.handed_over.connect(partial(self._hand_over, invoice_id))
        dialog.open()
        if row.invoice.client_id is not None and row.remote_id is not None:
            people = BackgroundCall(self._bridge, dialog)
            people.done.connect(dialog.take_looked_up)
            people.start(partial(_look_up, row.invoice.client_id))

    @Slot(str, str, bool)
    def settle(self, kind: str, record_id: str, there: bool) -> None:
        """A person looked: it is there, or it is to be sent again."""
        settle_asked(self._bridge, kind, record_id, there=there)

    @Slot(str, str)
    def let_go(self, kind: str, record_id: str) -> None:
        """What was refused is not to be sent any more."""
        let_go(self._bridge, kind, record_id)

    @Slot(str)
    def _tell_paid(self, _payment_id: str) -> None:
        text = tr(_CONTEXT, "The payment is recorded here and goes to Clientary with the next sync.")
        self._bridge.requests.notice_requested.emit(Notice(text))
        self._sync()

    @Slot(str)
    def _tell_sending(self, _message_id: str) -> None:
        text = tr(_CONTEXT, "The e-mail goes out with the next sync.")
        self._bridge.requests.notice_requested.emit(Notice(text))
        self._sync()

    def _sync(self) -> None:
        self._bridge.requests.sync_requested.emit(SyncRequest(id="by-person"))

    def _hand_over(self, invoice_id: str, recipients: Sequence[str], subject: str, body: str) -> None:
        self._mail.start(partial(_compose, invoice_id, _folder(), tuple(recipients), subject, body))

    @Slot(object)
    def _tell_handed_over(self, made: _HandedOver) -> None:
        if made.attached:
            text = tr(_CONTEXT, "Your mail program has the e-mail with {name}; send it there.", name=made.file.name)
            self._bridge.requests.notice_requested.emit(Notice(text))
            return
        QDesktopServices.openUrl(QUrl(made.address))
        text = tr(_CONTEXT, "Attach the PDF in your mail program: it is {file}.", file=made.file)
        show = partial(_open_folder, made.file)
        self._bridge.requests.notice_requested.emit(Notice(text, tr(_CONTEXT, "Open folder"), show))

    def _row(self, invoice_id: str) -> InvoiceRow | None:
        try:
            return self._session.invoices.row(invoice_id)
        except AppError as error:
            self._bridge.requests.error_reported.emit(error)
            return None


def _look_up(client_id: ClientId, context: AppContext, cancel: CancelToken) -> bool:
    """Runs on a task thread."""
    from app.services.contact_refresh import refresh_contacts

    return refresh_contacts(context, client_id, cancel)


def _compose(
    invoice_id: str,
    folder: Path,
    recipients: tuple[str, ...],
    subject: str,
    body: str,
    context: AppContext,
    cancel: CancelToken,
) -> _HandedOver:
    """Make the PDF and tell the mail program; runs on a task thread."""
    from app.services.documents import save_invoice  # loads what writes dates and amounts
    from app.services.mail_program import compose_with_attachment, mail_address

    row = invoice_service(context).row(invoice_id)
    target = folder / file_name(row.invoice.number, credit=row.credits is not None)
    save_invoice(context, row, target, cancel)
    attached = compose_with_attachment(recipients, subject, body, target)
    return _HandedOver(target, attached, mail_address(recipients, subject, body))


def _folder() -> Path:
    """Where people look for documents; their home where there is no such folder."""
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return documents if documents.is_dir() else Path.home()


def _open_folder(file: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))
