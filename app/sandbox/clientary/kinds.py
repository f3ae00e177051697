"""The kinds of records: request wrappers, writable fields, rules and page sizes (Clientary reference 2, 3 and 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from app.sandbox.store import Order

FieldType = Literal["text", "integer", "decimal", "day", "flag", "json"]


def _fields(**names: str) -> dict[str, FieldType]:
    """`text="name title"` and so on, as a map from field to type."""
    types: dict[str, FieldType] = {
        "text": "text",
        "integer": "integer",
        "decimal": "decimal",
        "day": "day",
        "flag": "flag",
        "json": "json",
    }
    return {name: types[kind] for kind, listed in names.items() for name in listed.split()}


@dataclass(frozen=True, slots=True)
class Kind:
    """What Clientary knows about one kind of record. `name` is also the key of its lists."""

    name: str
    wrapper: str
    fields: Mapping[str, FieldType]
    required: tuple[str, ...] = ()
    defaults: Mapping[str, Any] = field(default_factory=dict)
    page_size: int | None = None  # None: the list has no pages
    order: Order = "id"
    unique_number: bool = False
    limited: bool = False  # plan limit, 426
    flat_body: bool = True  # Rails wraps a flat body itself where the controller's name fits
    items_key: str | None = None
    parents: Mapping[str, str] = field(default_factory=dict)  # field that points to a record -> its kind


_ADDRESS = "number address address_2 city state zip country website description"
_PARTY = _fields(text=f"name {_ADDRESS}", json="invoice_extra_fields", integer="status")
_TAXES = "tax tax2 tax3"
_DOCUMENT_TEXT = "number title note summary currency_code tax_label tax2_label tax3_label"
_CLIENT = {"client_id": "clients"}
_CLIENT_AND_PROJECT = {"client_id": "clients", "project_id": "projects"}
_NO_TAX = {"tax": "0", "tax2": "0", "tax3": "0", "compound_tax": False, "status": 0}

_KINDS = (
    Kind("clients", "client", _PARTY, ("name",), {"status": 1}, 10, "name", unique_number=True, limited=True),
    Kind(
        "contacts",
        "client_user",
        _fields(text="name email title phone mobile ext"),
        ("name", "email"),
        page_size=10,
        limited=True,
        flat_body=False,
        parents=_CLIENT,
    ),
    Kind("leads", "lead", _PARTY, ("name",), {"status": 1}, 20, "newest", unique_number=True, limited=True),
    Kind(
        "projects",
        "project",
        _fields(
            text="name number description currency_code",
            decimal="rate budget",
            integer="client_id project_type budget_type status",
            day="start_date end_date",
        ),
        ("name", "rate"),
        {"project_type": 0, "budget_type": 0, "status": 1},
        20,
        unique_number=True,
        parents=_CLIENT,
    ),
    Kind(
        "hours",
        "project_item",
        _fields(text="title description", decimal="hours", day="date"),
        ("hours", "title"),
        order="newest_day",
        flat_body=False,
        parents={"project_id": "projects"},
    ),
    Kind(
        "tasks",
        "task",
        _fields(text="title description", day="due_date", integer="project_id client_id assignee_id", flag="complete"),
        ("title",),
        {"complete": False},
        50,
        parents={**_CLIENT_AND_PROJECT, "assignee_id": "staff"},
    ),
    Kind(
        "invoices",
        "invoice",
        _fields(
            text=f"{_DOCUMENT_TEXT} po",
            day="date due_date",
            decimal=_TAXES,
            flag="compound_tax",
            integer="client_id project_id status",
        ),
        ("date", "due_date", "currency_code"),
        _NO_TAX,
        30,
        "newest_day",
        unique_number=True,
        items_key="invoice_items",
        parents=_CLIENT_AND_PROJECT,
    ),
    Kind(
        "estimates",
        "estimate",
        _fields(
            text=_DOCUMENT_TEXT,
            day="date",
            decimal=_TAXES,
            flag="compound_tax",
            integer="client_id lead_id project_id status",
        ),
        ("date", "currency_code"),
        _NO_TAX,
        30,
        "newest_day",
        unique_number=True,
        items_key="estimate_items",
        parents={**_CLIENT_AND_PROJECT, "lead_id": "leads"},
    ),
    Kind(
        "recurring",
        "recurring_schedule",
        _fields(
            text=f"{_DOCUMENT_TEXT} po",
            day="next_date",
            decimal=_TAXES,
            flag="compound_tax unlimited",
            integer="client_id status action time_interval due_period occurrences_remaining",
        ),
        ("next_date", "due_period", "currency_code", "time_interval", "client_id"),
        {**_NO_TAX, "action": 1, "unlimited": True},
        30,
        items_key="recurring_schedule_items",
        parents=_CLIENT,
    ),
    Kind(
        "payments",
        "payment",
        _fields(decimal="amount", text="note", day="received_on", integer="payment_profile_id"),
        ("amount",),
        page_size=30,
        order="newest_day",
        parents={"invoice_id": "invoices"},
    ),
    Kind(
        "payment_profiles",
        "stripe_payment_profile",
        _fields(text="name last_four_digits", day="expiration_date"),
        ("name",),
        page_size=30,
        parents=_CLIENT,
    ),
    Kind(
        "expenses",
        "expense",
        _fields(text="description", decimal="amount", day="incurred_on", integer="client_id project_id invoice_id"),
        ("amount",),
        order="newest_day",
        parents={**_CLIENT_AND_PROJECT, "invoice_id": "invoices"},
    ),
    Kind("staff", "staff", _fields(text="name email title phone mobile ext"), ("name", "email")),
    Kind("messages", "message", _fields(text="subject message", json="recipients", flag="send_copy attach_pdf")),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _KINDS}

ITEM_FIELDS: Mapping[str, FieldType] = _fields(
    text="title",
    decimal="quantity price",
    flag="taxable secondary_tax tertiary_tax",
    integer="item_type",
)
ITEM_REQUIRED = ("title", "quantity", "price")

# Fields that only the control routes may set: what a person does in Clientary's own pages.
PRIVILEGED_FIELDS: Mapping[str, FieldType] = _fields(
    integer="user_id project_id client_id invoice_id lead_id", flag="billed", decimal="rate"
)

_CRUD = "GET PUT PATCH DELETE"
COLLECTIONS: Mapping[str, str] = {
    "clients": "GET POST",
    "contacts": "GET",
    "leads": "GET POST",
    "projects": "GET POST",
    "tasks": "GET POST",
    "invoices": "GET POST",
    "estimates": "GET POST",
    "recurring": "GET POST",
    "payments": "GET",
    "expenses": "GET POST",
    "staff": "GET",
}
MEMBERS: Mapping[str, str] = {
    "clients": _CRUD,
    "contacts": _CRUD,
    "leads": _CRUD,
    "projects": _CRUD,
    "hours": _CRUD,
    "tasks": _CRUD,
    "invoices": _CRUD,
    "estimates": _CRUD,
    "recurring": _CRUD,
    "expenses": _CRUD,
    "staff": "GET",
}
NESTED: Mapping[tuple[str, str], str] = {
    ("clients", "contacts"): "GET POST",
    ("clients", "projects"): "GET",
    ("clients", "invoices"): "GET",
    ("clients", "estimates"): "GET",
    ("clients", "expenses"): "GET",
    ("clients", "payment_profiles"): "GET",
    ("projects", "hours"): "GET POST",
    ("projects", "tasks"): "GET",
    ("projects", "invoices"): "GET",
    ("projects", "estimates"): "GET",
    ("projects", "expenses"): "GET",
    ("recurring", "invoices"): "GET",
    ("invoices", "payments"): "POST",
    ("invoices", "messages"): "POST",
    ("estimates", "messages"): "POST",
}
NESTED_MEMBERS: Mapping[tuple[str, str], str] = {("invoices", "payments"): "DELETE"}
SINGULAR_CREATE = {"task": "tasks", "Lead": "leads"}  # as the vendor's pages print them
PARENT_FIELD = {
    "clients": "client_id",
    "projects": "project_id",
    "invoices": "invoice_id",
    "recurring": "recurring_id",
    "estimates": "estimate_id",
}
