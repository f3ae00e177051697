"""The kinds of records in Clientary: where they are, what serves them, what of them is needed, how they are read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from app.membrane import needs, records
from app.membrane.envelope import Object
from app.membrane.needs import Need

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """One kind of record: the key of its lists, the keys under which one may be wrapped (the first is the wrapper of
    requests), and how it is read.

    `path` is that of its list; `lists` and `gets` are the needs that an action may serve; `needed` the fields
    (canonical names) that an action must not drop. `paged`: its list has pages. `gettable`: `path`/ID exists.
    """

    key: str
    wrappers: tuple[str, ...]
    read: Callable[[Object], T]
    path: str
    lists: Need | None = None
    gets: Need | None = None
    needed: frozenset[str] = frozenset()
    paged: bool = True
    gettable: bool = True


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


_DOCUMENT = (
    "number title date client client_id currency_code status note tax tax2 tax3 tax_label tax2_label tax3_label"
    " compound_tax subtotal total_cost updated_at"
)

CLIENTS = Kind(
    "clients", ("client",), records.read_client, "/clients", needs.LIST_CLIENTS, needs.GET_CLIENT,
    _names("name number status currency_code account updated_at"),
)  # fmt: skip
PROJECTS = Kind(
    "projects", ("project",), records.read_project, "/projects", needs.LIST_PROJECTS, needs.GET_PROJECT,
    _names(
        "name number client client_id rate project_type currency_code status worked_hours unbilled_hours updated_at"
    ),
)  # fmt: skip
TASKS = Kind(
    "tasks", ("task",), records.read_task, "/tasks", needs.LIST_TASKS, needs.GET_TASK,
    _names("title project_id complete completed due_date"),
)  # fmt: skip
STAFF = Kind("staff", ("staff", "user"), records.read_person, "/staff", paged=False)
HOURS = Kind(
    "hours", ("project_item", "hour", "hours", "hours_entry", "time_entry"), records.read_hours, "/hours",
    needs.LIST_HOURS, needs.GET_HOURS,
    _names("hours title description date project_id user_id rate billed invoice_id created_at updated_at"),
)  # fmt: skip
INVOICES = Kind(
    "invoices", ("invoice",), records.read_invoice, "/invoices", needs.LIST_INVOICES, needs.GET_INVOICE,
    _names(f"{_DOCUMENT} due_date po balance invoice_items payments"),
)  # fmt: skip
ESTIMATES = Kind(
    "estimates", ("estimate",), records.read_estimate, "/estimates", needs.LIST_ESTIMATES, needs.GET_ESTIMATE,
    _names(f"{_DOCUMENT} estimate_items"),
)  # fmt: skip
RECURRING = Kind("recurring", ("recurring_schedule", "recurring"), records.read_recurring, "/recurring")
CONTACTS = Kind(
    "contacts", ("client_user", "contact"), records.read_contact, "/contacts", needs.LIST_CONTACTS, needs.GET_CONTACT,
    _names("name email client_id title phone mobile"),
)  # fmt: skip
EXPENSES = Kind(
    "expenses", ("expense",), records.read_expense, "/expenses", needs.LIST_EXPENSES, needs.GET_EXPENSE,
    _names("amount description incurred_on client_id project_id invoice_id"), paged=False,
)  # fmt: skip
PAYMENTS = Kind(
    "payments", ("payment",), records.read_payment, "/payments", needs.LIST_PAYMENTS,
    needed=_names("amount note invoice_id received_on"), gettable=False,
)  # fmt: skip
