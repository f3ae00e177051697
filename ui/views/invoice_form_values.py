"""What the fields of the invoice form say, as a request, and a request put into the fields."""

from __future__ import annotations

from dataclasses import replace

from app.domain.ids import ClientId, EntryId
from app.services.invoice_request import InvoiceRequest
from ui.models.typed_line import typed_line
from ui.session import Session
from ui.views.invoice_fields import Choices
from ui.views.invoice_form_parts import FormParts


class FormValues:
    """Knows the widgets and what they stand for. `left_out` are the entries that the person does not bill this time."""

    def __init__(self, session: Session, parts: FormParts) -> None:
        self._session, self._parts = session, parts
        self.left_out: tuple[EntryId, ...] = ()

    def read(self) -> InvoiceRequest:
        """What the form asks for; typed lines that are not complete are left out. Raises `UserInputError`."""
        parts = self._parts
        return replace(
            parts.fields.read(),
            taxes=parts.taxes.taxes(),
            compound=parts.taxes.is_compound,
            manual=parts.model.complete(),
            no_hours=parts.only_typed.isChecked(),
            note=parts.note.toPlainText(),
            po=parts.po.text(),
            left_out=self.left_out,
            titles=tuple(parts.model.titles.items()),
        )

    def fill(self, request: InvoiceRequest) -> None:
        """Show what a request asks for."""
        parts = self._parts
        parts.fields.fill(request)
        parts.taxes.set_taxes(request.taxes or (), compound=request.compound)
        parts.model.set_titles(dict(request.titles))
        parts.model.set_typed([typed_line(text) for text in request.manual])
        parts.only_typed.setChecked(request.no_hours)
        parts.note.setPlainText(request.note)
        parts.po.setText(request.po)
        self.left_out = request.left_out

    def start_new(self, client_id: ClientId | None) -> None:
        """An empty form for a client (None: whose unbilled work is the newest), made into lines and taxed as the last
        invoice was.
        """
        fields, invoices = self._parts.fields, self._session.invoices
        chosen = client_id or invoices.client_to_bill() or fields.client.key
        habits = None if chosen is None else invoices.last_request(chosen)
        fresh = InvoiceRequest(ClientId(chosen or ""), date=invoices.today)
        if habits is not None:
            fresh = replace(
                fresh, group=habits.group, rounding=habits.rounding, taxes=habits.taxes, compound=habits.compound
            )
        self.fill(fresh)

    def refresh_choices(self) -> None:
        """Read clients and projects again; what is chosen stays."""
        catalog = self._session.catalog
        self._parts.fields.set_choices(Choices(catalog.clients(), catalog.projects(everything=True)))
