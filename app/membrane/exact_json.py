"""JSON without binary floats and without limits that a broken server could exhaust.

Money and hours arrive as JSON numbers (Clientary reference 4), so numbers with a point become `Decimal` and leave again
as the same digits. Standard library only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from json.encoder import encode_basestring, encode_basestring_ascii

from app.errors import BadReply

MAX_BYTES = 30 * 1024 * 1024
"""Membrane's own limit on a reply (Membrane reference 2)."""

MAX_DEPTH = 64
_MAX_EXPONENT = 40
"""`1e999999` is eight bytes; turned into an integer it would be a megabyte of digits and minutes of work."""

_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def _number(text: str) -> Decimal:
    value = Decimal(text)
    if value and abs(value.adjusted()) > _MAX_EXPONENT:
        raise ValueError(f"number out of range: {text[:20]}")
    return value


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is not JSON")


def _object(value: dict[str, object]) -> dict[str, object]:
    """Nothing, in Python: after each object other threads have a chance to run. Otherwise one reply with thousands of
    records would be one call into C, during which the window stands still.
    """
    return value


DECODER = json.JSONDecoder(parse_float=_number, parse_constant=_refuse_constant, object_hook=_object)


def decode(data: bytes | str) -> object:
    """The value of a JSON document: dict, list, str, int, Decimal, bool or None. Anything unsound: `BadReply`."""
    if len(data) > MAX_BYTES:
        raise BadReply(f"the reply is larger than {MAX_BYTES // (1024 * 1024)} MB")
    try:
        text = data.decode("utf-8-sig") if isinstance(data, bytes) else data
        value = DECODER.decode(text)
    except (ValueError, InvalidOperation, RecursionError) as exc:
        raise BadReply("the answer is no JSON; a page of something on the way may be in its place") from exc
    return checked(value, text)


def checked(value: object, text: str) -> object:
    """`value`, decoded from `text`, if it is no deeper than allowed; lone surrogates (which no file and no database
    can hold) are replaced."""
    _refuse_deep(value)
    return _well_formed(value) if _ESCAPED_SURROGATE.search(text) else value


def _refuse_deep(value: object) -> None:
    level: list[object] = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [child for node in level for child in _children(node) if isinstance(child, dict | list)]
        if not level:
            return
    raise BadReply(f"the reply is nested more than {MAX_DEPTH} deep")


def _children(node: object) -> list[object]:
    if isinstance(node, dict):
        return list(node.values())
    return node if isinstance(node, list) else []


def _well_formed(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_well_formed(item) for item in value]
    if isinstance(value, dict):
        return {str(_well_formed(key)): _well_formed(item) for key, item in value.items()}
    return value


def encode(value: object) -> str:
    """JSON text with decimals written digit for digit. A float is a bug and raises TypeError."""
    if value is None or value is True or value is False:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueError("JSON has no NaN and no infinity")
        return format(value, "f")
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{_quoted(str(key))}:{encode(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(encode, value)) + "]"
    raise TypeError(f"{type(value).__name__} does not go into JSON")


def _quoted(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:  # a lone surrogate: only its escape can travel
        return encode_basestring_ascii(text)
    return encode_basestring(text)


def pretty(value: object, indent: str = "  ", _margin: str = "\n") -> str:
    """The same over several lines, for people: one line for each member, empty and bare values as `encode` has them."""
    deeper = _margin + indent
    if isinstance(value, Mapping) and value:
        members = (f"{_quoted(str(key))}: {pretty(item, indent, deeper)}" for key, item in value.items())
        return "{" + deeper + f",{deeper}".join(members) + _margin + "}"
    if isinstance(value, list | tuple) and value:
        return "[" + deeper + f",{deeper}".join(pretty(item, indent, deeper) for item in value) + _margin + "]"
    return encode(value)
