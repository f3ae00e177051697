"""What a person asks to be billed, and the parts of it that need no database to be checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date as calendar_date
from decimal import Decimal
from typing import Literal

from app.billing.extras import Discount, Section
from app.billing.fixed import FixedOffer
from app.billing.grouping import Group
from app.billing.lines import LineEdit
from app.billing.notices import Notice
from app.billing.rates import MAX_RATE
from app.billing.rounding import Policy
from app.domain.expenses import ExpenseId
from app.domain.ids import ClientId, EntryId, ProjectId
from app.domain.invoices import Invoice, LineKind, Tax
from app.domain.money import shown
from app.domain.spans import shift_day
from app.domain.text import clean_line, clean_text
from app.errors import UserInputError

MAX_NOTE = 20_000
MAX_PO = 255
_CODE = re.compile(r"[A-Z]{3}")
MAX_DUE_DAYS = 3650
MAX_BILLED_S = 10_000 * 3600
"""So much time may be typed on one line."""

ME = "me"
"""Stands for the person at this computer among the people whose hours are billed."""


@dataclass(frozen=True, slots=True)
class InvoiceRequest:
    """Which work goes on an invoice, and how.

    Days are YYYY-MM-DD, both included; without days and projects it is all unbilled hours of the client. `people` are
    Clientary's user ids, or `ME`; empty means everybody. `rounding` None follows the policies of project, client and
    settings; `taxes` None takes those of the client. `rate` (major units per hour) holds for every hour.

    `manual` are lines as typed, `TITLE;QUANTITY;PRICE[;notax]`: text, because the currency that gives them their digits
    follows from the hours. `fixed` are projects whose open fixed price is billed, `expenses` what is charged on.
    `order` is the order of lines by their keys (`Preview.keys`), `titles` what to call lines and `edits` what was
    changed on them, by key too. `left_out` are entries that would be billed but are not to be this time.

    Without `number` the next one is taken, without `date` today; `due` comes before `due_days` after the date, and
    without either the client's or the settings' days count. `terms` are conditions of payment in words. `currency` None
    is that of the hours; hours in another one are left out.
    """

    client_id: ClientId
    project_ids: tuple[ProjectId, ...] = ()
    day_from: str | None = None
    day_to: str | None = None
    group: Group = Group.PROJECT
    rounding: Policy | None = None
    no_hours: bool = False
    rate: Decimal | None = None
    taxes: tuple[Tax, ...] | None = None
    compound: bool = False
    manual: tuple[str, ...] = ()
    number: str | None = None
    date: str | None = None
    due: str | None = None
    note: str = ""
    po: str = ""
    left_out: tuple[EntryId, ...] = ()
    titles: tuple[tuple[str, str], ...] = ()
    people: tuple[str, ...] = ()
    expenses: tuple[ExpenseId, ...] = ()
    fixed: tuple[ProjectId, ...] = ()
    sections: tuple[Section, ...] = ()
    discount: Discount | None = None
    order: tuple[str, ...] = ()
    edits: tuple[LineEdit, ...] = ()
    terms: str = ""
    due_days: int | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """The invoice as it would be made now, with a proposed number and an id that nothing is stored under, and what a
    person should hear before it is sent.

    `keys` are what its lines are known by while hours and rates change, `labels` what they are called without hours and
    rate, both in the lines' order. `left_out` is how many of the hours that were asked for the person leaves out;
    `offers` are projects with a fixed price, chosen ones too.
    """

    invoice: Invoice
    notices: tuple[Notice, ...] = ()
    keys: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    left_out: int = 0
    offers: tuple[FixedOffer, ...] = ()

    @property
    def warnings(self) -> tuple[str, ...]:
        """The sentences of the notices."""
        return tuple(notice.text for notice in self.notices)


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
    terms: str
    currency: str | None


def checked_head(request: InvoiceRequest, today: str, due_days: int) -> Head:
    """Dates with their defaults, cleaned texts; raises `UserInputError` naming the field. `due_days`: where the request
    names neither day nor days.
    """
    day_from, day_to = _day(request.day_from, "from"), _day(request.day_to, "to")
    if day_from is not None and day_to is not None and day_to < day_from:
        raise UserInputError("The last day is before the first.", field="to")
    date = _day(request.date, "date") or today
    for edit in request.edits:
        _check_edit(edit)
    days = due_days if request.due_days is None else request.due_days
    if not 0 <= days <= MAX_DUE_DAYS:
        raise UserInputError(f"An invoice is due after 0 to {MAX_DUE_DAYS} days.", field="due_days")
    due_date = _day(request.due, "due") or shift_day(date, days)
    if due_date < date:
        raise UserInputError("The due date is before the invoice date.", field="due")
    return Head(
        day_from=day_from,
        day_to=day_to,
        date=date,
        due_date=due_date,
        taxes=tuple(Tax(_bounded(clean_line(tax.label), "tax", MAX_PO), tax.percent) for tax in request.taxes or ()),
        note=_bounded(clean_text(request.note).strip(), "note", MAX_NOTE),
        po=_bounded(clean_line(request.po), "po", MAX_PO),
        terms=_bounded(clean_text(request.terms).strip(), "terms", MAX_NOTE),
        currency=None if request.currency is None else _currency(request.currency),
    )


def _currency(text: str) -> str:
    code = text.strip().upper()
    if _CODE.fullmatch(code) is None:
        raise UserInputError(f'"{shown(text)}" is not a currency such as EUR or USD.', field="currency")
    return code


def _check_edit(edit: LineEdit) -> None:
    if edit.rate is not None and not 0 <= edit.rate <= MAX_RATE:
        raise UserInputError(f"{edit.rate:f} cannot be an hourly rate.", field="rate")
    if edit.billed_s is not None and not 0 <= edit.billed_s <= MAX_BILLED_S:
        raise UserInputError("Billed time is between nothing and ten thousand hours.", field="billed")


def request_from(invoice: Invoice) -> InvoiceRequest:
    """What would come near this invoice, for one whose request was not kept: its head, taxes and typed lines."""
    plain = (LineKind.TYPED, LineKind.DISCOUNT)
    typed = [line for line in invoice.lines if line.kind in plain and not line.entries]
    return InvoiceRequest(
        client_id=invoice.client_id or ClientId(""),
        no_hours=not any(line.entries for line in invoice.lines),
        taxes=invoice.taxes,
        compound=invoice.compound,
        manual=tuple(line_text(line.title, line.quantity, line.price, taxable=line.taxable) for line in typed),
        number=invoice.number,
        date=invoice.date,
        due=invoice.due_date,
        note=invoice.note,
        po=invoice.po,
        terms=invoice.terms,
        expenses=tuple(one for line in invoice.lines for one in line.expenses),
        fixed=tuple(one.project_id for one in invoice.lines if one.project_id is not None),
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
