"""Which of many names a person most likely means by what is typed so far: how often, how lately, how alike."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date
from itertools import pairwise

HALF_LIFE_DAYS = 14.0
"""After so long a use counts half."""
_Pairs = set[tuple[str, str]]

ALIKE = 0.5
"""A resemblance from which a name may be a slip of the pen for another."""


def frecency(days: Iterable[str], today: str) -> float:
    """Uses on these days (YYYY-MM-DD), each worth the less the longer ago; a coming day counts as today."""
    reference = date.fromisoformat(today).toordinal()
    ages = (max(0, reference - date.fromisoformat(day).toordinal()) for day in days)
    return sum((math.exp2(-age / HALF_LIFE_DAYS) for age in ages), start=0.0)


class Likeness:
    """How alike folded names are to one folded text, 0 to 1: the share of neighbouring letters that both have (Dice). A
    name that only begins like the text is as like as one of that length.
    """

    def __init__(self, typed: str) -> None:
        self._pairs, self._length = _pairs(typed), len(typed) + 1

    def of(self, name: str) -> float:
        if not self._pairs:
            return 0.0
        whole = self._shared(_pairs(name))
        return whole if len(name) <= self._length else max(whole, self._shared(_pairs(name[: self._length])))

    def _shared(self, other: _Pairs) -> float:
        return 2 * len(self._pairs & other) / (len(self._pairs) + len(other))


def begin_words_of(typed: list[str], name: str) -> bool:
    """Whether each typed word is the beginning of one of the name's, in any order; both folded."""
    words = name.split()
    return all(any(word.startswith(start) for word in words) for start in typed)


def _pairs(text: str) -> _Pairs:
    return set(pairwise(text))
