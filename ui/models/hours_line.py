"""Lines of an invoice that the service works out, and the texts of their cells: hours, and what has a price already."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.invoices import InvoiceLine, LineKind
from app.services.invoice_request import Preview
from app.services.invoice_terms import LineEdit, hours_text
from ui.format import amount, spoken
from ui.i18n import tr, tr_n
from ui.invoice_words import label_text, line_title, number_text, rate_of_line, typed_text
from ui.models.line_columns import BILLED, PRICE, TAX, TITLE, WORKED


@dataclass(frozen=True, slots=True)
class HoursLine:
    """`label` is what it is called without its hours and rate, `renamed` whether a person called it so, `edit` what
    else they changed on it.
    """

    line: InvoiceLine
    label: str
    renamed: bool = False
    edit: LineEdit | None = None

    @property
    def title(self) -> str:
        return self.line.title if self.renamed else line_title(self.line)

    @property
    def editable(self) -> tuple[int, ...]:
        return TITLE, BILLED, PRICE

    @property
    def taxed(self) -> bool:
        return self.line.taxable

    @property
    def tax_fixed(self) -> bool:
        return False

    def about(self, _currency: str) -> str:
        """`6 entries`, and what neither its price nor its description says."""
        parts = [tr_n("invoices", "{n} entry", "{n} entries", len(self.line.entries))]
        if self.line.rate is None:
            parts.append(tr("invoices", "several rates"))
        if self.renamed:
            parts.append(tr("invoices", "in your words"))
        if self.edit is not None and self.edit.billed_s is not None:
            parts.append(tr("invoices", "time set by you"))
        if self.edit is not None and self.edit.rate is not None:
            parts.append(tr("invoices", "rate set by you"))
        return ", ".join(parts)

    def error(self, _currency: str) -> None:
        return None

    def amount_minor(self, _currency: str) -> int:
        return self.line.amount_minor

    def text(self, column: int, currency: str) -> str:
        """Nothing for a quantity: it stands under "Billed"."""
        match column:
            case 0:
                return self.title
            case 1:
                return hours_text(self.line.worked_s)
            case 2:
                return hours_text(self.line.billed_s)
            case 4:
                return rate_of_line(self.line, currency)
            case 6:
                return amount(self.line.amount_minor, currency)
        return ""

    def typed(self, column: int) -> str:
        match column:
            case 0:
                return self.label if self.renamed else label_text(self.label)
            case 2:
                return hours_text(self.line.billed_s)
            case 4:
                return "" if self.line.rate is None else typed_text(self.line.rate)
        return ""

    def spoken(self, column: int, currency: str) -> str:
        if column in (WORKED, BILLED):
            return spoken(self.line.worked_s if column == WORKED else self.line.billed_s)
        return _taxed(self.line) if column == TAX else self.text(column, currency)


@dataclass(frozen=True, slots=True)
class PricedLine:
    """The open part of a fixed price, an expense, or a discount."""

    line: InvoiceLine

    @property
    def title(self) -> str:
        return self.line.title

    @property
    def editable(self) -> tuple[int, ...]:
        return (TITLE,)

    @property
    def taxed(self) -> bool:
        return self.line.taxable

    @property
    def tax_fixed(self) -> bool:
        return self.line.kind is LineKind.DISCOUNT

    def about(self, _currency: str) -> str:
        match self.line.kind:
            case LineKind.FIXED:
                return tr("invoices", "Fixed price")
            case LineKind.EXPENSE:
                return tr("invoices", "Expense")
            case _:
                return tr("invoices", "Discount")

    def error(self, _currency: str) -> None:
        return None

    def amount_minor(self, _currency: str) -> int:
        return self.line.amount_minor

    def text(self, column: int, currency: str) -> str:
        match column:
            case 0:
                return self.title
            case 3:
                return number_text(self.line.quantity)
            case 4:
                return rate_of_line(self.line, currency)
            case 6:
                return amount(self.line.amount_minor, currency)
        return ""

    def typed(self, column: int) -> str:
        return self.title if column == TITLE else ""

    def spoken(self, column: int, currency: str) -> str:
        return _taxed(self.line) if column == TAX else self.text(column, currency)


def worked_out(
    preview: Preview, titles: dict[str, str], edits: dict[str, LineEdit]
) -> dict[str, HoursLine | PricedLine]:
    """The lines of a preview that nobody typed, by their keys; `titles` and `edits` are a person's own, by key too."""
    found: dict[str, HoursLine | PricedLine] = {}
    for line, key, label in zip(preview.invoice.lines, preview.keys, preview.labels, strict=True):
        if line.kind is LineKind.HOURS:
            found[key] = HoursLine(line, label, key in titles, edits.get(key))
        elif line.kind not in (LineKind.TYPED, LineKind.SECTION):
            found[key] = PricedLine(line)
    return found


def _taxed(line: InvoiceLine) -> str:
    return tr("invoices", "Taxed") if line.taxable else tr("invoices", "Not taxed")
