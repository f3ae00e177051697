"""Invoices and their lines. Amounts are integer minor units of the invoice's currency."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import IntEnum, StrEnum

from app.domain.expenses import ExpenseId
from app.domain.ids import ClientId, EntryId, InvoiceId, ProjectId


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


class LineKind(StrEnum):
    """What a line bills. `FIXED`: the open part of a project's fixed price; `SECTION`: a heading, worth nothing."""

    HOURS = "hours"
    TYPED = "typed"
    FIXED = "fixed"
    EXPENSE = "expense"
    SECTION = "section"
    DISCOUNT = "discount"


@dataclass(frozen=True, slots=True)
class EntryBasis:
    """How one entry came onto a line, frozen when it was billed: `rate` in major units per hour, `rounding` as
    `--rounding` takes it. `rate_from` and `rounding_from` say where those were found (`billing_terms.Source`); with
    `line` as source a person typed the line's rate, or its billed time, which is shared out over its entries.
    """

    entry_id: EntryId
    worked_s: int
    billed_s: int
    rate: Decimal
    rate_from: str
    rounding: str
    rounding_from: str


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line. `quantity` and `price` (major units) are what is sent; `amount_minor` is their exact product or the
    rounded amount of the time. `worked_s` and `billed_s` are 0 for lines without hours. `project_id` is the project of
    a fixed price. `basis`, and `percent` of a discount, are known of lines that were just worked out; of stored ones
    the ledger and the request that is kept beside the invoice have them.
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
    kind: LineKind = LineKind.TYPED
    expenses: tuple[ExpenseId, ...] = ()
    project_id: ProjectId | None = None
    basis: tuple[EntryBasis, ...] = field(default=(), compare=False)
    percent: Decimal | None = field(default=None, compare=False)


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
    """An invoice, ours or pulled. `date` and `due_date` are YYYY-MM-DD. `terms` are conditions of payment in words;
    Clientary has no field for them, so they are sent below the note.

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
    terms: str = ""
    po: str = ""
    status: int = InvoiceStatus.DRAFT
    total_minor: int = 0
    balance_minor: int = 0
    server_total_minor: int | None = None
    acknowledged: bool = False


def credit_remark(number: str) -> str:
    """The first line of a credit note's note: Clientary has no other place for the invoice that is taken back."""
    return f"Credit note for invoice {number}"
