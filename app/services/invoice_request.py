"""What a person asks to be billed, and the parts of it that need no database to be checked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date as calendar_date
from decimal import Decimal
from typing import Literal

from app.billing.grouping import Group
from app.billing.rounding import NONE, Policy
from app.domain.ids import ClientId, EntryId, ProjectId
from app.domain.invoices import Invoice, Tax
from app.domain.spans import shift_day
from app.domain.text import clean_line, clean_text
from app.errors import UserInputError

MAX_NOTE = 20_000
MAX_PO = 255


@dataclass(frozen=True, slots=True)
class InvoiceRequest:
    """Which work goes on an invoice, and how.

    Days are YYYY-MM-DD, both included; without days and projects it is all unbilled hours of the client. `rate`
    (major units per hour) holds for every hour. `manual` are lines as typed, `TITLE;QUANTITY;PRICE[;notax]`: text,
    because the currency that gives them their digits follows from the hours. Without `number` the next one is taken,
    without `date` today, without `due` that many days later as the settings say. `left_out` are entries that would be
    billed but are not to be this time; `titles` what to call lines of hours, by their key (`Preview.keys`).
    """

    client_id: ClientId
    project_ids: tuple[ProjectId, ...] = ()
    day_from: str | None = None
    day_to: str | None = None
    group: Group = Group.PROJECT
    rounding: Policy = NONE
    no_hours: bool = False
    rate: Decimal | None = None
    taxes: tuple[Tax, ...] = ()
    compound: bool = False
    manual: tuple[str, ...] = ()
    number: str | None = None
    date: str | None = None
    due: str | None = None
    note: str = ""
    po: str = ""
    left_out: tuple[EntryId, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """The invoice as it would be made now, with a proposed number and an id that nothing is stored under, and what a
    person should hear before it is sent. Its lines of hours are the first ones: `keys` are what they are known by,
    `labels` what they are called without hours and rate. `left_out` is how many of the
    hours that were asked for the person leaves out.
    """

    invoice: Invoice
    warnings: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    left_out: int = 0


OfferState = Literal["billed", "left_out", "fixed_price", "other_currency"]


@dataclass(frozen=True, slots=True)
class OfferedEntry:
    """Unbilled hours that a request asks for, and whether they are on the invoice: left out by the person, of a project
    with a fixed price, or in `currency`, which is not the invoice's.
    """

    id: EntryId
    date: str
    title: str
    project_name: str
    seconds: int
    state: OfferState
    currency: str


@dataclass(frozen=True, slots=True)
class Head:
    """The checked parts of a request that need no database: days and texts, every day as YYYY-MM-DD."""

    day_from: str | None
    day_to: str | None
    date: str
    due_date: str
    taxes: tuple[Tax, ...]
    note: str
    po: str


def checked_head(request: InvoiceRequest, today: str, due_days: int) -> Head:
    """Dates with their defaults, cleaned texts; raises `UserInputError` naming the field."""
    day_from, day_to = _day(request.day_from, "from"), _day(request.day_to, "to")
    if day_from is not None and day_to is not None and day_to < day_from:
        raise UserInputError("The last day is before the first.", field="to")
    date = _day(request.date, "date") or today
    due_date = _day(request.due, "due") or shift_day(date, due_days)
    if due_date < date:
        raise UserInputError("The due date is before the invoice date.", field="due")
    return Head(
        day_from=day_from,
        day_to=day_to,
        date=date,
        due_date=due_date,
        taxes=tuple(Tax(_bounded(clean_line(tax.label), "tax", MAX_PO), tax.percent) for tax in request.taxes),
        note=_bounded(clean_text(request.note).strip(), "note", MAX_NOTE),
        po=_bounded(clean_line(request.po), "po", MAX_PO),
    )


def request_from(invoice: Invoice) -> InvoiceRequest:
    """What would come near this invoice, for one whose request was not kept: its head, taxes and typed lines."""
    typed = [line for line in invoice.lines if not line.entries]
    return InvoiceRequest(
        client_id=invoice.client_id or ClientId(""),
        no_hours=len(typed) == len(invoice.lines),
        taxes=invoice.taxes,
        compound=invoice.compound,
        manual=tuple(line_text(line.title, line.quantity, line.price, taxable=line.taxable) for line in typed),
        number=invoice.number,
        date=invoice.date,
        due=invoice.due_date,
        note=invoice.note,
        po=invoice.po,
    )


def line_text(title: str, quantity: Decimal, price: Decimal, *, taxable: bool) -> str:
    """A typed line as `InvoiceRequest.manual` has it."""
    return f"{title};{quantity:f};{price:f}{'' if taxable else ';notax'}"


def _day(text: str | None, field: str) -> str | None:
    if text is None:
        return None
    try:
        return calendar_date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise UserInputError(f"{text} is not a date such as 2026-03-31.", field=field) from error


def _bounded(text: str, field: str, limit: int) -> str:
    if len(text) > limit:
        raise UserInputError(f"The {field} is longer than {limit:,} characters.", field=field)
    return text
