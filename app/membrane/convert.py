"""One value in a type that a schema allows: Membrane validates inputs and refuses a number where it wants text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from app.membrane.schema import Schema, types_of

UNFIT: Final = object()
"""Stands for a value that the schema has no place for."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def converted(schema: Schema, value: object) -> object:
    """The value as the schema wants it, None as None, `UNFIT` where it cannot be said. A schema without a type takes
    anything. A size above the `maximum` becomes the maximum: only page sizes are ever asked for so generously."""
    if value is None:
        return None
    types = types_of(schema)
    fitted = value if not types or types & _types_of(value) else _as_one_of(types, value)
    if fitted is UNFIT:
        return UNFIT
    most, size = as_decimal(schema.get("maximum")), as_decimal(fitted)
    if most is not None and size is not None and size > most and isinstance(fitted, int | Decimal):
        fitted = int(most) if most == most.to_integral_value() else most
    if schema.get("format") == "date-time" and isinstance(fitted, str) and _DAY.fullmatch(fitted):
        fitted = f"{fitted}T00:00:00Z"
    allowed = schema.get("enum")
    return fitted if not isinstance(allowed, list) or fitted in allowed else UNFIT


def says_something(key: str, value: object) -> bool:
    """Whether leaving it out could change the record. Whether a line is taxed by default is not documented."""
    if key.replace("_", "") == "taxable":
        return value is not None
    return value not in (None, "", False, 0) and value != [] and value != ()


def as_decimal(value: object) -> Decimal | None:
    """A number, from a number or plain text; None for anything else."""
    if isinstance(value, bool):
        return Decimal(int(value))
    if isinstance(value, int | Decimal):
        return Decimal(value)
    text = value.strip() if isinstance(value, str) else ""
    return Decimal(text) if text.removeprefix("-").replace(".", "", 1).isdecimal() and text.isascii() else None


def _as_one_of(types: set[str], value: object) -> object:
    number = as_decimal(value)
    if "integer" in types and number is not None and number == number.to_integral_value():
        return int(number)
    if "number" in types and number is not None:
        return number
    if "string" in types and not isinstance(value, Mapping | list | tuple):
        return _as_text(value)
    if "boolean" in types and number is not None:
        return number != 0
    return UNFIT


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
    if isinstance(value, list | tuple):
        return {"array"}
    return {"object"} if isinstance(value, Mapping) else set()


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)
