"""What an action takes, in the dialect's names, nesting and types, and the Clientary request that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.sandbox.actions import Action
from app.sandbox.clientary.kinds import KINDS
from app.sandbox.clientary.service import ClientaryRequest
from app.sandbox.dialect import Dialect
from app.sandbox.errors import bad_request
from app.sandbox.wire import encode

Schema = dict[str, Any]
_PARENT_INPUTS = {"client_id": "clients", "project_id": "projects"}
_ITEM = {"title": "string", "quantity": "number", "price": "number", "taxable": "boolean", "item_type": "integer"}


def input_schema(action: Action, dialect: Dialect) -> Schema:
    """The JSON schema of the action's input in this dialect, in its plain form."""
    inputs = {name: type_ for name, type_ in action.inputs.items() if name not in dialect.action_lacks}
    properties = {_cased(name, dialect): _property(type_, dialect) for name, type_ in inputs.items()}
    required = [_cased(name, dialect) for name in action.required]
    if "items" in inputs:
        properties[dialect.invoice_items_key] = properties.pop("items")
    if action.verb == "list" and dialect.action_output in ("B", "D") and dialect.action_paging == "cursor":
        properties["cursor"] = {"type": "string"}
    if action.verb == "create" and dialect.action_extra_required is not None:
        properties[dialect.action_extra_required] = {"type": "string"}
        required.append(dialect.action_extra_required)
    schema: Schema = {"type": "object", "properties": properties, "required": required}
    if action.verb in ("create", "update") and dialect.action_nested:
        return _nested(action, schema, dialect)
    return schema


def _nested(action: Action, schema: Schema, dialect: Dialect) -> Schema:
    """The record's own fields inside; the id of what is changed, and the project of hours, stay outside."""
    wrapper = _wrapper(action, dialect)
    outside = {_cased(name, dialect) for name in _outside(action)}
    inside = {name: one for name, one in schema["properties"].items() if name not in outside}
    inner = {**schema, "properties": inside, "required": [n for n in schema["required"] if n not in outside]}
    beside = {name: one for name, one in schema["properties"].items() if name in outside}
    return {
        "type": "object",
        "properties": {**beside, wrapper: inner},
        "required": [*(name for name in schema["required"] if name in outside), wrapper],
    }


def _wrapper(action: Action, dialect: Dialect) -> str:
    return "fields" if dialect.action_wrapper == "fields" else KINDS[action.kind].wrapper


def _outside(action: Action) -> tuple[str, ...]:
    """Inputs that are part of the path: what is changed or deleted, and where hours belong."""
    ids = tuple(name for name, meant in action.fields.items() if meant == "id")
    return (*ids, "project_id") if action.kind == "hours" else ids


def _property(json_type: str, dialect: Dialect) -> Schema:
    if json_type != "array":
        return {"type": "string" if dialect.action_types == "strings" else json_type}
    properties = {_cased(name, dialect): _property(type_, dialect) for name, type_ in _ITEM.items()}
    required = ["title", "quantity", "price"]
    return {"type": "array", "items": {"type": "object", "properties": properties, "required": required}}


def shown_schema(action: Action, dialect: Dialect) -> dict[str, Any]:
    """The schema as the action object carries it: written plainly or in one of the ways that JSON Schema allows."""
    schema = input_schema(action, dialect)
    match dialect.action_schema:
        case "missing":
            return {}
        case "text":
            return {"inputSchema": encode(schema)}
        case "ref":
            return {"inputSchema": {"$ref": "#/definitions/Input", "definitions": {"Input": schema}}}
        case "all_of":
            half = len(schema["properties"]) // 2
            first, second = list(schema["properties"].items())[:half], list(schema["properties"].items())[half:]
            parts = [{"properties": dict(first)}, {"properties": dict(second), "required": schema["required"]}]
            return {"inputSchema": {"type": "object", "allOf": parts}}
        case "any_of":
            template = {"type": "object", "properties": {"templateId": {"type": "string"}}, "required": ["templateId"]}
            return {"inputSchema": {"anyOf": [template, schema]}}
        case "plain":
            return {"inputSchema": schema}


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
    values = _values(action, given, dialect)
    path = f"/{KINDS[action.kind].name}"
    match action.verb:
        case "list":
            return _list_call(path, values, given)
        case "get":
            return ClientaryRequest("GET", f"{path}/{values['id']}")
        case "create" | "update" | "delete":
            return _write_call(action, path, values)
        case "none":
            raise bad_request(f'The action "{action.name}" does something else')


def _values(action: Action, given: dict[str, Any], dialect: Dialect) -> dict[str, Any]:
    """The given inputs by Clientary's names, those left out that the action swallows."""
    sent = dict(given)
    if action.verb in ("create", "update") and dialect.action_nested:
        sent |= given.get(_wrapper(action, dialect), {})
    values = {}
    for name in action.inputs:
        shown = dialect.invoice_items_key if name == "items" else _cased(name, dialect)
        if sent.get(shown) is not None and name not in dialect.action_ignores:
            values[action.fields.get(name, name)] = sent[shown]
    if "items" in values:
        values["invoice_items_attributes"] = [_item(item, dialect) for item in values.pop("items")]
    return values


def _item(item: Mapping[str, Any], dialect: Dialect) -> dict[str, Any]:
    return {name: item[_cased(name, dialect)] for name in (*_ITEM, "id") if _cased(name, dialect) in item}


def _list_call(path: str, values: dict[str, Any], given: dict[str, Any]) -> ClientaryRequest:
    if given.get("cursor"):
        values["page"] = given["cursor"]
    for name, parent in _PARENT_INPUTS.items():
        if name in values:
            path = f"/{parent}/{values.pop(name)}{path}" if path.count("/") == 1 else path
    return ClientaryRequest("GET", path, {name: str(value) for name, value in values.items()})


def _write_call(action: Action, path: str, values: dict[str, Any]) -> ClientaryRequest:
    if action.verb == "delete":
        return ClientaryRequest("DELETE", f"{path}/{values['id']}")
    if action.verb == "update":
        path, method = f"{path}/{values.pop('id')}", "PUT"
    else:
        method = "POST"
    if action.kind == "hours" and action.verb == "create":
        path = f"/projects/{values.pop('project_id')}{path}"
    return ClientaryRequest(method, path, {}, encode({KINDS[action.kind].wrapper: values}).encode())


def _cased(name: str, dialect: Dialect) -> str:
    return camel(name) if dialect.action_case == "camel" else name


def camel(name: str) -> str:
    """`invoice_id` as `invoiceId`; a question mark goes."""
    first, *rest = name.rstrip("?").split("_")
    return first + "".join(part.capitalize() for part in rest)
