"""Answers for the form why a number is what it is."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.cancel import CancelToken
from app.context import AppContext
from app.domain.invoices import Invoice
from app.services.invoice_terms import Explained
from ui.background_call import BackgroundCall
from ui.bridge import Bridge
from ui.dialogs.why_dialog import WhyDialog
from ui.views.invoice_form_parts import FormParts


class FormWhy(QObject):
    """Explains the invoice that the form shows, from any of its amounts."""

    def __init__(self, bridge: Bridge, parts: FormParts, form: QWidget) -> None:
        super().__init__(form)
        self._form, self._parts = form, parts
        self._invoice: Invoice | None = None
        self._line: int | None = None
        self._call = BackgroundCall(bridge, self)
        self._call.done.connect(self._show)
        self._call.failed.connect(bridge.requests.error_reported)
        parts.table.why_asked.connect(self._explain_line)
        parts.why.clicked.connect(self._explain_total)

    def show_invoice(self, invoice: Invoice | None) -> None:
        """What there is to explain."""
        self._invoice = invoice
        self._parts.why.setVisible(invoice is not None)

    @Slot(int)
    def _explain_line(self, row: int) -> None:
        self._ask(self._parts.model.place_of(row))

    @Slot()
    def _explain_total(self) -> None:
        self._ask(None)

    def _ask(self, line: int | None) -> None:
        if self._invoice is not None:
            self._line = line
            self._call.start(partial(_explained, self._invoice))

    @Slot(object)
    def _show(self, explained: Explained) -> None:
        if self._form.isVisible():
            WhyDialog(explained, self._line, self._form.window()).open()


def _explained(invoice: Invoice, context: AppContext, cancel: CancelToken) -> Explained:
    from app.services.explanation import ExplanationService

    del cancel  # it takes milliseconds
    return ExplanationService(context.db).explain(invoice)
