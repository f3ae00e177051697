"""Shaping our input to an action's `inputSchema`: snake or camel case, nested under a wrapper or flat, other names for
the same thing, other types for the same value (Membrane reference 8)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.errors import Rejected
from app.membrane.convert import UNFIT, converted, says_something
from app.membrane.schema import (
    Schema,
    alternatives_of,
    holds_object,
    plain_schema,
    properties_of,
    required_of,
    types_of,
)

Values = Mapping[str, object]

_ALIASES: tuple[frozenset[str], ...] = tuple(
    frozenset(group.split())
    for group in (
        "invoiceitemsattributes invoiceitems items lineitems lines itemsattributes lineitemsattributes",
        "pagesize limit perpage",
        "cursor nextcursor pagecursor",
        "updatedsince modifiedsince updatedafter",
        "date invoicedate issuedate issuedon entrydate workedon spenton spentdate loggedon",
        "duedate dueon invoiceduedate",
        "currencycode currency",
        "number invoicenumber",
        "note notes description details",
        "po ponumber purchaseorder",
        "tax taxrate tax1",
        "taxlabel tax1label",
        "compoundtax compound",
        "title name summary",
        "hours hour numberofhours hoursworked workedhours durationhours durationinhours hoursspent",
        "quantity qty",
        "price unitprice rate",
        "taxable istaxable",
        "clientid client",
        "projectid project",
        "recipients to emails emailaddresses recipientemails",
        "message body text content",
        "attachpdf includepdf withpdf",
        "sendcopy copytome sendmeacopy",
    )
)
_WRAPPERS = frozenset({
    "fields", "data", "record", "body", "input", "attributes", "payload", "parameters", "params", "query", "filter",
    "pagination", "options",
})  # fmt: skip
"""Names under which any record or question may be nested; `fields`, `parameters` and `filter` by Membrane
reference 7."""


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


def shape(
    schema: Schema, values: Values, wrappers: str | tuple[str, ...] = (), *, id_names: frozenset[str] = frozenset()
) -> Shaped:
    """Our `values` (canonical snake case names) as the schema wants them. `wrappers` are the record's own names;
    `id_names` what else the input `id` may be called (lower case, letters and digits).

    Without a schema the documented form is sent: flat snake case. Of several allowed forms the one that demands and
    loses least is taken.
    """
    names = _WRAPPERS | {_plain(name) for name in ([wrappers] if isinstance(wrappers, str) else wrappers)}
    shaped = [_shaped(one, values, names, id_names) for one in alternatives_of(plain_schema(schema))]
    return min(shaped, key=lambda one: (len(one.missing), len(one.dropped)))


def fitting(
    schema: Schema, values: Values, wrappers: str | tuple[str, ...] = (), *, id_names: frozenset[str] = frozenset()
) -> dict[str, object]:
    """The payload, or `Rejected` (nothing was sent) naming what the action demands and we do not have."""
    shaped = shape(schema, values, wrappers, id_names=id_names)
    if shaped.missing:
        names = ", ".join(shaped.missing)
        raise Rejected(
            f"the action demands inputs that are not known here: {names}", layer="membrane", status=0, key="schema"
        )
    return shaped.payload


def _shaped(schema: Schema, values: Values, wrappers: frozenset[str], id_names: frozenset[str]) -> Shaped:
    if not properties_of(schema):
        return Shaped({key: value for key, value in values.items() if value is not None})
    payload, notes = _Shaper(wrappers, id_names).filled(schema, values, "")
    return Shaped(payload, tuple(dict.fromkeys(notes.missing)), tuple(dict.fromkeys(notes.dropped)))


@dataclass(frozen=True, slots=True)
class _Shaper:
    wrappers: frozenset[str]
    id_names: frozenset[str]

    def filled(self, schema: Schema, values: Values, where: str) -> tuple[dict[str, object], _Notes]:
        """The schema's inputs with the values that belong there; the record's wrapper with all that may go inside."""
        nests = {name: one for name, one in properties_of(schema).items() if self._nests(name, one)}
        notes = _Notes()
        payload, outside = self._flat(schema, values, where, notes, skip=frozenset(nests))
        placed = set(outside)
        for name, inner in nests.items():
            if not properties_of(inner):
                inside: dict[str, object] = {key: one for key, one in values.items() if key not in placed}
                placed |= set(inside)
            else:
                inside, inner_notes = self.filled(inner, values, f"{where}{name}.")
                placed |= {key for key in values if key not in inner_notes.dropped}
                notes.missing += inner_notes.missing if name in required_of(schema) or inside else []
                notes.dropped += [lost for lost in inner_notes.dropped if lost not in values]
            if inside or name in required_of(schema):
                payload[name] = inside
        notes.dropped += [key for key in values if key not in placed and says_something(key, values[key])]
        return payload, notes

    def _nests(self, name: str, schema: Schema) -> bool:
        return _plain(name) in self.wrappers and holds_object(schema)

    def _flat(
        self, schema: Schema, values: Values, where: str, notes: _Notes, skip: frozenset[str]
    ) -> tuple[dict[str, object], set[str]]:
        """The inputs beside the wrappers, and the names of the values that went there. Demanded ones that nobody has
        are noted, unless the schema has a default or allows a single value."""
        properties = {name: inner for name, inner in properties_of(schema).items() if name not in skip}
        payload: dict[str, object] = {}
        placed: set[str] = set()
        unfit: set[str] = set()
        for name, source in self._sources(properties, values).items():
            value = self._value(properties[name], values[source], f"{where}{name}", notes)
            if value is UNFIT:
                unfit.add(name)
                continue
            placed.add(source)
            if value is not None:
                payload[name] = value
        for name in required_of(schema):
            if name not in payload and name not in skip and name not in unfit:
                given = _given(properties.get(name, {}))
                if given is None:
                    notes.missing.append(f"{where}{name}")
                else:
                    payload[name] = given
        if schema.get("additionalProperties") is True and not skip:
            payload = {**{key: one for key, one in values.items() if key not in placed}, **payload}
            placed |= set(values)
        return payload, placed

    def _value(self, schema: Schema, value: object, where: str, notes: _Notes) -> object:
        if not isinstance(value, list | tuple):
            return converted(schema, value)
        types, inner = types_of(schema), schema.get("items")
        if types and "array" not in types:
            return UNFIT  # several of them in one text: nobody says how they are to be separated
        if not isinstance(inner, Mapping) or not properties_of(inner):
            return list(value)
        return [self._line(inner, one, f"{where}[].", notes) if isinstance(one, Mapping) else one for one in value]

    def _line(self, schema: Schema, line: Values, where: str, notes: _Notes) -> dict[str, object]:
        payload, placed = self._flat(schema, line, where, notes, skip=frozenset())
        notes.dropped += [key for key, one in line.items() if key not in placed and says_something(key, one)]
        return payload

    def _sources(self, properties: Iterable[str], values: Values) -> dict[str, str]:
        """For each property the value that belongs there: the same name in any spelling first, then an alias. No value
        goes to two places."""
        result: dict[str, str] = {}
        free = {_plain(key): key for key in values}
        for name in properties:
            if _plain(name) in free:
                result[name] = free.pop(_plain(name))
        for name in properties:
            if name in result:
                continue
            alias = next((other for other in self._aliases(_plain(name)) if other in free), None)
            if alias is not None:
                result[name] = free.pop(alias)
        return result

    def _aliases(self, name: str) -> list[str]:
        known = {other for group in _ALIASES if name in group for other in group if other != name}
        return sorted(known | {"id"} if name in self.id_names else known)


def _plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def _given(schema: Schema) -> object | None:
    """What a demanded input gets without our doing: its default, or the only value that it allows."""
    if schema.get("default") is not None:
        return schema["default"]
    allowed = schema.get("enum")
    return allowed[0] if isinstance(allowed, list) and len(allowed) == 1 else None
