"""Clientary's records as they arrive, reduced to what Stint uses; `raw` keeps the rest for the snapshot.

Plain frozen values: a first sync reads tens of thousands of hours entries, and starting up must not load a validator.
Dates are `YYYY-MM-DD`, quantities and money are exact decimals in major units, timestamps are kept as they came.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.domain.ids import RemoteId
from app.membrane.exact_json import encode

Raw = Mapping[str, object]
"""A record as it came, without what must never be kept."""


def snapshot_json(raw: Raw) -> str:
    """The record as JSON text, decimals digit for digit: what is stored as the last agreed remote state."""
    return encode(raw)


@dataclass(frozen=True, slots=True)
class RemoteClient:
    id: RemoteId
    name: str
    number: str | None = None
    currency: str | None = None
    archived: bool = False
    updated_at: str | None = None
    raw: Raw = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RemoteProject:
    """`rate` is hourly, or the whole amount where `kind` (Clientary's `project_type`) is 2."""

    id: RemoteId
    name: str
    number: str | None = None
    client_id: RemoteId | None = None
    rate: Decimal | None = None
    kind: int | None = None
    currency: str | None = None
    status: int | None = None
    worked_hours: Decimal | None = None
    unbilled_hours: Decimal | None = None
    updated_at: str | None = None
    raw: Raw = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RemoteTask:
    id: RemoteId
    title: str
    project_id: RemoteId | None = None
    complete: bool = False
    raw: Raw = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RemotePerson:
    id: RemoteId
    name: str
    raw: Raw = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RemoteHours:
    """An hours entry. `billed` is None where the account's user may not see it: unknown, not unbilled. `mark` is the
    invoice that a line of its own in the description names; `description` is the text without that line.
    """

    id: RemoteId
    project_id: RemoteId
    hours: Decimal
    title: str
    description: str
    date: str
    user_id: str | None = None
    billed: bool | None = None
    created_at: str | None = None
    mark: str | None = None
    raw: Raw = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RemoteItem:
    """A line of an invoice. `section`: a heading, worth nothing (Clientary reference 5.7). `id` is None where a reply
    leaves it out.
    """

    title: str
    quantity: Decimal
    price: Decimal
    taxable: bool | None = None
    amount: Decimal | None = None
    id: str | None = None
    section: bool = False


@dataclass(frozen=True, slots=True)
class RemoteTax:
    label: str
    percent: Decimal


@dataclass(frozen=True, slots=True)
class RemoteInvoice:
    """`items` is None where the reply left them out; `taxes` has the taxes whose percentage is not 0, in order."""

    id: RemoteId
    number: str | None
    client_id: RemoteId | None
    date: str
    due_date: str | None
    currency: str | None
    status: int | None = None
    items: tuple[RemoteItem, ...] | None = None
    taxes: tuple[RemoteTax, ...] = ()
    compound: bool = False
    subtotal: Decimal | None = None
    total: Decimal | None = None
    balance: Decimal | None = None
    updated_at: str | None = None
    raw: Raw = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RemoteEstimate:
    """As an invoice, without due date and payments; its status 4 means declined (Clientary reference 5.8)."""

    id: RemoteId
    number: str | None
    client_id: RemoteId | None
    date: str
    currency: str | None
    status: int | None = None
    items: tuple[RemoteItem, ...] | None = None
    taxes: tuple[RemoteTax, ...] = ()
    compound: bool = False
    total: Decimal | None = None
    updated_at: str | None = None
    title: str = ""
    raw: Raw = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RemoteRecurring:
    """A schedule that makes invoices; `time_interval` and `status` as Clientary counts them (Clientary reference
    5.11)."""

    id: RemoteId
    number: str | None = None
    title: str = ""
    client_id: RemoteId | None = None
    next_date: str | None = None
    time_interval: int | None = None
    currency: str | None = None
    status: int | None = None
    total: Decimal | None = None
    raw: Raw = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RemoteContact:
    """A person at a client; `client_id` is None for a lead's."""

    id: RemoteId
    name: str
    email: str
    client_id: RemoteId | None = None
    phone: str | None = None
    raw: Raw = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RemoteExpense:
    """`invoice_id` is set once it was rebilled. Clientary names no currency for it."""

    id: RemoteId
    amount: Decimal
    description: str
    date: str | None = None
    client_id: RemoteId | None = None
    project_id: RemoteId | None = None
    invoice_id: RemoteId | None = None
    raw: Raw = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class RemotePayment:
    id: RemoteId
    amount: Decimal
    invoice_id: RemoteId | None = None
    received_on: str | None = None
    note: str = ""
    raw: Raw = field(default_factory=dict, repr=False)
