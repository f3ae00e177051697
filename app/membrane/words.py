"""The other side's words for what went wrong, as plain text that is safe to show and short enough to log."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

MAX_LENGTH = 500
_SKIPPED = re.compile(r"<(script|style|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,2000}>")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]+")
_MARKUP = re.compile(r"<\s*(?:!doctype|html|head|body|title|h[1-6]|p|div|center)\b", re.IGNORECASE)


def looks_like_html(text: str) -> bool:
    return _MARKUP.search(text[:2000]) is not None


def plain(text: str) -> str:
    """`text` without markup, control and direction characters, on one line, at most 500 characters."""
    bounded = text[: MAX_LENGTH * 40]
    if "<" in bounded:
        bounded = html.unescape(_TAG.sub(" ", _SKIPPED.sub(" ", bounded)))
    flat = " ".join(_CONTROL.sub(" ", bounded).split())
    return flat if len(flat) <= MAX_LENGTH else flat[: MAX_LENGTH - 1] + "…"


def spoken(body: object) -> str:
    """The message in an error body of Clientary, "" if it says nothing (order: Clientary reference 6)."""
    if isinstance(body, str):
        return plain(body)
    if isinstance(body, list):
        return plain("; ".join(item for item in body if isinstance(item, str)))
    if not isinstance(body, Mapping):
        return ""
    for key in ("errors", "error", "message", "error_description", "detail"):
        found = _told(body.get(key))
        if found:
            return plain(found)
    return plain(_by_field({key: value for key, value in body.items() if isinstance(value, list)}))


def field_of(body: object) -> str | None:
    """The field that an error body is about, the first of several: `{"errors": {FIELD: ...}}` or `{FIELD: [...]}`."""
    if not isinstance(body, Mapping):
        return None
    errors = body.get("errors")
    fields = errors if isinstance(errors, Mapping) else {key: one for key, one in body.items() if isinstance(one, list)}
    named = (str(name) for name, problem in fields.items() if _told(problem) and name not in ("base", "errors"))
    return next((plain(name) for name in named), None)


def _told(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        message = value.get("message")
        return message if isinstance(message, str) else _by_field(value)
    if isinstance(value, list):
        return "; ".join(told for told in map(_told, value) if told)
    return ""


def _by_field(fields: Mapping[str, object]) -> str:
    parts = []
    for field, problem in fields.items():
        told = _told(problem)
        if told:
            parts.append(told if field == "base" else f"{field}: {told}")
    return "; ".join(parts)
