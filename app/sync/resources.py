"""The kinds that are pulled record by record. A new kind is one line in `RESOURCES`, with how it is fetched and stored.

Hours are not here: they are listed per project and merged field by field (`hours.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

from app.domain.ids import RemoteId
from app.membrane.clientary import Clientary
from app.membrane.rest import Listing
from app.sync.cycle import Cycle
from app.sync.invoices import has_hours, invoice_gone, settle_by_number, store_invoice
from app.sync.papers import (
    contact_gone,
    estimate_gone,
    read_lines,
    recurring_gone,
    store_contact,
    store_estimate,
    store_recurring,
)
from app.sync.payments import payment_gone, settle_payments, store_payment
from app.sync.push_records import settle_by_listing
from app.sync.records import (
    client_gone,
    expense_gone,
    project_gone,
    store_client,
    store_expense,
    store_person,
    store_project,
    store_task,
    task_gone,
)

HOUR_S = 3600

ALL_DAYS = ("1990-01-01", "2099-12-31")
"""Without a range Clientary lists the expenses of the account's fiscal year only (Clientary reference 2)."""


class Remote(Protocol):
    """What every record from the server has."""

    @property
    def id(self) -> RemoteId: ...

    @property
    def raw(self) -> Any: ...


T = TypeVar("T", bound=Remote)


@dataclass(frozen=True, slots=True)
class Resource(Generic[T]):
    """How one kind comes in. `delta`: the server takes `updated_since`. `every_s`: not pulled more often than that,
    unless in full. `gone` is told of records that are believed deleted; `get` asks for one where nothing vouches;
    `precious`: records (by local id) of which only that get is believed, whatever vouches. `settle` looks for unsettled
    creates of ours before the rest is imported, and names the records that must not be. `optional`: nothing else needs
    it, and an account may not have it: then it is not asked for again before `every_s` are over.
    """

    kind: str
    fetch: Callable[[Clientary, str | None], Listing[T]]
    store: Callable[[Cycle, T, str], None]
    gone: Callable[[Cycle, str], None] | None = None
    get: Callable[[Clientary, RemoteId], T | None] | None = None
    precious: Callable[[Cycle, str], bool] = lambda _cycle, _local_id: False
    settle: Callable[[Cycle, Listing[T]], frozenset[str]] | None = None
    delta: bool = False
    every_s: int = 0
    optional: bool = False


PEOPLE = Resource("person", lambda gate, _since: gate.staff(), store_person, every_s=HOUR_S)
CLIENTS = Resource(
    "client",
    lambda gate, since: gate.clients(since),
    store_client,
    gone=client_gone,
    get=lambda gate, id_: gate.client(id_),
    settle=partial(settle_by_listing, "client"),
    delta=True,
)
PROJECTS = Resource(
    "project",
    lambda gate, _since: gate.projects(),
    store_project,
    gone=project_gone,
    get=lambda gate, id_: gate.project(id_),
    settle=partial(settle_by_listing, "project"),
)
TASKS = Resource(
    "task",
    lambda gate, _since: gate.tasks(),
    store_task,
    gone=task_gone,
    get=lambda gate, id_: gate.task(id_),
    settle=partial(settle_by_listing, "task"),
    every_s=HOUR_S,
)
INVOICES = Resource(
    "invoice",
    lambda gate, since: gate.invoices(since),
    store_invoice,
    gone=invoice_gone,
    get=lambda gate, id_: gate.invoice(id_),
    precious=has_hours,
    settle=settle_by_number,
    delta=True,
)

PAYMENTS = Resource(
    "payment",
    lambda gate, _since: gate.payments(),
    store_payment,
    gone=payment_gone,
    settle=settle_payments,
    every_s=HOUR_S,
    optional=True,
)

EXPENSES = Resource(
    "expense",
    lambda gate, _since: gate.expenses(*ALL_DAYS),
    store_expense,
    gone=expense_gone,
    get=lambda gate, id_: gate.expense(id_),
    settle=partial(settle_by_listing, "expense"),
    every_s=HOUR_S,
    optional=True,
)

CONTACTS = Resource(
    "contact",
    lambda gate, _since: gate.contacts(),
    store_contact,
    gone=contact_gone,
    get=lambda gate, id_: gate.contact(id_),
    every_s=HOUR_S,
    optional=True,
)
ESTIMATES = Resource(
    "estimate",
    lambda gate, _since: gate.estimates(),
    store_estimate,
    gone=estimate_gone,
    get=lambda gate, id_: gate.estimate(id_),
    settle=read_lines,
    every_s=HOUR_S,
    optional=True,
)
RECURRING = Resource(
    "recurring",
    lambda gate, _since: gate.recurring(),
    store_recurring,
    gone=recurring_gone,
    get=lambda gate, id_: gate.recurring_schedule(id_),
    every_s=HOUR_S,
    optional=True,
)

RESOURCES: tuple[Resource[Any], ...] = (
    PEOPLE,
    CLIENTS,
    PROJECTS,
    TASKS,
    INVOICES,
    PAYMENTS,
    EXPENSES,
    CONTACTS,
    ESTIMATES,
    RECURRING,
)
"""In the order of dependence: a project names its client, a task its project, a payment its invoice."""
