"""Invoices as PDF: who it is from, who it is for, and the work behind it, put on paper by the typesetter."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from app.cancel import CancelToken, Deadline
from app.context import AppContext
from app.documents.address import address_lines
from app.documents.invoice import TEMPLATE, Letterhead, WorkRow, invoice_document, timestamp_of
from app.documents.renderer import Pdf, Renderer
from app.domain.billing_terms import TermsKind
from app.domain.ids import ClientId
from app.domain.invoices import Invoice, InvoiceLine
from app.errors import Refused, StorageError, UserInputError
from app.services.invoices import invoice_service
from app.settings import Settings
from app.storage.database import Database
from app.storage.invoice_list import days_of, invoiced_entries
from app.storage.invoice_papers import credited_number
from app.storage.invoices import InvoiceRow
from app.storage.links import LinkRepository
from app.storage.terms import TermsRepository

_RENDER_S = 60.0
_MAX_LOGO_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class DocumentService:
    """Makes documents of what is in the data file. Rendering takes a tenth of a second and more: not on a GUI thread,
    but the data is read by the thread that owns `db`: `data` there, `render` anywhere.
    """

    db: Database
    settings: Settings
    renderer: Renderer

    def data(self, row: InvoiceRow, *, timesheet: bool = False, language: str | None = None) -> dict[str, object]:
        """What stands on an invoice, as `render` takes it. `language` (such as `de`) instead of the client's, else
        the usual one.

        Raises `UserInputError` for a language that is not known or a logo that cannot be read.
        """
        work = [self._work(line) for line in row.invoice.lines] if timesheet else None
        wanted = language or language_of(self.db, row) or self.settings.documents_language
        return invoice_document(
            row.invoice,
            self.recipient(row, wanted),
            letterhead_of(self.settings),
            wanted,
            work,
            credited_number(self.db, row.invoice.id),
            self._days_worked(row.invoice),
        )

    def render(
        self,
        row: InvoiceRow,
        data: Mapping[str, object],
        deadline: Deadline,
        cancel: CancelToken,
        *,
        anyway: bool = False,
    ) -> Pdf:
        """The PDF; the same bytes for the same invoice. Raises `DocumentError` and `Cancelled` (see `Renderer`)."""
        return self.renderer.render(TEMPLATE, data, timestamp_of(row.invoice), deadline, cancel, anyway=anyway)

    def recipient(self, row: InvoiceRow, language: str) -> list[str]:
        """The client's name and the address that Clientary has of it, in lines."""
        name = [row.client_name] if row.client_name else []
        return [*name, *address_lines(self._client_record(row.invoice.client_id), language)]

    def _client_record(self, client_id: ClientId | None) -> Mapping[str, object]:
        link = None if client_id is None else LinkRepository(self.db).of_local("client", client_id)
        found = {} if link is None else json.loads(link.snapshot)
        return found if isinstance(found, dict) else {}

    def _days_worked(self, invoice: Invoice) -> tuple[str, str] | None:
        """The first and the last day of its hours; None where it has none."""
        spans = [span for line in invoice.lines if (span := days_of(self.db, line.entries)) is not None]
        return (min(first for first, _ in spans), max(last for _, last in spans)) if spans else None

    def _work(self, line: InvoiceLine) -> list[WorkRow]:
        return [WorkRow(row.date, row.title, row.seconds) for row in invoiced_entries(self.db, line.entries)]


def save_invoice(
    context: AppContext,
    row: InvoiceRow,
    target: Path,
    cancel: CancelToken,
    *,
    timesheet: bool = False,
    language: str | None = None,
    anyway: bool = False,
) -> Pdf:
    """Make the PDF and write it, on the thread that owns `context`; the typesetter's process ends with it. Where
    Clientary has not confirmed the number, it is noted that it left the house. Raises as `DocumentService` and
    `save_pdf` do.
    """
    with Renderer() as renderer:
        service = DocumentService(context.db, context.config.settings, renderer)
        data = service.data(row, timesheet=timesheet, language=language)
        pdf = service.render(row, data, Deadline(_RENDER_S), cancel, anyway=anyway)
    save_pdf(pdf.data, target)
    invoice_service(context).note_given_out(row.invoice.id, str(target.absolute()))
    return pdf


def language_of(db: Database, row: InvoiceRow) -> str | None:
    """The language set for the invoice's client; None where none is."""
    client_id = row.invoice.client_id
    return None if client_id is None else TermsRepository(db).get(TermsKind.CLIENT, client_id).language


def sender_lines(settings: Settings) -> tuple[str, ...]:
    """Whose documents they are: name and address, in lines."""
    return _lines(settings.documents_sender)


def letterhead_of(settings: Settings) -> Letterhead:
    """The sender's part of a document. Raises `UserInputError` where the logo is not a picture that can be used."""
    return Letterhead(
        sender=sender_lines(settings),
        footer=" ".join(_lines(settings.documents_footer)),
        payment=_lines(settings.documents_payment),
        logo=_logo(settings.documents_logo),
        accent=settings.documents_accent,
        paper=settings.documents_paper,
    )


def save_pdf(pdf: bytes, target: Path) -> None:
    """Write it beside, sync, replace: the old file or the new one, never half of one. Only another PDF is replaced.

    Raises `Refused` and `StorageError`.
    """
    if not _is_free(target):
        raise Refused(f"{target} is there already and is no PDF, so it is not replaced. Name another file.")
    try:
        handle, name = tempfile.mkstemp(prefix=".stint-", suffix=".pdf", dir=target.absolute().parent)
    except OSError as error:
        raise StorageError(f"{target} could not be written: {error.strerror}. Nothing was changed.") from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(target)
    except OSError as error:
        with suppress(OSError):
            Path(name).unlink()
        raise StorageError(f"{target} could not be written: {error.strerror}. Nothing was changed.") from error


def _is_free(target: Path) -> bool:
    """Nothing is there, or an earlier PDF (or an empty file, as file dialogs make them)."""
    try:
        with target.open("rb") as file:
            return file.read(5) in (b"", b"%PDF-")
    except FileNotFoundError:
        return True
    except OSError as error:
        raise StorageError(f"{target} could not be written: {error.strerror}. Nothing was changed.") from error


def _lines(text: str) -> tuple[str, ...]:
    """A setting of several lines; typed on a command line, `\\n` stands for a new one."""
    return tuple(line.strip() for line in text.replace("\\n", "\n").splitlines() if line.strip())


def _logo(path: str) -> bytes | None:
    if not path:
        return None
    try:
        data = Path(path).expanduser().read_bytes()
    except OSError as error:
        raise UserInputError(f"The logo {path} cannot be read: {error.strerror}.", field="documents.logo") from error
    if len(data) > _MAX_LOGO_BYTES:
        raise UserInputError(f"The logo {path} is larger than 1 MB.", field="documents.logo")
    return data
