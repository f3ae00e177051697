"""An action's `inputSchema` as something that can be filled in and checked: a tree of inputs.

Schemas are only JSON-Schema-like (Membrane reference 4.3) and come from outside, so everything is tolerated: a missing
schema, local references, `allOf`, alternatives, several types. What is not understood takes any value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice
from typing import Literal

Kind = Literal["text", "number", "integer", "flag", "day", "choice", "object", "list", "any"]
Schema = Mapping[str, object]

_KINDS: Mapping[str, Kind] = {
    "string": "text", "number": "number", "integer": "integer", "boolean": "flag", "object": "object", "array": "list",
}  # fmt: skip
_DEEPEST = 12
"""Further down (a schema may refer to itself) any value is taken."""

_MOST = 2_000
"""More inputs than anybody fills in; a small schema that refers to itself in several places would have millions."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_EXPECTED: Mapping[Kind, str] = {
    "text": "a text is expected",
    "number": "a number is expected",
    "integer": "a whole number is expected",
    "flag": "true or false is expected",
    "day": "a date like 2026-01-31 is expected",
    "object": "an object is expected",
    "list": "a list is expected",
}


@dataclass(frozen=True, slots=True)
class Input:
    """One input. `fields` are those of an object, `item` is what a list holds, `choices` the allowed values; `open`
    objects take fields that they do not name. `help` is the schema's own description: text from outside."""

    name: str
    kind: Kind
    required: bool = False
    help: str = ""
    choices: tuple[object, ...] = ()
    fields: tuple[Input, ...] = ()
    item: Input | None = None
    default: object = None
    nullable: bool = False
    open: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one input; `path` such as `client.name` or `items[0].price`, "" for the whole."""

    path: str
    text: str

    def __str__(self) -> str:
        return f"{self.path}: {self.text}" if self.path else self.text


def inputs_of(schema: Schema) -> Input:
    """The whole input of an action: always an object; open where the schema says nothing about it."""
    found = _input("", schema, _Whole(schema), required=True, depth=0)
    if found.kind == "object":
        return found
    return Input("", "object", required=True, open=True)


def problems(wanted: Input, value: object) -> list[Problem]:
    """Why the action would refuse this value; empty if nothing speaks against it."""
    return list(_problems(wanted, value, ""))


def unknown_fields(wanted: Input, value: object) -> list[str]:
    """Paths of fields that the action does not know; it would ignore them silently (Membrane reference 4.3)."""
    return list(_unknown(wanted, value, ""))


@dataclass(slots=True)
class _Whole:
    """The schema that references point into, and how many parts of it may still be looked at."""

    schema: Schema
    left: int = _MOST


def _input(name: str, schema: Schema, root: _Whole, *, required: bool, depth: int) -> Input:
    if root.left <= 0:
        return Input(name, "any", required)
    schema = _resolved(schema, root, depth)
    said = schema.get("description") or schema.get("title")
    plain = Input(name, "any", required, said if isinstance(said, str) else "", default=schema.get("default"))
    types, nullable = _types(schema)
    plain = replace(plain, nullable=nullable)
    choices = schema.get("enum")
    if isinstance(choices, list) and choices:
        kept = tuple(one for one in choices if not isinstance(one, Mapping | list))
        return replace(plain, kind="choice", choices=kept)
    kind = _kind(schema, types)
    if kind == "object":
        return _object(plain, schema, root, depth)
    if kind == "list":
        inner = schema.get("items")
        item = _input("", inner, root, required=True, depth=depth + 1) if isinstance(inner, Mapping) else None
        return replace(plain, kind="list", item=item if depth < _DEEPEST else None)
    return replace(plain, kind=kind)


def _object(plain: Input, schema: Schema, root: _Whole, depth: int) -> Input:
    properties = schema.get("properties")
    if not isinstance(properties, Mapping) or depth >= _DEEPEST:
        return replace(plain, kind="object", open=True)
    demanded = schema.get("required")
    names = {one for one in demanded if isinstance(one, str)} if isinstance(demanded, list) else set()
    fields = tuple(
        _input(str(name), inner if isinstance(inner, Mapping) else {}, root, required=name in names, depth=depth + 1)
        for name, inner in islice(properties.items(), max(0, root.left))
    )
    absent = tuple(Input(name, "any", required=True) for name in sorted(names - set(properties)))
    more = schema.get("additionalProperties")
    is_open = more is True or isinstance(more, Mapping) or not properties
    return replace(plain, kind="object", fields=fields + absent, open=is_open)


def _resolved(schema: Schema, root: _Whole, depth: int) -> Schema:
    """The schema with its reference followed, its parts put together, and a mere "or nothing" taken off."""
    root.left -= 1
    if root.left < 0:
        return {}
    for _ in range(_DEEPEST):
        pointer = schema.get("$ref")
        if not isinstance(pointer, str):
            break
        target = _pointed(root.schema, pointer)
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
        if target.get("$ref") is not None:
            schema["$ref"] = target["$ref"]
    parts = _schemas(schema.get("allOf"))
    if parts and depth < _DEEPEST:
        rest = {key: value for key, value in schema.items() if key != "allOf"}
        schema = _together([rest, *(_resolved(part, root, depth + 1) for part in parts)])
    for word in ("anyOf", "oneOf"):
        ways = _schemas(schema.get(word))
        real = [way for way in ways if way.get("type") != "null"]
        if len(real) == 1 and depth < _DEEPEST:
            rest = {key: value for key, value in schema.items() if key != word}
            schema = {**_together([_resolved(real[0], root, depth + 1), rest]), "nullable": len(ways) > 1}
    return schema


def _pointed(root: Schema, pointer: str) -> dict[str, object]:
    """The part of the schema that `#/a/b` names; nothing is ever fetched from elsewhere."""
    found: object = root
    for part in pointer.removeprefix("#").split("/")[1:] if pointer.startswith("#") else ["\0"]:
        found = found.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(found, Mapping) else None
    return dict(found) if isinstance(found, Mapping) else {}


def _schemas(listed: object) -> list[Schema]:
    return [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []


def _together(parts: list[Schema]) -> dict[str, object]:
    """One schema that asks for all of them."""
    result: dict[str, object] = {}
    properties: dict[str, object] = {}
    required: list[object] = []
    for part in parts:
        result.update(part)
        inner, names = part.get("properties"), part.get("required")
        properties.update(inner if isinstance(inner, Mapping) else {})
        required += names if isinstance(names, list) else []
    if properties:
        result["properties"] = properties
    return {**result, "required": required} if required else result


def _types(schema: Schema) -> tuple[set[str], bool]:
    """The types named, and whether null is one of them."""
    named = schema.get("type")
    listed = named if isinstance(named, list) else [named]
    types = {one for one in listed if isinstance(one, str)}
    return types & _KINDS.keys(), "null" in types or schema.get("nullable") is True


def _kind(schema: Schema, types: set[str]) -> Kind:
    if types == {"integer", "number"}:
        return "number"
    if len(types) == 1:
        kind = _KINDS[next(iter(types))]
        return "day" if kind == "text" and schema.get("format") == "date" else kind
    if not types and isinstance(schema.get("properties"), Mapping):
        return "object"
    return "any"


def _problems(wanted: Input, value: object, path: str) -> Iterator[Problem]:
    if value is None and (wanted.nullable or not wanted.required):
        return
    if wanted.kind == "choice":
        if value not in wanted.choices:
            yield Problem(path, f"one of {', '.join(map(str, wanted.choices))} is expected")
    elif not _is_a(wanted.kind, value):
        yield Problem(path, _EXPECTED.get(wanted.kind, "a value is expected"))
    elif isinstance(value, Mapping) and wanted.kind == "object":
        for field in wanted.fields:
            inside = f"{path}.{field.name}" if path else field.name
            if field.name in value:
                yield from _problems(field, value[field.name], inside)
            elif field.required and field.default is None:
                yield Problem(inside, "is required")
    elif isinstance(value, list) and wanted.item is not None:
        for index, one in enumerate(value):
            yield from _problems(wanted.item, one, f"{path}[{index}]")


def _is_a(kind: Kind, value: object) -> bool:
    match kind:
        case "text":
            return isinstance(value, str)
        case "day":
            return isinstance(value, str) and _DAY.match(value) is not None
        case "flag":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | Decimal) and not isinstance(value, bool)
        case "integer":
            whole = isinstance(value, int) or (isinstance(value, Decimal) and value == value.to_integral_value())
            return whole and not isinstance(value, bool)
        case "object":
            return isinstance(value, Mapping)
        case "list":
            return isinstance(value, list)
        case _:
            return value is not None


def _unknown(wanted: Input, value: object, path: str) -> Iterator[str]:
    if wanted.kind == "object" and isinstance(value, Mapping):
        known = {field.name: field for field in wanted.fields}
        for name, one in value.items():
            inside = f"{path}.{name}" if path else str(name)
            if name in known:
                yield from _unknown(known[name], one, inside)
            elif not wanted.open:
                yield inside
    elif wanted.kind == "list" and wanted.item is not None and isinstance(value, list):
        for index, one in enumerate(value):
            yield from _unknown(wanted.item, one, f"{path}[{index}]")
