"""What the hours on an invoice add up to, below its lines."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.invoices import InvoiceLine
from app.services.invoice_terms import hours_text
from ui.format import spoken
from ui.i18n import tr
from ui.theme import space
from ui.widgets.plain_label import PlainLabel


class TimeSum(PlainLabel):
    """`19:30 worked, 19:45 billed`; not there without hours."""

    def __init__(self) -> None:
        super().__init__("", "strong", elide=True)
        self.setContentsMargins(space(3), space(2), space(3), space(2))
        self.hide()

    def show_lines(self, lines: Sequence[InvoiceLine]) -> None:
        """Add up those that have hours."""
        hours = [line for line in lines if line.entries]
        worked, billed = sum(line.worked_s for line in hours), sum(line.billed_s for line in hours)
        text = tr("invoices", "{worked} worked, {billed} billed")
        self.setText(text.format(worked=hours_text(worked), billed=hours_text(billed)))
        self.setAccessibleName(text.format(worked=spoken(worked), billed=spoken(billed)))
        self.setVisible(bool(hours))
