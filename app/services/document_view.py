"""An invoice that is still being made, set as the document that it would be."""

from __future__ import annotations

from app.cancel import CancelToken, Deadline
from app.context import AppContext
from app.documents.renderer import PageView, Renderer
from app.domain.invoices import Invoice, InvoiceSync
from app.storage.clients import ClientRepository
from app.storage.invoices import InvoiceRow

__all__ = ["PageView", "Renderer", "view_invoice"]

_RENDER_S = 30.0


def view_invoice(
    context: AppContext, renderer: Renderer, invoice: Invoice, page: int, ppi: float, cancel: CancelToken
) -> PageView:
    """The PDF of a previewed invoice, the same bytes as that of the invoice once it is created with this number, and
    the picture of a page. On the thread that owns `context`. Raises as `DocumentService.data` and `Renderer.view` do.
    """
    from app.documents.invoice import TEMPLATE, timestamp_of  # loads what writes dates and amounts
    from app.services.documents import DocumentService

    client = None if invoice.client_id is None else ClientRepository(context.db).get(invoice.client_id)
    row = InvoiceRow(invoice, InvoiceSync.DRAFT, None if client is None else client.name)
    data = DocumentService(context.db, context.config.settings, renderer).data(row)
    return renderer.view(TEMPLATE, data, timestamp_of(invoice), page, ppi, Deadline(_RENDER_S), cancel)
