"""All lines of an invoice in their order: those for hours, and what the request wants beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.billing.arranging import Part, arranged, changed, discount_key, expense_key, fixed_key, numbered, typed_key
from app.billing.extras import discount_lines, expense_line
from app.billing.fixed import FixedOffer
from app.billing.lines import TimeLines
from app.billing.manual import parse_line
from app.billing.notices import Notice
from app.domain.money import shown
from app.domain.text import clean_line
from app.errors import Refused
from app.services.invoice_request import InvoiceRequest
from app.settings import Settings
from app.storage.billing_reads import free_expenses
from app.storage.database import Database


@dataclass(frozen=True, slots=True)
class RestOfLines:
    """Puts lines together. `replacing`: an invoice whose expenses count as free."""

    db: Database
    settings: Settings
    replacing: str | None = None

    def parts(
        self, request: InvoiceRequest, worked: TimeLines, offers: Sequence[FixedOffer], currency: str
    ) -> tuple[list[Part], list[Notice]]:
        """Every line with its key and label, and doubts about those without hours. Raises `Refused` for a fixed price
        or an expense that cannot be billed, `UserInputError` for a line that is not understood.
        """
        hours = [Part(*one) for one in zip(worked.keys, worked.labels, worked.lines, strict=True)]
        fixed = [Part(fixed_key(one.project.id), one.project.name, one.line()) for one in offers if one.chosen]
        typed = [parse_line(text, currency) for text in request.manual]
        expenses = self._expenses(request, currency)
        parts = [*hours, *fixed, *numbered([one.line for one in typed], typed_key), *(part for part, _ in expenses)]
        titles = {key: clean_line(title) for key, title in request.titles}
        edits = {edit.key: edit for edit in request.edits}
        parts = [changed(part, titles, edits) for part in parts]
        if request.discount is not None:
            taken = discount_lines(request.discount, [part.line for part in parts], currency)
            parts += [changed(part, titles, {}) for part in numbered(taken, discount_key)]
        warnings = [one.warning for one in typed] + [warning for _, warning in expenses]
        doubts = [Notice("rounded_there", warning) for warning in warnings if warning is not None]
        return arranged(parts, request.sections, request.order), doubts

    def _expenses(self, request: InvoiceRequest, currency: str) -> list[tuple[Part, str | None]]:
        """The chosen expenses as lines, each with its warning."""
        if not request.expenses:
            return []
        free = {row.expense.id: row for row in free_expenses(self.db, request.client_id, self.replacing)}
        found = []
        for expense_id in dict.fromkeys(request.expenses):
            row = free.get(expense_id)
            if row is None:
                raise Refused("One of these expenses is billed already or is not this client's.", field="expenses")
            own = (row.currency or self.settings.billing_currency).upper()
            if own != currency:
                name = shown(row.expense.description or "This expense")
                raise Refused(f'"{name}" is in {own}, the invoice in {currency}.', field="expenses")
            made = expense_line(row.expense, currency)
            found.append((Part(expense_key(expense_id), made.line.title, made.line), made.warning))
        return found
