"""Invoice numbers: text that usually ends in a counter, or what a pattern makes of the year and a counter."""

from __future__ import annotations

import re
from collections.abc import Collection

from app.domain.money import shown
from app.domain.text import clean_line
from app.errors import Refused, UserInputError

FIRST_NUMBER = "1"
MAX_NUMBER = 60

_COUNTED = re.compile(r"(.*?)([0-9]{1,18})", re.DOTALL)
_COUNTER = re.compile(r"\{(N{1,18})\}")
_DIGITS = re.compile(r"[0-9]{1,18}")


def next_number(used: Collection[str]) -> str:
    """The number after the highest one in use, with its prefix and its leading zeros; "1" when none ends in digits.

    Among numbers of one pattern the digits before the counter weigh more: 2026-003 comes after 2025-014.
    """
    counted = [text for text in used if _COUNTED.fullmatch(text)]
    if not counted:
        return FIRST_NUMBER
    highest = max(counted, key=lambda text: (_groups(text)[-1], text))
    family = [text for text in counted if _pattern(text) == _pattern(highest)]
    latest = max(family, key=lambda text: (_groups(text), text))
    match = _COUNTED.fullmatch(latest)
    prefix, digits = match.groups() if match is not None else ("", "0")
    counter = int(digits) + 1
    taken = set(used)
    while (proposed := f"{prefix}{counter:0{len(digits)}}") in taken:
        counter += 1
    return proposed


def next_by_pattern(pattern: str, day: str, used: Collection[str]) -> str:
    """The next free number of a pattern such as `INV-{YYYY}-{NNN}` on a day (YYYY-MM-DD).

    `{YYYY}`, `{YY}` and `{MM}` are the day's; `{N}` is the counter, as wide as there are N. It starts anew wherever the
    rest is new, with the year above all. Raises `UserInputError` for a pattern without exactly one counter.
    """
    filled = pattern.replace("{YYYY}", day[:4]).replace("{YY}", day[2:4]).replace("{MM}", day[5:7])
    counters = _COUNTER.findall(filled)
    if len(counters) != 1:
        raise UserInputError(f"{shown(pattern)} needs one counter such as {{NNN}}.", field="billing.number_pattern")
    before, after = (re.escape(part) for part in _COUNTER.split(filled)[::2])
    same = re.compile(f"{before}([0-9]{{1,18}}){after}")
    highest = max((int(match[1]) for text in used if (match := same.fullmatch(text))), default=0)
    return _COUNTER.sub(lambda found: f"{highest + 1:0{len(found[1])}}", filled)


def checked_number(text: str, used: Collection[str]) -> str:
    """A number that a person chose. Raises `UserInputError` for no usable text, `Refused` when it is in use here."""
    number = " ".join(clean_line(text).split())
    if not number:
        raise UserInputError("An invoice number cannot be empty.", field="number")
    if len(number) > MAX_NUMBER:
        raise UserInputError(f"An invoice number has at most {MAX_NUMBER} characters.", field="number")
    if number in used:
        free = next_number(used)
        raise Refused(f"Invoice {shown(number)} exists already; the next free number is {free}.", field="number")
    return number


def _groups(text: str) -> list[int]:
    return [int(digits) for digits in _DIGITS.findall(text)]


def _pattern(text: str) -> str:
    return _DIGITS.sub("0", text)
