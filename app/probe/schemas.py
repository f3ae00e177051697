"""An action's schema without its texts: names, types and structure. Descriptions, examples, defaults and the values of
an enumeration may hold an account's data (a list of client names), so they are only counted."""

from __future__ import annotations

from collections.abc import Mapping

from app.probe.vocabulary import known_field, looks_like_a_field

_DEEPEST = 8
_TYPES = frozenset({"string", "number", "integer", "boolean", "object", "array", "null"})
_FORMATS = frozenset({"date", "date-time", "time", "email", "uri", "uuid", "int32", "int64", "float", "double"})


def redacted_schema(schema: object, depth: int = 0) -> object:
    """The structure of a schema; `None` where there is none."""
    if not isinstance(schema, Mapping) or depth > _DEEPEST:
        return None
    shown: dict[str, object] = {}
    types = _types(schema.get("type"))
    if types:
        shown["type"] = types
    if schema.get("format") in _FORMATS:
        shown["format"] = schema["format"]
    if isinstance(schema.get("enum"), list):
        shown["enum"] = len(schema["enum"])
    properties = schema.get("properties")
    if isinstance(properties, Mapping):
        shown["properties"] = {
            name: redacted_schema(inner, depth + 1) for name, inner in properties.items() if _nameable(name)
        }
        unnamed = sum(not _nameable(name) for name in properties)
        shown |= {"other_properties": unnamed} if unnamed else {}
    if isinstance(schema.get("required"), list):
        shown["required"] = [name for name in schema["required"] if isinstance(name, str) and _nameable(name)]
    if "items" in schema:
        shown["items"] = redacted_schema(schema["items"], depth + 1)
    for word in ("allOf", "anyOf", "oneOf"):
        if isinstance(schema.get(word), list):
            shown[word] = [redacted_schema(part, depth + 1) for part in schema[word]]
    shown |= {word: True for word in ("$ref", "default", "additionalProperties", "nullable") if schema.get(word)}
    return shown


def _nameable(name: object) -> bool:
    return isinstance(name, str) and (known_field(name) or looks_like_a_field(name))


def _types(named: object) -> object:
    listed = named if isinstance(named, list) else [named]
    known = [one for one in listed if isinstance(one, str) and one in _TYPES]
    return known[0] if len(known) == 1 else known
