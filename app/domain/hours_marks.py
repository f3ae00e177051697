"""The line below an hours entry's description that names the invoice which bills it: "Invoice 2026-014".

Clientary has no way to say by its API that hours were billed (Clientary reference 8), so the invoice's number is
written where every computer and every colleague can read it. The line is no part of the entry's notes, also where
somebody wrote more below it since.
"""

from __future__ import annotations

import re

_WORD = "Invoice "
_LINE = re.compile(r"Invoice[ \t]+([^ \t\r\n\f\v]{1,60})")
_OWN_LINE = re.compile(rf"(?:\A|\r\n|\r|\n)[ \t\f\v]*{_LINE.pattern}[ \t\f\v]*(?=[\r\n]|\Z)")
"""With the line break before it."""
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
    """Notes and mark of a description; what has no such line of its own is all notes, untouched. Of several the last
    one counts: to take prose for a mark is better than to offer billed hours once more.
    """
    if _WORD.strip() not in description:
        return description, None
    found = [line for line in _OWN_LINE.finditer(description) if _is_mark(line[1])]
    if not found:
        return description, None
    mark, notes, below = found[-1][1], "", 0
    for line in found:
        if line[1] == mark:
            notes, below = notes + description[below : line.start()], line.end()
    rest = description[below:]
    if not rest.strip(_BLANK):
        return notes, mark
    return (notes + rest if notes else rest.lstrip("\r\n")), mark


def _is_mark(text: str) -> bool:
    return any(letter.isdigit() for letter in text)
