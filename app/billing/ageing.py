"""What clients owe, by how long it is overdue. Amounts are minor units; nothing is converted between currencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.domain.invoices import InvoiceStatus

AGE_LIMITS = (30, 60, 90)
"""The last days of all spans but the longest."""

_OWED = (InvoiceStatus.SENT, InvoiceStatus.VIEWED, InvoiceStatus.PENDING)


class Owed(Protocol):
    """What has to be known of an invoice; days are YYYY-MM-DD, `status` is Clientary's number."""

    @property
    def currency(self) -> str: ...
    @property
    def balance_minor(self) -> int: ...
    @property
    def due_date(self) -> str: ...
    @property
    def status(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Ageing:
    """What is owed in one currency. `late_minor` has what is up to 30, 60, 90 and more than 90 days overdue."""

    currency: str
    invoices: int
    not_due_minor: int
    late_minor: tuple[int, int, int, int]

    @property
    def overdue_minor(self) -> int:
        return sum(self.late_minor)

    @property
    def outstanding_minor(self) -> int:
        return self.not_due_minor + self.overdue_minor


def is_owed(invoice: Owed) -> bool:
    """Whether it was sent and something of it is to be paid; drafts and void ones are not."""
    return invoice.status in _OWED and invoice.balance_minor > 0


def ageing(invoices: Iterable[Owed], today: str) -> list[Ageing]:
    """What is owed as of `today`, a line for each currency, in the order of the currencies' codes."""
    counts: dict[str, int] = defaultdict(int)
    sums: dict[str, list[int]] = defaultdict(lambda: [0] * (len(AGE_LIMITS) + 2))
    for one in filter(is_owed, invoices):
        counts[one.currency] += 1
        sums[one.currency][_place(one.due_date, today)] += one.balance_minor
    return [
        Ageing(currency, counts[currency], found[0], (found[1], found[2], found[3], found[4]))
        for currency, found in sorted(sums.items())
    ]


def _place(due: str, today: str) -> int:
    """0 for what is not overdue, then a place for each span."""
    days = (date.fromisoformat(today) - date.fromisoformat(due)).days
    return 0 if days <= 0 else 1 + sum(days > limit for limit in AGE_LIMITS)
