"""From a decoded record to its wire value. Each function takes the record as it came or as its snapshot was stored and
raises `BadReply` where a required field is missing or makes no sense."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.domain.hours_marks import split_mark
from app.domain.ids import RemoteId
from app.membrane.fields import Record
from app.membrane.wire import (
    RemoteClient,
    RemoteContact,
    RemoteEstimate,
    RemoteExpense,
    RemoteHours,
    RemoteInvoice,
    RemoteItem,
    RemotePayment,
    RemotePerson,
    RemoteProject,
    RemoteRecurring,
    RemoteTask,
    RemoteTax,
)

_ARCHIVED = 2
_ITEM_KEYS = ("invoice_items", "invoice_items_attributes", "estimate_items", "line_items", "items")
_NONE = Decimal(0)
_SECTION = 0
"""`item_type` of a heading; what has a price is a priced line whatever it says (Clientary reference 5.7)."""

Source = Mapping[str, object]


def read_client(source: Source) -> RemoteClient:
    record = Record("client", source)
    account = record.get("account")
    currency = account.get("currency_code") if isinstance(account, Mapping) else None
    status = record.get("status")
    return RemoteClient(
        id=record.id(),
        name=_named(record),
        number=record.label("number"),
        currency=record.label("currency_code", "currency") or (str(currency) if currency else None),
        archived=record.whole("status") == _ARCHIVED or str(status).lower() == "archived",
        updated_at=record.label("updated_at"),
        raw=record.raw,
    )


def read_project(source: Source) -> RemoteProject:
    record = Record("project", source)
    return RemoteProject(
        id=record.id(),
        name=_named(record),
        number=record.label("number"),
        client_id=record.link("client", "client_id"),
        rate=record.number("rate"),
        kind=record.whole("project_type"),
        currency=record.label("currency_code", "currency"),
        status=record.whole("status"),
        worked_hours=record.number("worked_hours"),
        unbilled_hours=record.number("unbilled_hours"),
        updated_at=record.label("updated_at"),
        raw=record.raw,
    )


def read_task(source: Source) -> RemoteTask:
    """The reply says `complete`, a request `completed` (Clientary reference 5.5); either is read."""
    record = Record("task", source)
    return RemoteTask(
        id=record.id(),
        title=record.text("title", "name"),
        project_id=record.link("project_id", "project"),
        complete=bool(record.flag("complete", "completed", "is_complete")),
        raw=record.raw,
    )


def read_person(source: Source) -> RemotePerson:
    record = Record("staff", source)
    return RemotePerson(id=record.id(), name=record.text("name", "email"), raw=record.raw)


def read_hours(source: Source, project_id: RemoteId | None = None) -> RemoteHours:
    """`project_id` is the project that was asked, for a reply that does not repeat it."""
    record = Record("hours entry", source)
    project = record.link("project_id", "project") or project_id
    if project is None:
        raise record.refuse("project_id", "is missing")
    notes, mark = split_mark(record.text("description"))
    return RemoteHours(
        id=record.id(),
        project_id=project,
        hours=record.amount("hours"),
        title=record.text("title"),
        description=notes,
        date=record.required_day("date"),
        user_id=record.link("user_id", "user"),
        billed=record.flag("billed", "is_billed"),
        created_at=record.label("created_at"),
        mark=mark,
        raw=record.raw,
    )


def read_invoice(source: Source) -> RemoteInvoice:
    record = Record("invoice", source)
    return RemoteInvoice(
        id=record.id(),
        number=record.label("number"),
        client_id=record.link("client_id", "client"),
        date=record.required_day("date"),
        due_date=record.day("due_date"),
        currency=record.label("currency_code", "currency"),
        status=record.whole("status"),
        items=_items(record),
        taxes=_taxes(record),
        compound=bool(record.flag("compound_tax")),
        subtotal=record.number("subtotal"),
        total=record.number("total_cost", "total"),
        balance=record.number("balance"),
        updated_at=record.label("updated_at"),
        raw=record.raw,
    )


def read_estimate(source: Source) -> RemoteEstimate:
    record = Record("estimate", source)
    return RemoteEstimate(
        id=record.id(),
        number=record.label("number"),
        client_id=record.link("client_id", "client"),
        date=record.required_day("date"),
        currency=record.label("currency_code", "currency"),
        status=record.whole("status"),
        items=_items(record),
        taxes=_taxes(record),
        compound=bool(record.flag("compound_tax")),
        total=record.number("total_cost", "total"),
        updated_at=record.label("updated_at"),
        title=record.text("title"),
        raw=record.raw,
    )


def read_recurring(source: Source) -> RemoteRecurring:
    record = Record("recurring schedule", source)
    return RemoteRecurring(
        id=record.id(),
        number=record.label("number"),
        title=record.text("title"),
        client_id=record.link("client_id", "client"),
        next_date=record.day("next_date"),
        time_interval=record.whole("time_interval"),
        currency=record.label("currency_code", "currency"),
        status=record.whole("status"),
        total=record.number("total_cost", "total"),
        raw=record.raw,
    )


def read_contact(source: Source) -> RemoteContact:
    record = Record("contact", source)
    return RemoteContact(
        id=record.id(),
        name=_named(record),
        email=record.text("email"),
        client_id=record.link("client_id", "client"),
        phone=record.label("phone", "mobile"),
        raw=record.raw,
    )


def read_expense(source: Source) -> RemoteExpense:
    record = Record("expense", source)
    return RemoteExpense(
        id=record.id(),
        amount=record.amount("amount"),
        description=record.text("description"),
        date=record.day("incurred_on", "date"),
        client_id=record.link("client_id", "client"),
        project_id=record.link("project_id", "project"),
        invoice_id=record.link("invoice_id", "invoice"),
        raw=record.raw,
    )


def read_payment(source: Source) -> RemotePayment:
    record = Record("payment", source)
    return RemotePayment(
        id=record.id(),
        amount=record.amount("amount"),
        invoice_id=record.link("invoice_id", "invoice"),
        received_on=record.day("received_on", "date"),
        note=record.text("note"),
        raw=record.raw,
    )


def _named(record: Record) -> str:
    name = record.text("name")
    if not name:
        raise record.refuse("name", "is missing")
    return name


def _items(record: Record) -> tuple[RemoteItem, ...] | None:
    listed = record.get(*_ITEM_KEYS)
    if listed is None:
        return None
    if not isinstance(listed, list) or not all(isinstance(item, Mapping) for item in listed):
        raise record.refuse("invoice_items", "a list of lines was expected")
    return tuple(_item(Record("invoice item", item)) for item in listed)


def _item(record: Record) -> RemoteItem:
    quantity, price = record.number("quantity") or _NONE, record.number("price", "unit_price") or _NONE
    return RemoteItem(
        title=record.text("title", "name"),
        quantity=quantity,
        price=price,
        taxable=record.flag("taxable", "is_taxable"),
        amount=record.number("amount", "total"),
        id=record.label("id"),
        section=record.number("item_type") == _SECTION and not quantity * price,
    )


def _taxes(record: Record) -> tuple[RemoteTax, ...]:
    found = []
    for name in ("tax", "tax2", "tax3"):
        percent = record.number(name)
        if percent:
            found.append(RemoteTax(record.text(f"{name}_label"), percent))
    return tuple(found)
