"""What records look like, without what is in them: names, types, forms and counts.

A value never leaves this module: only how it is written does (`date/slash`, `number.2`), small documented codes such as
a status, and how long a text may get.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal

from app.membrane.fields import canonical, denied
from app.probe.vocabulary import free_map, known_field, looks_like_a_field

Shape = dict[str, object]

_CODES = frozenset({"status", "project_type", "budget_type", "item_type", "action", "time_interval"})
"""Small numbers with a documented meaning; they are shown, because no meaning is known for others."""

_MEASURED = frozenset({"title", "description", "note", "name"})
_LARGEST_CODE = 20
_DEEPEST = 4
_MOST_KEYS = 120
_FORMS = (
    ("date/slash", re.compile(r"\d{4}/\d{1,2}/\d{1,2}")),
    ("date/dash", re.compile(r"\d{4}-\d{1,2}-\d{1,2}")),
    ("timestamp/z", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")),
    ("timestamp/offset", re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d:?\d\d")),
    ("timestamp/bare", re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?")),
    ("text/number", re.compile(r"[+-]?\d+(?:\.\d+)?")),
)


def form_of(value: object) -> str:
    """How a value is written; says nothing about which it is."""
    match value:
        case None:
            return "null"
        case bool():
            return "flag"
        case int():
            return "integer"
        case Decimal():
            return f"number.{decimals_of(value)}"
        case str():
            if not value:
                return "text/empty"
            return next((name for name, form in _FORMS if form.fullmatch(value)), "text")
        case list():
            return "list"
        case _:
            return "object"


def decimals_of(value: Decimal) -> int:
    """Digits after the point as they came; 1.50 has two."""
    exponent = value.as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def shape_of(records: Iterable[Mapping[str, object]], depth: int = 0) -> Shape:
    """The fields of a kind: for each in how many records it is, and in which forms.

    An undocumented key is named if it looks like a field and every record has it; the others are counted.
    """
    sampled = list(records)
    if not sampled:
        return {"records": 0}
    held = Counter(key for record in sampled for key in record)
    named = sorted(key for key, count in held.items() if _nameable(key, count, len(sampled)))[:_MOST_KEYS]
    fields = {key: _field(key, [record[key] for record in sampled if key in record], depth) for key in named}
    shape: Shape = {"records": len(sampled), "fields": fields}
    if len(named) < len(held):
        shape["other_keys"] = len(held) - len(named)
    return shape


def _nameable(key: str, count: int, records: int) -> bool:
    return known_field(key) or (looks_like_a_field(key) and count == records > 1)


def _field(key: str, values: list[object], depth: int) -> Shape:
    forms = Counter(map(form_of, values))
    shape: Shape = {"in": len(values), "forms": dict(sorted(forms.items()))}
    if denied(key):
        return {"in": len(values), "forms": {"secret": len(values)}}
    if canonical(key) in _CODES:
        codes = sorted({one for one in values if isinstance(one, int) and not isinstance(one, bool)})
        shape["codes"] = [one for one in codes if 0 <= one <= _LARGEST_CODE]
    if canonical(key) in _MEASURED:
        shape["longest"] = max((len(one) for one in values if isinstance(one, str)), default=0)
    if canonical(key) == "id" or canonical(key).endswith("_id"):
        shape["digits"] = max((len(str(one)) for one in values if isinstance(one, int)), default=0)
    return shape | _inside(key, values, depth)


def _inside(key: str, values: list[object], depth: int) -> Shape:
    """The shape of nested objects, unless their keys may be somebody's words."""
    lists = [one for one in values if isinstance(one, list)]
    objects = [one for one in values if isinstance(one, Mapping)]
    objects += [item for one in lists for item in one if isinstance(item, Mapping)]
    inside: Shape = {"most": max(map(len, lists))} if lists else {}
    if not objects:
        return inside
    if free_map(key) or depth >= _DEEPEST:
        return inside | {"keys": max(map(len, objects))}
    return inside | {"inside": shape_of(objects, depth + 1)}
