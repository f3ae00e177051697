"""Stored records as Clientary shows them: nested clients, slash dates, odd keys (Clientary reference 4 and 5)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

from app.sandbox.clientary.kinds import KINDS
from app.sandbox.clientary.session import Session
from app.sandbox.clientary.spelling import respelled
from app.sandbox.store import Fields, Query, Record

Shown = dict[str, Any]
CENT = Decimal("0.01")
PACIFIC = timezone(timedelta(hours=-8))
CLIENT_KEYS = (
    "name number address address_2 city state zip country website description invoice_extra_fields".split()  # noqa: SIM905
)
DOCUMENT_TEXTS = "number title note summary currency_code tax_label tax2_label tax3_label".split()  # noqa: SIM905


def render(session: Session, record: Record, detail: bool = True) -> Shown:
    """The record's JSON object; `detail` False is the form used in lists."""
    shown: Shown = {"id": record.id, **RENDERERS[record.kind](session, record)}
    if record.kind in ("invoices", "estimates") and not detail and not session.dialect.list_invoice_items:
        for name in ("invoice_items", "estimate_items", "payments"):
            shown.pop(name, None)
    stamps = {"recurring": PACIFIC, "payment_profiles": PACIFIC}
    zone = stamps.get(record.kind, UTC)
    if record.kind not in ("hours", "staff", "expenses"):  # no time stamps are documented for those
        shown["created_at"] = timestamp(record.created_at, zone)
        shown["updated_at"] = timestamp(record.updated_at, zone)
    return respelled(shown, session.dialect) if _spelt_otherwise(session) else shown


def _spelt_otherwise(session: Session) -> bool:
    """Whether anything differs from the vendor's samples; a year of hours should not be copied for nothing."""
    dialect = session.dialect
    return (dialect.decimals_as, dialect.date_form, dialect.flag_keys) != ("number", "slash", "question")


def timestamp(instant: int, zone: timezone = UTC) -> str:
    """ISO 8601 with Z for UTC and with an offset otherwise, as the vendor's samples mix them."""
    return datetime.fromtimestamp(instant, zone).isoformat().replace("+00:00", "Z")


def slashed(day: str | None) -> str | None:
    return None if day is None else day.replace("-", "/")


def number(text: str | None) -> Decimal | None:
    """A stored decimal as a JSON number."""
    return None if text is None else Decimal(text)


def _party(_session: Session, record: Record) -> Shown:
    return {**_pick(record.fields, CLIENT_KEYS), "status": record.fields["status"]}


def _contact(session: Session, record: Record) -> Shown:
    return {**_staff(session, record), "client_id": record.fields.get("client_id")}


def _staff(_session: Session, record: Record) -> Shown:
    keys = ("name", "email", "title", "phone", "mobile", "ext")
    return {**_pick(record.fields, keys), "avatar": "default_avatars/medium.png"}


def _project(session: Session, record: Record) -> Shown:
    fields = record.fields
    worked, unbilled = session.store.hours_sums(record.id)
    keys = ("name", "number", "project_type", "budget_type", "status", "description", "currency_code")
    return {
        **_pick(fields, keys),
        "rate": number(fields["rate"]),
        "budget": number(fields.get("budget")),
        "client": _client_of(session, fields),
        "start_date": slashed(fields.get("start_date")),
        "end_date": slashed(fields.get("end_date")),
        "worked_hours": worked,
        "unbilled_hours": unbilled,
        "cost": (worked * Decimal(fields["rate"])).quantize(CENT)
        if fields["project_type"] != 2
        else Decimal(fields["rate"]),
    }


def _client_of(session: Session, fields: Fields) -> Shown | None:
    client_id = fields.get("client_id")
    client = None if client_id is None else session.store.get(session.account, "clients", client_id)
    return None if client is None else {"id": client.id, **_pick(client.fields, CLIENT_KEYS)}


def _hours(session: Session, record: Record) -> Shown:
    fields = record.fields
    rate = number(fields.get("rate"))
    shown = {
        **_pick(fields, ("title", "description", "project_id", "user_id")),
        "hours": number(fields["hours"]),
        "date": slashed(fields["date"]),
        "rate": rate,
        "cost": None if rate is None else (rate * Decimal(fields["hours"])).quantize(CENT),
    }
    if session.dialect.billed_visible:
        shown["billed?"] = bool(fields.get("billed"))
    return shown


def _task(_session: Session, record: Record) -> Shown:
    keys = ("title", "description", "complete", "completed_at", "due_date", "project_id", "client_id", "assignee_id")
    return _pick(record.fields, (*keys, "user_id"))


def _document(session: Session, record: Record) -> Shown:
    """What invoices, estimates and recurring schedules share."""
    fields, totals = record.fields, session.totals(record.fields)
    client = _client_of(session, fields)
    return {
        **_pick(fields, (*DOCUMENT_TEXTS, "client_id", "status", "compound_tax")),
        "date": slashed(fields.get("date")),
        "client": client and {"id": client["id"], "name": client["name"]},
        **{key: number(fields[key]) for key in ("tax", "tax2", "tax3")},
        "subtotal": totals.subtotal,
        "taxable_subtotal": totals.taxable_subtotal,
        "non_taxable_subtotal": totals.subtotal - totals.taxable_subtotal,
        **dict(zip(("total_tax", "total_tax2", "total_tax3"), totals.taxes, strict=True)),
        "total_taxes": totals.tax_sum,
        "total_cost": totals.total,
        KINDS[record.kind].items_key or "items": [_item(item) for item in fields["items"]],
    }


def _item(item: Mapping[str, Any]) -> Shown:
    shown = _pick(item, ("id", "title", "taxable", "item_type"))
    return {**shown, "quantity": number(item["quantity"]), "price": number(item["price"])}


def _public_link(session: Session, record: Record) -> Shown:
    """The secrets of a document's public page: a client must never log, store or show them."""
    secret = hashlib.sha256(f"{record.kind}/{record.id}/{record.created_at}".encode()).hexdigest()[:20]
    host = "acme" if session.account == "main" else session.account
    return {"secret": secret, "client_view_url": f"https://{host}.clientary.com/public/{record.id}/{secret}"}


def _invoice(session: Session, record: Record) -> Shown:
    query = Query(session.account, "payments", ("invoice_id", record.id))
    payments = session.store.select(query)
    shown = _document(session, record)
    paid = sum((Decimal(payment.fields["amount"]) for payment in payments), Decimal(0))
    schedule = record.fields.get("recurring_id")
    return {
        **shown,
        **_pick(record.fields, ("po", "user_id")),
        "due_date": slashed(record.fields["due_date"]),
        "total_payments": paid,
        "balance": shown["total_cost"] - paid,
        "payments": [_embedded_payment(payment) for payment in payments],
        "recurring_schedules": [] if schedule is None else [{"id": schedule}],
        **_public_link(session, record),
    }


def _estimate(session: Session, record: Record) -> Shown:
    return {**_document(session, record), **_public_link(session, record)}


def _recurring(session: Session, record: Record) -> Shown:
    keys = ("po", "action", "time_interval", "next_date", "due_period", "unlimited", "occurrences_remaining")
    shown = _document(session, record)
    del shown["date"]
    shown["recurring_schedule_items"] = [
        {
            **_pick(item, ("id", "title", "item_type")),
            "quantity": number(item["quantity"]),
            "price": item["price"],  # a string here, a number on invoices (Clientary reference 4)
            "taxable?": bool(item["taxable"]),
            "secondary_tax?": bool(item.get("secondary_tax")),
            "tertiary_tax?": bool(item.get("tertiary_tax")),
            "recurring_schedule_id": record.id,
        }
        for item in record.fields["items"]
    ]
    return {**shown, **_pick(record.fields, keys)}


def _payment(_session: Session, record: Record) -> Shown:
    fields = record.fields
    return {
        "amount": number(fields["amount"]),
        **_pick(fields, ("note", "invoice_id", "received_on", "transaction_id")),
        "transaction_fee_amount": None,
    }


def _embedded_payment(record: Record) -> Shown:
    fields = record.fields
    return {
        "id": record.id,
        "amount": number(fields["amount"]),
        "received_on": slashed(fields["received_on"]),
        "note": fields.get("note"),
        "invoice_id": fields["invoice_id"],
        "updated_at": timestamp(record.updated_at),
    }


def _payment_profile(_session: Session, record: Record) -> Shown:
    token = hashlib.sha256(f"gateway/{record.id}".encode()).hexdigest()[:18]
    keys = ("client_id", "name", "expiration_date", "address", "city", "state", "zip", "country")
    return {**_pick(record.fields, keys), "gateway": "stripe", "gateway_token": f"cus_{token}"}


def _expense(_session: Session, record: Record) -> Shown:
    fields = record.fields
    return {
        "amount": number(fields["amount"]),
        "incurred_on": slashed(fields["incurred_on"]),
        **_pick(fields, ("description", "client_id", "project_id", "invoice_id", "invoice_item_id", "user_id")),
    }


def _message(_session: Session, record: Record) -> Shown:
    return _pick(record.fields, ("recipients", "subject", "message", "send_copy", "attach_pdf"))


def _pick(fields: Mapping[str, Any], keys: tuple[str, ...] | list[str]) -> Shown:
    return {key: fields.get(key) for key in keys}


RENDERERS: Mapping[str, Callable[[Session, Record], Shown]] = {
    "clients": _party,
    "leads": _party,
    "contacts": _contact,
    "staff": _staff,
    "projects": _project,
    "hours": _hours,
    "tasks": _task,
    "invoices": _invoice,
    "estimates": _estimate,
    "recurring": _recurring,
    "payments": _payment,
    "payment_profiles": _payment_profile,
    "expenses": _expense,
    "messages": _message,
}
