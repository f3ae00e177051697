"""An invoice as a PDF: where to, made and written off the GUI thread, and what came of it."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from app.cancel import CancelToken
from app.context import AppContext
from app.domain.money import shown
from app.errors import AppError, DocumentError, NotFound
from app.services.invoices import invoice_service
from ui.background_call import BackgroundCall
from ui.bridge import Bridge
from ui.i18n import tr
from ui.invoice_words import invoice_title
from ui.requests import Notice, StandingNotice
from ui.session import Session

_LONGEST_MISSING = 60
_NOTICE = "document"
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
"""What no file name may hold on one of the systems."""


class InvoiceDocument(QObject):
    """Asks for a file, then makes the document; one at a time, a later one gives up the one before."""

    making_changed = Signal(bool)
    """Whether one is being made."""

    def __init__(self, session: Session, bridge: Bridge, parent: QWidget) -> None:
        super().__init__(parent)
        self._session, self._bridge, self._widget = session, bridge, parent
        self._call = BackgroundCall(bridge, self)
        self._folder = ""
        self._asked: tuple[str, Path, bool] | None = None
        self._call.running_changed.connect(self.making_changed)
        self._call.done.connect(self._tell_saved)
        self._call.failed.connect(self._tell_failure)

    @Slot(str, bool)
    def ask(self, invoice_id: str, timesheet: bool = False) -> None:
        """Let the person choose where the PDF of that invoice goes, beginning where the latest one went. `timesheet`:
        with the work behind each line.
        """
        try:
            row = self._session.invoices.row(invoice_id)
        except NotFound:
            return
        chooser = QFileDialog(self._widget, tr("invoices", "Save as PDF"), self._first_folder())
        chooser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setNameFilters([tr("invoices", "PDF documents (*.pdf)")])
        chooser.setDefaultSuffix("pdf")
        chooser.selectFile(file_name(row.invoice.number, credit=row.credits is not None))
        chooser.fileSelected.connect(partial(self._take, invoice_id, timesheet))
        chooser.open()

    def _first_folder(self) -> str:
        return self._folder or QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)

    def _take(self, invoice_id: str, timesheet: bool, name: str) -> None:
        self._folder = str(Path(name).parent)
        self._make(invoice_id, Path(name), timesheet, anyway=False)

    def _make(self, invoice_id: str, target: Path, timesheet: bool, *, anyway: bool) -> None:
        self._bridge.requests.standing_notice_requested.emit(StandingNotice(_NOTICE, "warn", ""))
        self._asked = (invoice_id, target, timesheet)
        self._call.start(partial(_write_pdf, invoice_id, target, timesheet, anyway))

    @Slot(object)
    def _tell_saved(self, target: Path) -> None:
        text = tr("invoices", "The PDF is saved as {name}.", name=target.name)
        self._bridge.requests.notice_requested.emit(Notice(text, tr("invoices", "Open"), partial(_open, target)))

    @Slot(object)
    def _tell_failure(self, error: AppError) -> None:
        missing = str(error.facts.get("missing", "")) if isinstance(error, DocumentError) else ""
        if not missing or self._asked is None:
            self._bridge.requests.error_reported.emit(error)
            return
        text = tr(
            "invoices",
            "No font on this computer can show {characters}, so no PDF was written. Install a font for that script, or "
            "save it with boxes in their place.",
            characters=shown(missing, _LONGEST_MISSING),
        )
        again = partial(self._make, *self._asked, anyway=True)
        notice = StandingNotice(_NOTICE, "warn", text, tr("invoices", "Save with boxes"), again)
        self._bridge.requests.standing_notice_requested.emit(notice)


def file_name(number: str | None, *, credit: bool = False) -> str:
    """A name for the file of the invoice or credit note of that number, without what a file system does not take."""
    return invoice_title(_NOT_IN_NAMES.sub("-", number or "").strip(" .-"), credit=credit) + ".pdf"


def _write_pdf(
    invoice_id: str, target: Path, timesheet: bool, anyway: bool, context: AppContext, cancel: CancelToken
) -> Path:
    """Runs on a task thread, whose connection reads the invoice."""
    from app.services.documents import save_invoice  # loads what writes dates and amounts

    row = invoice_service(context).row(invoice_id)
    save_invoice(context, row, target, cancel, timesheet=timesheet, anyway=anyway)
    return target


def _open(target: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(target)))
