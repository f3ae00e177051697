"""Projects with a fixed price: their rate is the whole amount and is never multiplied by hours (Clientary 5.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.billing.billable import Billable
from app.domain.clients import Project
from app.domain.ids import ProjectId
from app.domain.invoices import InvoiceLine
from app.domain.money import exact_minor, rounded, to_major


@dataclass(frozen=True, slots=True)
class FixedOffer:
    """A fixed-price project among the hours. `amount_minor` is the agreed amount, None when nobody set one."""

    project: Project
    currency: str
    amount_minor: int | None
    worked_s: int

    def open_minor(self, billed_minor: int = 0) -> int:
        """What is left of the amount after `billed_minor` of it was billed; never negative."""
        return max(0, (self.amount_minor or 0) - billed_minor)

    def line(self, billed_minor: int = 0) -> InvoiceLine:
        """The one line that bills what is left."""
        amount = self.open_minor(billed_minor)
        return InvoiceLine(self.project.name, Decimal(1), to_major(amount, self.currency), amount)


def fixed_offers(items: Iterable[Billable], currency: str) -> tuple[FixedOffer, ...]:
    """One offer for each fixed-price project among the items, in the order in which they come."""
    projects: dict[ProjectId, Project] = {}
    worked: dict[ProjectId, int] = {}
    for item in items:
        if item.project is not None and item.project.fixed:
            projects[item.project.id] = item.project
            worked[item.project.id] = worked.get(item.project.id, 0) + item.entry.seconds
    return tuple(_offer(project, currency, worked) for project in projects.values())


def _offer(project: Project, currency: str, worked: Mapping[ProjectId, int]) -> FixedOffer:
    amount = None if project.rate is None else rounded(exact_minor(Decimal(1), project.rate, currency))
    return FixedOffer(project, currency, amount, worked[project.id])
