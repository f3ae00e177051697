"""The line below an hours entry's description that names the invoice which bills it: "Invoice 2026-014".

Clientary has no way to say by its API that hours were billed (Clientary reference 8), so the invoice's number is
written where every computer and every colleague can read it. The line is no part of the entry's notes.
"""

from __future__ import annotations

import re

_WORD = "Invoice "
_LINE = re.compile(r"Invoice[ \t]+([^ \t\r\n\f\v]{1,60})")
_BLANK = " \t\r\n\f\v"
_NO_BREAK = "\u00a0"


def mark_of(number: str | None) -> str | None:
    """What the line says behind "Invoice": the number, in one piece.

    None where a reader could not tell the line from prose: without a digit in it, "Invoice preparation" would be one.
    """
    mark = "" if number is None else number.strip().replace(" ", _NO_BREAK)
    return mark if _is_mark(mark) and _LINE.fullmatch(_WORD + mark) else None


def with_mark(notes: str, mark: str | None) -> str:
    """The description that is sent: the notes as they are, and the line below them."""
    if mark is None:
        return notes
    return f"{notes}\n{_WORD}{mark}" if notes else _WORD + mark


def split_mark(description: str) -> tuple[str, str | None]:
    """Notes and mark of a description; what has no such last line is all notes, untouched."""
    text = description.rstrip(_BLANK)
    cut = max(text.rfind("\n"), text.rfind("\r"))
    found = _LINE.fullmatch(text[cut + 1 :].strip(_BLANK))
    if found is None or not _is_mark(found[1]):
        return description, None
    notes = text[: max(cut, 0)]
    return notes.removesuffix("\r"), found[1]


def _is_mark(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
