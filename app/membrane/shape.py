"""Shaping our input to an action's `inputSchema`: snake or camel case, nested under a wrapper or flat, other names for
the same thing, other types for the same value (Membrane reference 8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from app.errors import Rejected

Schema = Mapping[str, object]
Values = Mapping[str, object]

_ALIASES: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "invoiceitemsattributes invoiceitems items lineitems lines itemsattributes lineitemsattributes",
        "pagesize limit perpage",
        "date invoicedate issuedate issuedon",
        "duedate dueon invoiceduedate",
        "currencycode currency",
        "number invoicenumber",
        "note notes",
        "po ponumber purchaseorder",
        "tax taxrate tax1",
        "taxlabel tax1label",
        "compoundtax compound",
        "title name",
        "quantity qty",
        "price unitprice rate",
        "taxable istaxable",
        "clientid client",
        "projectid project",
    )
)


@dataclass(frozen=True, slots=True)
class Shaped:
    """`payload` fits the schema. `missing` are required inputs that we have nothing for; `dropped` are values of ours
    that say something and have no place in it."""

    payload: dict[str, object]
    missing: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(slots=True)
class _Notes:
    missing: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)


def shape(schema: Schema, values: Values, wrapper: str) -> Shaped:
    """Our `values` (canonical snake case names) as the schema wants them; `wrapper` is the record's name.

    Without a schema the documented form is sent: flat snake case.
    """
    if not _properties(schema):
        return Shaped(dict(values))
    notes = _Notes()
    nested = _wrapped_under(schema, wrapper)
    if nested is None:
        payload = _object(schema, values, "", notes)
    else:
        inner = _properties(schema)[nested]
        inside = _object(inner, values, f"{nested}.", notes) if _properties(inner) else dict(values)
        outer = _Notes()
        payload = {**_object(schema, values, "", outer, skip=nested), nested: inside}
        notes.missing += outer.missing
        kept = set(values) - set(outer.dropped)
        notes.dropped = [name for name in notes.dropped if name not in kept]
    return Shaped(payload, tuple(dict.fromkeys(notes.missing)), tuple(dict.fromkeys(notes.dropped)))


def fitting(schema: Schema, values: Values, wrapper: str) -> dict[str, object]:
    """The payload, or `Rejected` (nothing was sent) naming what the action demands and we do not have."""
    shaped = shape(schema, values, wrapper)
    if shaped.missing:
        names = ", ".join(shaped.missing)
        raise Rejected(f"the action demands inputs that are not known here: {names}", layer="membrane", status=0,
                       key="schema")  # fmt: skip
    return shaped.payload


def _properties(schema: object) -> dict[str, Schema]:
    found = schema.get("properties") if isinstance(schema, Mapping) else None
    if not isinstance(found, Mapping):
        return {}
    return {str(name): one if isinstance(one, Mapping) else {} for name, one in found.items()}


def _wrapped_under(schema: Schema, wrapper: str) -> str | None:
    """The property that holds the whole record, if the schema nests it."""
    for name, inner in _properties(schema).items():
        if _plain(name) == _plain(wrapper) and (_properties(inner) or "object" in _types(inner)):
            return name
    return None


def _object(schema: Schema, values: Values, where: str, notes: _Notes, skip: str | None = None) -> dict[str, object]:
    """The values that have a place among the properties, converted; what lacks or is left over goes to `notes`."""
    properties = {name: inner for name, inner in _properties(schema).items() if name != skip}
    sources = _sources(properties, values)
    result: dict[str, object] = {}
    for name, source in sources.items():
        value = values[source]
        if value is not None:
            result[name] = _converted(properties[name], value, f"{where}{name}", notes)
    for name in _required(schema):
        if name != skip and name not in result:
            default = properties.get(name, {}).get("default")
            if default is None:
                notes.missing.append(f"{where}{name}")
            else:
                result[name] = default
    if schema.get("additionalProperties") is not True:
        used = set(sources.values())
        notes.dropped += [key for key, value in values.items() if key not in used and _says_something(key, value)]
        return result
    return {**{key: value for key, value in values.items() if key not in sources.values()}, **result}


def _sources(properties: Iterable[str], values: Values) -> dict[str, str]:
    """For each property the value that belongs there: the same name in any spelling first, then an alias. No value
    goes to two places."""
    result: dict[str, str] = {}
    free = {_plain(key): key for key in values}
    for name in properties:
        if _plain(name) in free:
            result[name] = free.pop(_plain(name))
    for name in properties:
        if name not in result:
            alias = next((other for other in _aliases(_plain(name)) if other in free), None)
            if alias is not None:
                result[name] = free.pop(alias)
    return result


def _aliases(name: str) -> list[str]:
    return sorted(other for group in _ALIASES if name in group for other in group if other != name)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _required(schema: Schema) -> list[str]:
    found = schema.get("required")
    return [name for name in found if isinstance(name, str)] if isinstance(found, list) else []


def _types(schema: Schema) -> set[str]:
    found = schema.get("type")
    if isinstance(found, str):
        return {found}
    return {one for one in found if isinstance(one, str)} if isinstance(found, list) else set()


def _converted(schema: Schema, value: object, where: str, notes: _Notes) -> object:
    """The value in a type that the schema allows; as it is where the schema does not say or nothing fits."""
    if isinstance(value, list | tuple):
        inner = schema.get("items")
        items = inner if isinstance(inner, Mapping) else {}
        return [
            _object(items, one, f"{where}[].", notes) if isinstance(one, Mapping) and _properties(items) else one
            for one in value
        ]
    types = _types(schema)
    if not types or types & _types_of(value):
        return value
    number = _as_number(value)
    if "integer" in types and number is not None and number == number.to_integral_value():
        return int(number)
    if "number" in types and number is not None:
        return number
    if "string" in types and not isinstance(value, Mapping):
        return _as_text(value)
    if "boolean" in types and number is not None:
        return number != 0
    return value


def _types_of(value: object) -> set[str]:
    """The schema types that a value already has; a whole number is both `integer` and `number`."""
    if isinstance(value, bool):
        return {"boolean"}
    if isinstance(value, int):
        return {"integer", "number"}
    if isinstance(value, Decimal):
        return {"number"}
    if isinstance(value, str):
        return {"string"}
    return {"object"} if isinstance(value, Mapping) else set()


def _as_number(value: object) -> Decimal | None:
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, int | Decimal):
        return Decimal(value)
    text = value.strip() if isinstance(value, str) else ""
    return Decimal(text) if text.removeprefix("-").replace(".", "", 1).isdecimal() and text.isascii() else None


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _says_something(key: str, value: object) -> bool:
    """Whether leaving it out could change the record. Whether a line is taxed by default is not documented."""
    if _plain(key) == "taxable":
        return value is not None
    return value not in (None, "", False, 0) and value != [] and value != ()
