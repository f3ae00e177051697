"""The 20 published Clientary actions (Membrane reference 8): schemas, the call each makes, the shape of its output."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.sandbox.clientary.kinds import KINDS
from app.sandbox.clientary.service import ClientaryRequest
from app.sandbox.dialect import Dialect
from app.sandbox.errors import bad_request
from app.sandbox.wire import Reply, encode

Schema = dict[str, Any]
JSON_TYPES = {"text": "string", "day": "string", "integer": "integer", "decimal": "number", "flag": "boolean"}
_PARENT_INPUTS = {"client_id": "clients", "project_id": "projects"}


@dataclass(frozen=True, slots=True)
class Action:
    """A published action. `inputs` maps the documented snake_case names to JSON types; `kind` is what it works on."""

    key: str
    name: str
    description: str
    kind: str
    verb: str  # list, get or create
    inputs: Mapping[str, str]
    required: tuple[str, ...] = ()


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


def action_id(salt: str, key: str) -> str:
    """The opaque 24-hex id of an action in this workspace; another salt gives other ids."""
    return hashlib.sha256(f"{salt}/{key}".encode()).hexdigest()[:24]


def visible_actions(dialect: Dialect) -> list[Action]:
    return [action for action in ACTIONS if action.key not in dialect.hidden_actions]


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


# -- input -------------------------------------------------------------------------------------------------------------


def input_schema(action: Action, dialect: Dialect) -> Schema:
    """The JSON schema of the action's input in this dialect."""
    properties = {_cased(name, dialect): _property(type_, dialect) for name, type_ in action.inputs.items()}
    required = [_cased(name, dialect) for name in action.required]
    if "items" in action.inputs:
        properties[dialect.invoice_items_key] = properties.pop("items")
    if action.verb == "list" and dialect.action_output in ("B", "D"):
        properties["cursor"] = {"type": "string"}
    if action.verb == "create" and dialect.action_extra_required is not None:
        properties[dialect.action_extra_required] = {"type": "string"}
        required.append(dialect.action_extra_required)
    schema: Schema = {"type": "object", "properties": properties, "required": required}
    if action.verb == "create" and dialect.action_nested:
        wrapper = KINDS[action.kind].wrapper
        return {"type": "object", "properties": {wrapper: schema}, "required": [wrapper]}
    return schema


def _property(json_type: str, dialect: Dialect) -> Schema:
    if json_type != "array":
        return {"type": json_type}
    names = {"title": "string", "quantity": "number", "price": "number", "taxable": "boolean", "item_type": "integer"}
    properties = {_cased(name, dialect): {"type": type_} for name, type_ in names.items()}
    required = ["title", "quantity", "price"]
    return {"type": "array", "items": {"type": "object", "properties": properties, "required": required}}


def check_input(value: Any, schema: Schema, path: str = "input") -> None:
    """Refuse what the schema does not allow. Properties that it does not know are ignored silently, as documented."""
    if not _is_a(value, schema["type"]):
        raise bad_request(f"Invalid {path}: must be of type {schema['type']}", data={"path": path})
    if isinstance(value, dict):
        missing = [name for name in schema.get("required", ()) if value.get(name) is None]
        if missing:
            raise bad_request(f"Invalid {path}: missing required {', '.join(missing)}", data={"missing": missing})
        for name, part in schema.get("properties", {}).items():
            if value.get(name) is not None:
                check_input(value[name], part, f"{path}.{name}")
    if isinstance(value, list):
        for index, item in enumerate(value):
            check_input(item, schema["items"], f"{path}[{index}]")


def _is_a(value: Any, json_type: str) -> bool:
    match json_type:
        case "object":
            return isinstance(value, dict)
        case "array":
            return isinstance(value, list)
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case _:
            return isinstance(value, int | Decimal) and not isinstance(value, bool)


def call_of(action: Action, given: dict[str, Any], dialect: Dialect) -> ClientaryRequest:
    """The Clientary request that the action makes for a checked input."""
    spec = KINDS[action.kind]
    if action.verb == "create":
        sent = given.get(spec.wrapper, {}) if dialect.action_nested else given
        body = encode({spec.wrapper: _create_fields(action, sent, dialect)}).encode()
        return ClientaryRequest("POST", f"/{spec.name}", {}, body)
    values = {
        name: given[_cased(name, dialect)] for name in action.inputs if given.get(_cased(name, dialect)) is not None
    }
    if action.verb == "get":
        return ClientaryRequest("GET", f"/{spec.name}/{values['id']}")
    if given.get("cursor"):
        values["page"] = given["cursor"]
    path = f"/{spec.name}"
    for name, parent in _PARENT_INPUTS.items():
        if name in values:
            path = f"/{parent}/{values.pop(name)}{path}" if path.count("/") == 1 else path
    return ClientaryRequest("GET", path, {name: str(value) for name, value in values.items()})


def _create_fields(action: Action, sent: dict[str, Any], dialect: Dialect) -> dict[str, Any]:
    fields = {name: sent[_cased(name, dialect)] for name in action.inputs if _cased(name, dialect) in sent}
    items = sent.get(dialect.invoice_items_key)
    if "items" in action.inputs and items is not None:
        fields.pop("items", None)
        known = ("title", "quantity", "price", "taxable", "item_type", "id")
        fields["invoice_items_attributes"] = [
            {name: item[_cased(name, dialect)] for name in known if _cased(name, dialect) in item} for item in items
        ]
    return fields


def _cased(name: str, dialect: Dialect) -> str:
    return camel(name) if dialect.action_case == "camel" else name


def camel(name: str) -> str:
    """`invoice_id` as `invoiceId`; a question mark goes."""
    first, *rest = name.rstrip("?").split("_")
    return first + "".join(part.capitalize() for part in rest)


# -- output ------------------------------------------------------------------------------------------------------------


def output_of(action: Action, reply: Reply, page: int, dialect: Dialect) -> Any:
    """Clientary's reply in the action's output shape (Membrane reference 8, variants A to F); `page` was asked for."""
    value = reply.value()
    match dialect.action_output:
        case "A":
            return value
        case "B":
            return _records(action, value, page)
        case "C":
            return value.get(action.kind, value) if isinstance(value, dict) else value
        case "D":
            return _generic(action, value, page)
        case "E":
            return _camel_keys(value)
        case "F":
            return {"status": reply.status, "headers": {"content-type": reply.content_type}, "data": value}


def _records(action: Action, value: Any, page: int) -> Any:
    if not isinstance(value, dict):
        return value
    if action.verb == "create":
        return {"id": str(value["id"])} if "id" in value else value
    if action.verb == "get":
        return {"record": _data_record(value)}
    records: dict[str, Any] = {"records": [_data_record(item) for item in value[action.kind]]}
    return records | _cursor(value, page)


def _data_record(shown: dict[str, Any]) -> dict[str, Any]:
    return {"id": str(shown.get("id")), "name": shown.get("name") or shown.get("title"), "fields": shown}


def _generic(action: Action, value: Any, page: int) -> Any:
    if action.verb != "list" or not isinstance(value, dict):
        return value
    envelope = {name: part for name, part in value.items() if name != action.kind}
    return {"items": value[action.kind], "pagination": envelope} | _cursor(value, page)


def _cursor(value: dict[str, Any], page: int) -> dict[str, Any]:
    """The next page as an opaque cursor, absent on the last one."""
    return {"cursor": str(page + 1)} if page < value.get("page_count", 1) else {}


def _camel_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {camel(name): _camel_keys(part) for name, part in value.items()}
    return [_camel_keys(part) for part in value] if isinstance(value, list) else value
