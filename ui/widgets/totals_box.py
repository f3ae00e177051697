"""What an invoice comes to: subtotal, each tax with what it was taken of, total."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from app.domain.invoices import Invoice, Totals
from ui.format import amount, money
from ui.i18n import tr
from ui.invoice_words import tax_text
from ui.theme import space
from ui.widgets.plain_label import PlainLabel, Tone

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Sum:
    """One row: what it is, the amount as text."""

    label: str
    amount: str
    strong: bool = False
    tone: Tone = "text"


class TotalsBox(QWidget):
    """Rows of sums, the amounts in one column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("TotalsBox", "Totals"))
        self._shown: tuple[Sum, ...] = ()
        self._labels: list[tuple[PlainLabel, PlainLabel]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(5))
        self._grid.setVerticalSpacing(space(1) + 2)
        self._grid.setColumnStretch(0, 1)

    def show_sums(self, sums: Sequence[Sum]) -> None:
        """Replace the rows; where only words and figures change, their labels stay."""
        before, self._shown = self._shown, tuple(sums)
        if [(one.strong, one.tone) for one in before] == [(one.strong, one.tone) for one in sums]:
            for one, (label, value) in zip(sums, self._labels, strict=True):
                _write(one, label, value)
            return
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._labels = [self._add_row(2 * row, one, last=row == len(sums) - 1) for row, one in enumerate(sums)]

    def texts(self) -> list[tuple[str, str]]:
        """Labels and amounts as they are shown."""
        return [(one.label, one.amount) for one in self._shown]

    def _add_row(self, row: int, one: Sum, *, last: bool) -> tuple[PlainLabel, PlainLabel]:
        label = PlainLabel("", "strong" if one.strong else "body", one.tone, elide=True)
        value = PlainLabel("", "title" if one.strong else "body", one.tone)
        value.setAlignment(_RIGHT)
        _write(one, label, value)
        self._grid.addWidget(label, row, 0)
        self._grid.addWidget(value, row, 1)
        if not last:
            line = QFrame()
            line.setProperty("role", "line")
            self._grid.addWidget(line, row + 1, 0, 1, 2)
        return label, value


def _write(one: Sum, label: PlainLabel, value: PlainLabel) -> None:
    label.setText(one.label)
    value.setText(one.amount)
    value.setAccessibleName(f"{one.label}: {one.amount}")


def sums_of(worked_out: Totals, currency: str) -> list[Sum]:
    """Subtotal, taxes and total of our own arithmetic."""
    sums = [Sum(tr("TotalsBox", "Subtotal"), money(worked_out.subtotal_minor, currency))]
    for tax in worked_out.taxes:
        label = tr("TotalsBox", "{tax} on {base}", tax=tax_text(tax), base=amount(tax.base_minor, currency))
        sums.append(Sum(label, money(tax.amount_minor, currency)))
    return [*sums, Sum(tr("TotalsBox", "Total"), money(worked_out.total_minor, currency), strong=True)]


def server_sums(invoice: Invoice) -> list[Sum]:
    """What Clientary says beside it: its total where it is another, and what is still to be paid."""
    sums = []
    if invoice.server_total_minor not in (None, invoice.total_minor):
        total = invoice.server_total_minor or 0
        tone: Tone = "text" if invoice.acknowledged else "warn"
        sums.append(Sum(tr("TotalsBox", "Total in Clientary"), money(total, invoice.currency), tone=tone))
    if invoice.balance_minor != invoice.total_minor:
        sums.append(Sum(tr("TotalsBox", "To be paid"), money(invoice.balance_minor, invoice.currency), tone="muted"))
    return sums
