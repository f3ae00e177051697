"""Finding the JSON in what a command printed: update notices, warnings and spinners may stand around it
(Membrane reference 5.4)."""

from __future__ import annotations

import json
import re
from decimal import InvalidOperation

from app.errors import BadReply
from app.membrane.exact_json import DECODER, checked

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_CURSOR = re.compile(r"\x1b\[[0-9;?]*[A-Za-ln-z]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\r(?!\n)")
_START = re.compile(r'"(?=[{\[])|[{\[]')
_MAX_STARTS = 200
"""Each attempt may read far; endless brackets must not take for ever."""


class NoJson(BadReply):
    """The text holds no JSON value at all (as opposed to a broken one)."""


def without_colour(text: str) -> str:
    """Terminal sequences removed; those that move the cursor (spinners) end a line."""
    return _CURSOR.sub("\n", _COLOUR.sub("", text))


def json_among_noise(text: str) -> tuple[object, str]:
    """The first complete JSON value of `text`, which must already be free of terminal sequences, and the text around
    it. None if there is only white space. A document that is cut or broken is refused, so that one record of a torn
    list never passes for the whole answer. Raises `NoJson` or `BadReply`.
    """
    stripped = text.strip().removeprefix("\ufeff")
    if not stripped:
        return None, ""
    try:
        return checked(DECODER.decode(stripped), stripped), ""
    except (ValueError, InvalidOperation, RecursionError):
        return _first_value(stripped)


def _first_value(text: str) -> tuple[object, str]:
    position = 0
    for _ in range(_MAX_STARTS):
        match = _START.search(text, position)
        if match is None:
            break
        start = match.start()
        try:
            value, end = DECODER.raw_decode(text, start)
        except (ValueError, InvalidOperation, RecursionError) as exc:
            if _is_torn(exc, text, start):
                raise BadReply("the JSON in the output is cut or broken") from exc
            position = start + 1
            continue
        if isinstance(value, str) and not _is_document(value):
            position = end
            continue
        if _ends_its_line(text, end) or _begins_its_line(text, start, value):
            return checked(value, text[start:end]), text[:start] + text[end:]
        position = end
    raise NoJson("the output holds no JSON")


def _is_torn(error: Exception, text: str, start: int) -> bool:
    """A document that goes wrong at its end or on a later line; a mere `[notice]` goes wrong where it begins."""
    if not isinstance(error, json.JSONDecodeError):
        return True
    return error.pos >= len(text) or error.msg.startswith("Unterminated") or "\n" in text[start : error.pos].strip()


def _is_document(text: str) -> bool:
    """Whether a quoted text is itself JSON: the whole answer, printed as one JSON text."""
    try:
        DECODER.decode(text)
    except (ValueError, InvalidOperation, RecursionError):
        return False
    return True


def _begins_its_line(text: str, start: int, value: object) -> bool:
    """A document that the next notice follows without a new line; `[2] done` is none."""
    document = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(item, dict) for item in value))
    return document and bool(value) and not text[text.rfind("\n", 0, start) + 1 : start].strip()


def _ends_its_line(text: str, end: int) -> bool:
    line_end = text.find("\n", end)
    return not text[end : line_end if line_end >= 0 else len(text)].strip()
