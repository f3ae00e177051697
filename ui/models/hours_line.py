"""A line of hours on an invoice that is being made, and the texts of its cells."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.invoices import InvoiceLine, LineKind
from app.services.invoice_request import Preview
from app.services.invoice_terms import hours_text
from ui.format import amount
from ui.i18n import tr, tr_n
from ui.invoice_words import label_text, line_title, rate_of_line


@dataclass(frozen=True, slots=True)
class HoursLine:
    """`key` is what the line is known by while hours and rates change, `label` what it is called without its hours and
    rate, `renamed` whether a person called it so.
    """

    line: InvoiceLine
    key: str
    label: str
    renamed: bool = False

    @property
    def title(self) -> str:
        return self.line.title if self.renamed else line_title(self.line)

    @property
    def typed_title(self) -> str:
        """What one begins with when one changes it."""
        return self.label if self.renamed else label_text(self.label)

    @property
    def about(self) -> str:
        """`6 entries`, and what neither its price nor its description says."""
        parts = [tr_n("invoices", "{n} entry", "{n} entries", len(self.line.entries))]
        if self.line.rate is None:
            parts.append(tr("invoices", "several rates"))
        if self.renamed:
            parts.append(tr("invoices", "in your words"))
        return ", ".join(parts)

    @property
    def worked(self) -> str:
        return hours_text(self.line.worked_s)

    @property
    def billed(self) -> str:
        return hours_text(self.line.billed_s)

    def price(self, currency: str) -> str:
        return rate_of_line(self.line, currency)

    def amount(self, currency: str) -> str:
        return amount(self.line.amount_minor, currency)


def hours_of(preview: Preview, titles: dict[str, str]) -> list[HoursLine]:
    """The lines of hours of a preview; `titles` are a person's own, by key."""
    return [
        HoursLine(line, key, label, key in titles)
        for line, key, label in zip(preview.invoice.lines, preview.keys, preview.labels, strict=True)
        if line.kind is LineKind.HOURS
    ]
