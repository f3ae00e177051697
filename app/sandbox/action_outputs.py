"""What an action gives: Clientary's reply in one of the shapes A to F (Membrane reference 8), with what a mapping may
do to it."""

from __future__ import annotations

from typing import Any

from app.sandbox.action_inputs import camel
from app.sandbox.actions import Action
from app.sandbox.dialect import Dialect
from app.sandbox.wire import Reply, encode


def output_of(action: Action, reply: Reply, page: int, dialect: Dialect) -> Any:
    """The action's output; `page` was asked for."""
    value = _without(reply.value(), dialect.action_drops)
    if action.writes and dialect.action_write_output != "record":
        shown = {"id": value["id"]} if isinstance(value, dict) and "id" in value else None
        value = shown if dialect.action_write_output == "id" else None
    output = _shaped(action, reply, value, page, dialect)
    return encode(output) if dialect.action_text_output and output is not None else output


def _shaped(action: Action, reply: Reply, value: Any, page: int, dialect: Dialect) -> Any:
    match dialect.action_output:
        case "A":
            return value
        case "B":
            return _records(action, value, page, dialect)
        case "C":
            return value[action.kind] if action.verb == "list" else value
        case "D":
            return _generic(action, value, page, dialect)
        case "E":
            return _camel_keys(value)
        case "F":
            headers = {"content-type": reply.content_type, **reply.headers}
            return {"status": reply.status, "headers": headers, "data": value}


def _without(value: Any, names: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        return {name: _without(part, names) for name, part in value.items() if name.rstrip("?") not in names}
    return [_without(part, names) for part in value] if isinstance(value, list) else value


def _records(action: Action, value: Any, page: int, dialect: Dialect) -> Any:
    if not isinstance(value, dict):
        return value
    if action.writes:
        return {"id": str(value["id"])} if "id" in value else value
    if action.verb == "get":
        return {"record": _data_record(value, dialect)}
    records: dict[str, Any] = {"records": [_data_record(item, dialect) for item in value[action.kind]]}
    return records | _further(value, page, dialect)


def _data_record(shown: dict[str, Any], dialect: Dialect) -> dict[str, Any]:
    record = {"id": str(shown.get("id")), "name": shown.get("name") or shown.get("title")}
    match dialect.action_records:
        case "fields":
            return {**record, "fields": shown}
        case "rawFields":
            return {**record, "rawFields": shown}
        case "both":
            return {**record, "fields": {"title": record["name"]}, "rawFields": shown}
        case "mapped":
            return {**shown, "id": record["id"]}
        case "id":
            return record


def _generic(action: Action, value: Any, page: int, dialect: Dialect) -> Any:
    if action.verb != "list" or not isinstance(value, dict):
        return value
    envelope = {name: part for name, part in value.items() if name != action.kind}
    return {"items": value[action.kind], "pagination": envelope} | _further(value, page, dialect)


def _further(value: dict[str, Any], page: int, dialect: Dialect) -> dict[str, Any]:
    """The next page as an opaque cursor, absent on the last one, or as its number."""
    more = page < value.get("page_count", 1)
    match dialect.action_paging:
        case "cursor":
            return {"cursor": str(page + 1)} if more else {}
        case "next_page":
            return {"nextPage": page + 1 if more else None}
        case "none":
            return {}


def _camel_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {camel(name): _camel_keys(part) for name, part in value.items()}
    return [_camel_keys(part) for part in value] if isinstance(value, list) else value
