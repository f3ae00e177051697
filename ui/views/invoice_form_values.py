"""What the fields of the invoice form say, as a request, and a request put into the fields."""

from __future__ import annotations

from dataclasses import replace

from app.domain.billing_terms import TermsKind
from app.domain.expenses import ExpenseId
from app.domain.ids import ClientId, EntryId, ProjectId
from app.services.invoice_request import InvoiceRequest
from app.services.tax_presets import tax_presets
from ui.session import Session
from ui.views.invoice_fields import Choices
from ui.views.invoice_form_parts import FormParts


class FormValues:
    """Knows the widgets and what they stand for, and what is chosen elsewhere: `left_out`, the entries that the person
    does not bill this time, projects whose `fixed` price they bill, and `expenses`.
    """

    def __init__(self, session: Session, parts: FormParts) -> None:
        self._session, self._parts = session, parts
        self.left_out: tuple[EntryId, ...] = ()
        self.fixed: tuple[ProjectId, ...] = ()
        self.expenses: tuple[ExpenseId, ...] = ()

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
            terms=parts.terms.toPlainText(),
            po=parts.po.text(),
            left_out=self.left_out,
            fixed=self.fixed,
            expenses=self.expenses,
            discount=parts.discount.discount(),
            titles=tuple(parts.model.titles.items()),
            edits=parts.model.edits,
            sections=parts.model.sections,
            order=parts.model.order,
        )

    def read_begun(self) -> InvoiceRequest:
        """As `read`, with the lines that are not finished."""
        manual, order = self._parts.model.begun()
        return replace(self.read(), manual=manual, order=order)

    def fill(self, request: InvoiceRequest) -> None:
        """Show what a request asks for."""
        parts = self._parts
        parts.fields.fill(request)
        parts.taxes.set_taxes(request.taxes or (), compound=request.compound)
        parts.discount.set_discount(request.discount)
        parts.model.fill(request.manual, request.sections, request.order, dict(request.titles), request.edits)
        parts.only_typed.setChecked(request.no_hours)
        parts.note.setPlainText(request.note)
        parts.terms.setPlainText(request.terms)
        parts.show_terms(bool(request.terms))
        parts.po.setText(request.po)
        self.left_out, self.fixed, self.expenses = request.left_out, request.fixed, request.expenses

    def start_new(self, client_id: ClientId | None) -> None:
        """An empty form for a client (None: whose unbilled work is the newest)."""
        fields, invoices = self._parts.fields, self._session.invoices
        chosen = client_id or invoices.client_to_bill() or fields.client.key
        self.fill(self.usual(chosen))

    def usual(self, chosen: ClientId | None) -> InvoiceRequest:
        """What an untouched form says for a client: hours grouped as on the last invoice. Rounding, taxes and
        conditions are taken over only from an invoice of the same client: those of another would put aside what was
        agreed, and charge a tax that does not apply. Taxes agreed with the client come first.
        """
        invoices = self._session.invoices
        habits = None if chosen is None else invoices.last_request(chosen)
        fresh = InvoiceRequest(ClientId(chosen or ""), date=invoices.today)
        if habits is not None:
            fresh = replace(fresh, group=habits.group)
        if habits is not None and habits.client_id == chosen:
            fresh = replace(
                fresh,
                rounding=habits.rounding,
                taxes=habits.taxes,
                compound=habits.compound,
                terms=habits.terms,
            )
        own = None if chosen is None else self._session.terms.of(TermsKind.CLIENT, chosen)
        if own is not None and own.taxes is not None:
            fresh = replace(fresh, taxes=own.taxes, compound=own.compound)
        return fresh

    def forget_choices(self) -> None:
        """Another client: what was chosen of the one before means nothing."""
        self.left_out, self.fixed, self.expenses = (), (), ()

    def refresh_choices(self) -> None:
        """Read clients, projects and people again; what is chosen stays."""
        catalog = self._session.catalog
        choices = Choices(catalog.clients(), catalog.projects(everything=True), self._session.billing_choices.people())
        self._parts.fields.set_choices(choices)
        self._parts.taxes.set_presets(tax_presets(self._session.config.settings, self._session.context.db))
