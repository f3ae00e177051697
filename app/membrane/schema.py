"""An action's `inputSchema` made plain: references followed, combinations merged, only what shaping needs is kept.

It is JSON Schema-like (Membrane reference 4.3) and written by many hands, so anything that is not understood is left
out rather than refused. A plain schema has `type` (a list), `properties`, `required`, `items`, `enum`, `format`,
`maximum`, `default`, `additionalProperties` and, at the top only, `anyOf`: whole alternatives.
"""

from __future__ import annotations

from collections.abc import Mapping

Schema = Mapping[str, object]

_DEPTH = 8
_MAX_NODES = 5_000
"""A schema that refers to itself many times would unfold without end."""


def plain_schema(schema: object) -> dict[str, object]:
    """The schema without `$ref` and `allOf`; `anyOf` and `oneOf` stay as alternatives at the top, and further down
    become the first of them that describes an object or a list, or the union of their types."""
    root = schema if isinstance(schema, Mapping) else {}
    base, choices = _Unfolding(root).merged(root, _DEPTH)
    alternatives: list[object] = [_joined(base, choice) for choice in choices if _describes(choice)]
    if len(alternatives) > 1:
        return {**base, "anyOf": alternatives}
    return _settled(base, choices)


def alternatives_of(schema: Schema) -> list[Schema]:
    """The whole schemas of which an input may follow any; one where there is no choice."""
    found = schema.get("anyOf")
    listed = [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
    return listed or [schema]


def tells(schema: Schema) -> bool:
    """Whether the schema says anything about what may be put in."""
    return any(properties_of(one) for one in alternatives_of(schema))


def properties_of(schema: object) -> dict[str, Schema]:
    found = schema.get("properties") if isinstance(schema, Mapping) else None
    if not isinstance(found, Mapping):
        return {}
    return {str(name): one if isinstance(one, Mapping) else {} for name, one in found.items()}


def required_of(schema: Schema) -> list[str]:
    return _texts(schema.get("required"))


def types_of(schema: Schema) -> set[str]:
    found = schema.get("type")
    return {found} if isinstance(found, str) else set(_texts(found))


def holds_object(schema: Schema) -> bool:
    return bool(properties_of(schema)) or "object" in types_of(schema)


class _Unfolding:
    """One schema document being read; bounded in depth and size."""

    def __init__(self, root: Schema) -> None:
        self._root, self._left = root, _MAX_NODES

    def merged(self, schema: Schema, depth: int) -> tuple[dict[str, object], list[dict[str, object]]]:
        """The schema's own words with those of its reference and `allOf`, and the alternatives that it leaves open."""
        self._left -= 1
        if depth == 0 or self._left < 0:
            return {}, []
        base, choices = self._own(schema, depth - 1), list[dict[str, object]]()
        target = _target(schema.get("$ref"), self._root)
        for part in ([] if target is None else [target]) + _schemas(schema.get("allOf")):
            inner, open_choices = self.merged(part, depth - 1)
            base = _joined(inner, base)
            choices = choices or open_choices
        for part in _schemas(schema.get("anyOf")) + _schemas(schema.get("oneOf")):
            choices.append(self._one(part, depth - 1))
        return base, choices

    def _one(self, schema: Schema, depth: int) -> dict[str, object]:
        return _settled(*self.merged(schema, depth))

    def _own(self, schema: Schema, depth: int) -> dict[str, object]:
        kept: dict[str, object] = {}
        types = types_of(schema)
        if types:
            kept["type"] = sorted(types)
        properties = properties_of(schema)
        if properties:
            kept["properties"] = {name: self._one(inner, depth) for name, inner in properties.items()}
        if required_of(schema):
            kept["required"] = required_of(schema)
        items = schema.get("items")
        if isinstance(items, Mapping):
            kept["items"] = self._one(items, depth)
        for name in ("enum", "format", "maximum", "default"):
            if schema.get(name) is not None:
                kept[name] = schema[name]
        if "const" in schema:
            kept["enum"] = [schema["const"]]
        if schema.get("additionalProperties") is True:
            kept["additionalProperties"] = True
        return kept


def _settled(base: dict[str, object], choices: list[dict[str, object]]) -> dict[str, object]:
    """One schema out of a choice: the first that says what is inside, else any of their simple types."""
    if not choices:
        return base
    described = next((choice for choice in choices if _describes(choice)), None)
    if described is not None:
        return _joined(base, described)
    types = sorted(set().union(*(types_of(choice) for choice in choices)))
    enums = [choice["enum"] for choice in choices if isinstance(choice.get("enum"), list)]
    free = [choice for choice in choices if "enum" not in choice and types_of(choice) != {"null"}]
    united: dict[str, object] = {"type": types} if types and all(types_of(choice) for choice in choices) else {}
    if enums and not free:
        united["enum"] = [value for enum in enums if isinstance(enum, list) for value in enum]
    return _joined(base, united)


def _describes(schema: Schema) -> bool:
    return bool(properties_of(schema)) or "items" in schema


def _joined(first: Schema, second: Schema) -> dict[str, object]:
    """Both at once; where they speak of the same thing, the second decides."""
    joined = {**first, **second}
    properties = {**properties_of(first), **properties_of(second)}
    if properties:
        joined["properties"] = properties
    required = list(dict.fromkeys((*required_of(first), *required_of(second))))
    if required:
        joined["required"] = required
    return joined


def _target(reference: object, root: Schema) -> Schema | None:
    """What a reference inside the same document (`#/$defs/Invoice`) points at."""
    if not isinstance(reference, str) or not reference.startswith("#"):
        return None
    node: object = root
    for part in filter(None, reference.removeprefix("#").split("/")):
        node = node.get(part.replace("~1", "/").replace("~0", "~")) if isinstance(node, Mapping) else None
    return node if isinstance(node, Mapping) else None


def _schemas(value: object) -> list[Schema]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
