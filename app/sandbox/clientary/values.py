"""Reading the values of a request and collecting what is wrong with them, in the words of a Rails application."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.sandbox.clientary.kinds import FieldType
from app.sandbox.store import Fields

Problems = dict[str, list[str]]
BLANK = "can't be blank"
LARGEST = 10**9  # of an amount or a quantity; no documented limit, but a database column has one
SMALLEST_DIGIT = 20
_DAY = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ].*)?")


class ValidationFailed(Exception):
    """422: `problems` maps each field to its complaints."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(str(problems))
        self.problems = problems


class BadValue(ValueError):
    """One value does not fit its field; the text is the complaint."""


def read_fields(sent: Mapping[str, Any], types: Mapping[str, FieldType], problems: Problems) -> Fields:
    """The known fields of a request in stored form (decimals and days as text). Unknown fields are ignored silently."""
    values: Fields = {}
    for name, kind in types.items():
        if name not in sent:
            continue
        try:
            values[name] = read_value(sent[name], kind)
        except BadValue as exc:
            problems.setdefault(name, []).append(str(exc))
    return values


def read_value(value: Any, kind: FieldType) -> Any:
    """One value in stored form, None for null and for an empty non-text. Raises `BadValue`."""
    if value is None:
        return None
    if kind == "json":
        return _plain(value)
    if isinstance(value, dict | list):
        raise BadValue("is invalid")
    if kind == "text":
        return _text(value)
    if isinstance(value, str) and not value.strip():
        return None
    match kind:
        case "integer":
            return _integer(value)
        case "decimal":
            return _decimal(value)
        case "day":
            return _day(value)
        case "flag":
            return _flag(value)


def require(values: Mapping[str, Any], names: tuple[str, ...], problems: Problems) -> None:
    """Note each required field that is missing, null or blank."""
    for name in names:
        value = values.get(name)
        if name not in problems and (value is None or (isinstance(value, str) and not value.strip())):
            problems[name] = [BLANK]


def _plain(value: Any) -> Any:
    """Free-form JSON in stored form: fractions as text, like everywhere in the store."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return f"{value:f}" if isinstance(value, Decimal) else value


def _text(value: str | int | Decimal | bool) -> str:
    if isinstance(value, bool):
        return "t" if value else "f"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _integer(value: str | int | Decimal | bool) -> int:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise BadValue("is not a number") from None
    if isinstance(value, bool) or not number.is_finite() or abs(number) > 10**15:
        raise BadValue("is not a number")
    if number != int(number):
        raise BadValue("must be an integer")
    return int(number)


def _decimal(value: str | int | Decimal | bool) -> str:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        raise BadValue("is not a number") from None
    if isinstance(value, bool) or not number.is_finite() or number.adjusted() < -SMALLEST_DIGIT:
        raise BadValue("is not a number")
    if abs(number) >= LARGEST:
        raise BadValue(f"must be less than {LARGEST}")
    return f"{number:f}"


def _day(value: str | int | Decimal | bool) -> str:
    match = _DAY.fullmatch(str(value).strip())
    if match is None:
        raise BadValue("is not a valid date")
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat()
    except ValueError:
        raise BadValue("is not a valid date") from None


def _flag(value: str | int | Decimal | bool) -> bool:
    if value in (True, 1) or str(value).lower() in ("true", "1", "t", "yes"):
        return True
    if value in (False, 0) or str(value).lower() in ("false", "0", "f", "no"):
        return False
    raise BadValue("is invalid")
