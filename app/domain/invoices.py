"""Invoices and their lines. Amounts are integer minor units of the invoice's currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum

from app.domain.ids import ClientId, EntryId, InvoiceId


class InvoiceStatus(IntEnum):
    """Clientary's invoice `status` (Clientary reference 5.6)."""

    DRAFT = 0
    SENT = 1
    VIEWED = 2
    CANCELLED = 3
    PAID = 4
    PENDING = 5


class InvoiceSync(StrEnum):
    """Where an invoice stands with the server; `DRAFT` is not to be sent yet."""

    DRAFT = "draft"
    WAITING = "waiting"
    IN_FLIGHT = "in_flight"
    CHECKING = "checking"
    SYNCED = "synced"
    PARKED = "parked"


@dataclass(frozen=True, slots=True)
class Tax:
    """One of up to three taxes of a document. `percent` 5 means 5 %; negative for a withholding."""

    label: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line. `quantity` and `price` (major units) are what is sent; `amount_minor` is their exact product or the
    rounded amount of the time. `worked_s` and `billed_s` are 0 for lines that a person typed.
    """

    title: str
    quantity: Decimal
    price: Decimal
    amount_minor: int
    taxable: bool = True
    rate: Decimal | None = None
    worked_s: int = 0
    billed_s: int = 0
    entries: tuple[EntryId, ...] = ()


@dataclass(frozen=True, slots=True)
class TaxAmount:
    """A tax worked out: percent, what it was taken of, and what it came to."""

    label: str
    percent: Decimal
    base_minor: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What the lines and taxes of one document add up to, each tax rounded once."""

    subtotal_minor: int
    taxes: tuple[TaxAmount, ...]
    total_minor: int


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice, ours or pulled. `date` and `due_date` are YYYY-MM-DD.

    `server_total_minor` is what Clientary answered, None before that; `acknowledged` is set once a person saw a
    difference between the totals.
    """

    id: InvoiceId
    client_id: ClientId | None
    date: str
    due_date: str
    currency: str
    lines: tuple[InvoiceLine, ...]
    taxes: tuple[Tax, ...] = ()
    compound: bool = False
    number: str | None = None
    note: str = ""
    po: str = ""
    status: int = InvoiceStatus.DRAFT
    total_minor: int = 0
    balance_minor: int = 0
    server_total_minor: int | None = None
    acknowledged: bool = False
