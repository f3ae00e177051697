"""What crosses the sandbox's sockets: JSON with exact decimals, and replies before they become HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any

JSON_TYPE = "application/json; charset=utf-8"
HTML_TYPE = "text/html; charset=utf-8"
TEXT_TYPE = "text/plain; charset=utf-8"


class NotJson(ValueError):
    """The text is not one JSON value."""


def encode(value: Any) -> str:
    """JSON text of `value`; a Decimal is written digit by digit, never through a binary float."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return encode_basestring(value)
        case int():
            return str(value)
        case Decimal():
            return f"{value:f}"
        case Mapping():
            members = [f"{encode_basestring(str(key))}:{encode(item)}" for key, item in value.items()]
            return "{" + ",".join(members) + "}"
        case list() | tuple():
            return "[" + ",".join([encode(item) for item in value]) + "]"
        case float():
            return repr(value)
    raise TypeError(f"no JSON form for {type(value).__name__}")


def decode(text: str | bytes) -> Any:
    """The value of a JSON text; fractions come out as Decimal. Raises `NotJson`."""
    try:
        plain = text if isinstance(text, str) else text.decode()
        value = json.loads(plain, parse_float=Decimal, parse_constant=_refuse_constant)
        if "\\ud" in plain.lower():
            encode(value).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError) as exc:
        raise NotJson(str(exc)) from exc
    return value


def _refuse_constant(name: str) -> Any:
    raise NotJson(f"{name} is not JSON")


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP answer. `headers` holds what goes beside the content type."""

    status: int
    body: bytes = b""
    content_type: str | None = None
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Reply:
        return cls(status, encode(value).encode(), JSON_TYPE, headers or {})

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    def value(self) -> Any:
        """The body as JSON, as text where it is not JSON, None where it is empty."""
        if not self.body:
            return None
        try:
            return decode(self.body)
        except NotJson:
            return self.body.decode("utf-8", "replace")
