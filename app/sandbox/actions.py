"""The Clientary actions of a workspace: the 20 published ones (Membrane reference 8), those for hours under the names
that sister skills use, and neighbours that only sound like them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.sandbox.clientary.kinds import KINDS
from app.sandbox.dialect import Dialect

Verb = Literal["list", "get", "create", "update", "delete", "none"]
JSON_TYPES = {"text": "string", "day": "string", "integer": "integer", "decimal": "number", "flag": "boolean"}


@dataclass(frozen=True, slots=True)
class Action:
    """An action. `inputs` maps its input names in snake case to JSON types, `fields` those that Clientary calls
    otherwise; `kind` is what it works on. The verb `none` is a neighbour that does nothing."""

    key: str
    name: str
    description: str
    kind: str
    verb: Verb
    inputs: Mapping[str, str]
    required: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        return self.verb in ("create", "update", "delete")


def _list(kind: str, name: str, description: str, inputs: str, required: tuple[str, ...] = ()) -> Action:
    types = {word: "string" if word in _TEXT_INPUTS else "integer" for word in inputs.split()}
    return Action(f"list-{kind}", f"List {name}", description, kind, "list", types, required)


def _get(kind: str, key: str, name: str, description: str) -> Action:
    return Action(f"get-{key}", f"Get {name}", description, kind, "get", {"id": "integer"}, ("id",))


def _create(kind: str, key: str, name: str, description: str) -> Action:
    spec = KINDS[kind]
    types = {field: JSON_TYPES[type_] for field, type_ in spec.fields.items() if type_ in JSON_TYPES}
    if spec.items_key is not None:
        types["items"] = "array"
    return Action(f"create-{key}", f"Create {name}", description, kind, "create", types, spec.required)


_TEXT_INPUTS = frozenset(("updated_since", "sort", "filter", "from_date", "to_date"))
_PAGED = "page page_size"
ACTIONS: tuple[Action, ...] = (
    _list("clients", "Clients", "Retrieve a paginated list of clients.", f"{_PAGED} updated_since sort"),
    _list("projects", "Projects", "Retrieve a paginated list of projects.", f"{_PAGED} filter client_id"),
    _list(
        "invoices", "Invoices", "Retrieve a paginated list of invoices.", f"{_PAGED} updated_since client_id project_id"
    ),
    _list("estimates", "Estimates", "Retrieve a paginated list of estimates.", f"{_PAGED} client_id project_id"),
    _list("tasks", "Tasks", "Retrieve a paginated list of tasks.", f"{_PAGED} project_id"),
    _list("contacts", "Contacts", "Retrieve a paginated list of contacts.", f"{_PAGED} client_id"),
    _list("expenses", "Expenses", "Retrieve expenses.", "from_date to_date client_id project_id"),
    _list("payments", "Payments", "Retrieve a paginated list of payments", f"{_PAGED} sort"),
    _list("hours", "Hours", "Retrieve logged hours for a project.", f"project_id filter {_PAGED}", ("project_id",)),
    _get("clients", "client", "Client", "Retrieve a specific client by ID"),
    _get("projects", "project", "Project", "Retrieve a specific project by ID"),
    _get(
        "invoices", "invoice", "Invoice", "Retrieve a specific invoice by ID, including all invoice items and payments"
    ),
    _get("estimates", "estimate", "Estimate", "Retrieve a specific estimate by ID, including all estimate items"),
    _get("tasks", "task", "Task", "Retrieve a specific task by ID"),
    _get("contacts", "contact", "Contact", "Retrieve a specific contact by ID"),
    _get("expenses", "expense", "Expense", "Retrieve a specific expense by ID"),
    _get("hours", "hours-entry", "Hours Entry", "Retrieve a specific hours entry by ID"),
    _create("clients", "client", "Client", "Create a new client."),
    _create("projects", "project", "Project", "Create a new project"),
    _create("invoices", "invoice", "Invoice", "Create a new invoice with optional line items"),
)

_HOURS_KEYS = {
    "create-hours": ("create-hours", "update-hours", "delete-hours"),
    "create-time-entry": ("create-time-entry", "update-time-entry", "delete-time-entry"),
    "log-hours": ("log-hours", "edit-hours-entry", "remove-hours-entry"),
}
_HOURS_NAMES = {
    "create-hours": {"id": "id", "hours": "hours", "title": "title", "description": "description", "date": "date"},
    "create-time-entry": {
        "id": "time_entry_id", "hours": "hours", "title": "name", "description": "notes", "date": "entry_date",
    },
    "log-hours": {
        "id": "hours_entry_id", "hours": "hours_worked", "title": "title", "description": "note", "date": "date",
    },
}  # fmt: skip


def hours_actions(naming: str) -> list[Action]:
    """Creating, changing and deleting hours, as a workspace may have added them."""
    if naming == "none":
        return []
    names = _HOURS_NAMES[naming]
    create, update, delete = _HOURS_KEYS[naming]
    values = {names[one]: "number" if one == "hours" else "string" for one in ("hours", "title", "description", "date")}
    fields = {names[one]: one for one in names}
    made = (
        (create, "create", {"project_id": "integer", **values}, ("project_id", names["hours"], names["title"])),
        (update, "update", {names["id"]: "integer", **values}, (names["id"],)),
        (delete, "delete", {names["id"]: "integer"}, (names["id"],)),
    )
    return [
        Action(key, _titled(key), f"{_titled(key)}.", "hours", verb, inputs, required, fields)  # type: ignore[arg-type]  # the verbs of the table above
        for key, verb, inputs, required in made
    ]


_DECOYS = (
    "create-hours-report", "get-hours-summary", "list-hours-by-user", "create-time-entry-comment", "start-timer",
    "create-invoice-item", "create-invoice-from-hours", "get-client-balance", "list-project-hours-totals",
)  # fmt: skip


def _decoy(key: str) -> Action:
    inputs = {"project_id": "integer", "hours": "number", "title": "string", "id": "integer", "page_size": "integer"}
    return Action(key, _titled(key), "A neighbour.", "hours", "none", inputs)


def _titled(key: str) -> str:
    return key.replace("-", " ").title()


def action_id(salt: str, key: str) -> str:
    """The opaque 24-hex id of an action in this workspace; another salt gives other ids."""
    return hashlib.sha256(f"{salt}/{key}".encode()).hexdigest()[:24]


def visible_actions(dialect: Dialect) -> list[Action]:
    """What the workspace has; neighbours come first, so that nobody gets away with taking the first."""
    decoys = [_decoy(key) for key in _DECOYS] if dialect.action_decoys else []
    everything = [*decoys, *ACTIONS, *hours_actions(dialect.action_hours)]
    return [action for action in everything if action.key not in dialect.hidden_actions]


def ranked(actions: list[Action], intent: str) -> list[Action]:
    """By likeness to the intent, best first. Like a semantic search it drops nothing: neighbours follow the hits."""
    wanted = {_stem(word) for word in re.findall(r"[a-z]+", intent.lower())}

    def likeness(action: Action) -> float:
        words = [_stem(word) for word in action.key.split("-")]
        hits = sum(word in wanted for word in words)
        return -(hits / len(words) + 0.1 * hits)

    return sorted(actions, key=likeness)


def _stem(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 else word
