"""The columns of the list of invoices."""

from __future__ import annotations

from dataclasses import dataclass

from app.services.invoice_terms import STATUS_NAMES
from app.storage.invoice_list import InvoiceHeadRow
from ui.format import money, short_day
from ui.i18n import tr
from ui.invoice_words import shown_status, status_text, sync_mark
from ui.models.record_table import Column

ALL = "all"
NUMBER, CLIENT, DATE, DUE, TOTAL, BALANCE, STATUS, SYNC = range(8)


@dataclass(frozen=True, slots=True)
class ListedInvoice:
    """A row of the list; `status` is one of `STATUS_NAMES`, or unknown."""

    head: InvoiceHeadRow
    status: str

    @property
    def shown(self) -> str:
        """The status as the list shows it."""
        return shown_status(self.status, self.head.sync, there=self.head.there)

    def fits(self, wanted: str, words: tuple[str, ...]) -> bool:
        """Whether that filter lets it through, and it has every one of the folded words."""
        return wanted in (ALL, self.status) and all(word in self.head.folded for word in words)


def filters() -> list[tuple[str, str]]:
    """What the list can be narrowed to, with the words for it."""
    order = ("draft", "sent", "viewed", "pending", "overdue", "paid", "cancelled")
    return [(ALL, tr("invoices", "All")), *((status, status_text(status)) for status in order)]


COLUMNS: tuple[Column[ListedInvoice], ...] = (
    Column(
        lambda: tr("invoices", "Number"),
        lambda row: row.head.number or "–",
        lambda row: (row.head.number is not None, row.head.number or ""),
        spoken=lambda row: row.head.number or tr("invoices", "no number yet"),
    ),
    Column(
        lambda: tr("invoices", "Client"),
        lambda row: row.head.client_name or tr("invoices", "No client"),
        lambda row: row.head.client_name.casefold(),
    ),
    Column(
        lambda: tr("invoices", "Date"),
        lambda row: short_day(row.head.date),
        lambda row: (row.head.date, row.head.number or ""),
    ),
    Column(lambda: tr("invoices", "Due"), lambda row: short_day(row.head.due_date), lambda row: row.head.due_date),
    Column(
        lambda: tr("invoices", "Total"),
        lambda row: money(row.head.total_minor, row.head.currency),
        lambda row: (row.head.currency, row.head.total_minor),
        number=True,
    ),
    Column(
        lambda: tr("invoices", "Balance"),
        lambda row: money(row.head.balance_minor, row.head.currency),
        lambda row: (row.head.currency, row.head.balance_minor),
        number=True,
    ),
    Column(
        lambda: tr("invoices", "Status"),
        lambda row: status_text(row.shown),
        lambda row: STATUS_NAMES.index(row.status) if row.status in STATUS_NAMES else -1,
    ),
    Column(
        lambda: tr("invoices", "Sync"),
        lambda _row: "",
        lambda row: row.head.sync.value,
        spoken=lambda row: sync_mark(row.head.sync, differs=row.head.differs).text,
    ),
)
"""In the order of the numbers above."""


def settled(row: ListedInvoice) -> bool:
    """Nothing is to be done about it any more: it is shown fainter."""
    return row.status in ("paid", "cancelled")
