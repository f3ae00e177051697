"""People at clients, estimates and recurring schedules: read from Clientary, shown, never changed here."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from app.domain.ids import ClientId

ESTIMATE_STATES = ("draft", "sent", "viewed", "cancelled", "declined", "revised", "accepted", "archived")
"""By Clientary's `status` of estimates, which counts otherwise than that of invoices (Clientary reference 5.8)."""

RECURRING_STATES = ("active", "paused", "stopped")
INTERVALS = (
    "", "weekly", "every 2 weeks", "semimonthly", "every 4 weeks", "monthly", "every 2 months", "quarterly",
    "every 6 months", "annually", "every 2 years", "every 4 months",
)  # fmt: skip
"""By Clientary's `time_interval` (Clientary reference 5.11)."""


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a client; without one it is at a lead."""

    id: str
    name: str
    email: str = ""
    phone: str | None = None
    client_id: ClientId | None = None


@dataclass(frozen=True, slots=True)
class EstimateLine:
    """`price` is in major units, of one piece."""

    title: str
    quantity: Decimal
    price: Decimal


@dataclass(frozen=True, slots=True)
class Estimate:
    """`total` is in major units of the currency, as Clientary says. `lines` is empty where its list left them out."""

    id: str
    date: str
    number: str | None = None
    title: str = ""
    client_id: ClientId | None = None
    currency: str | None = None
    status: int | None = None
    total: Decimal | None = None
    lines: tuple[EstimateLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Recurring:
    """A schedule that makes invoices in Clientary; `next_date` YYYY-MM-DD, `total` in major units."""

    id: str
    number: str | None = None
    title: str = ""
    client_id: ClientId | None = None
    next_date: str | None = None
    time_interval: int | None = None
    currency: str | None = None
    status: int | None = None
    total: Decimal | None = None


def named(names: tuple[str, ...], value: int | None) -> str | None:
    """The word for one of Clientary's numbers; None for one that the reference does not know."""
    return names[value] if value is not None and 0 <= value < len(names) and names[value] else None
