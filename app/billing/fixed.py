"""Projects with a fixed price: their rate is the whole amount and is never multiplied by hours (Clientary 5.3)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.billing.billable import Billable
from app.domain.clients import Project
from app.domain.ids import ProjectId
from app.domain.invoices import InvoiceLine, LineKind
from app.domain.money import exact_minor, rounded, to_major
from app.errors import Refused


@dataclass(frozen=True, slots=True)
class FixedOffer:
    """A fixed-price project that an invoice may bill. `amount_minor` is the agreed amount, None when nobody set one;
    `billed_minor` what other invoices have of it; `worked_s` the seconds among the hours that were asked for; `chosen`
    says that the invoice has a line for it.
    """

    project: Project
    currency: str
    amount_minor: int | None
    worked_s: int
    billed_minor: int = 0
    chosen: bool = False

    @property
    def open_minor(self) -> int:
        """What is left of the amount; never negative."""
        return max(0, (self.amount_minor or 0) - self.billed_minor)

    @property
    def over_billed(self) -> bool:
        return self.over_minor > 0

    @property
    def over_minor(self) -> int:
        """What was billed beyond the amount; 0 where that is not known."""
        return 0 if self.amount_minor is None else max(0, self.billed_minor - self.amount_minor)

    def line(self) -> InvoiceLine:
        """The one line that bills what is left; raises `Refused` where that is nothing."""
        if not self.open_minor:
            reason = "has no price yet" if self.amount_minor is None else "is billed in full already"
            raise Refused(f'"{self.project.name}" {reason}.')
        price = to_major(self.open_minor, self.currency)
        return InvoiceLine(
            self.project.name,
            Decimal(1),
            price,
            self.open_minor,
            kind=LineKind.FIXED,
            project_id=self.project.id,
        )


def fixed_offers(
    items: Iterable[Billable],
    currency: str,
    *,
    projects: Iterable[Project] = (),
    billed: Mapping[ProjectId, int] | None = None,
    chosen: Collection[ProjectId] = (),
) -> tuple[FixedOffer, ...]:
    """One offer for each fixed-price project among the items, in the order in which they come, then for those of
    `projects`. `billed`: minor units that invoices have already, by project.
    """
    found: dict[ProjectId, Project] = {}
    worked: dict[ProjectId, int] = {}
    for item in items:
        if item.project is not None and item.project.fixed:
            found[item.project.id] = item.project
            worked[item.project.id] = worked.get(item.project.id, 0) + item.entry.seconds
    for project in projects:
        if project.fixed:
            found.setdefault(project.id, project)
    return tuple(
        FixedOffer(
            project,
            currency,
            None if project.rate is None else rounded(exact_minor(Decimal(1), project.rate, currency)),
            worked.get(project.id, 0),
            (billed or {}).get(project.id, 0),
            project.id in chosen,
        )
        for project in found.values()
    )
