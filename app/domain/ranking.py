"""Which of many names a person most likely means by what is typed so far: how often, how lately, how alike."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from datetime import date

HALF_LIFE_DAYS = 14.0
"""After so long a use counts half."""
ALIKE = 0.5
"""A resemblance from which a name may be a slip of the pen for another."""


def frecency(days: Iterable[str], today: str) -> float:
    """Uses on these days (YYYY-MM-DD), each worth the less the longer ago; a coming day counts as today."""
    reference = date.fromisoformat(today).toordinal()
    ages = (max(0, reference - date.fromisoformat(day).toordinal()) for day in days)
    return sum((math.exp2(-age / HALF_LIFE_DAYS) for age in ages), start=0.0)


def resemblance(typed: str, name: str) -> float:
    """How alike two folded texts are, 0 to 1: the share of neighbouring letters that both have (Dice). A name that only
    begins like what is typed is as like as one of that length.
    """
    wanted = _pairs(typed)
    if not wanted:
        return 0.0
    return max(_shared(wanted, _pairs(text)) for text in {name, name[: len(typed) + 1]})


def begin_words_of(typed: list[str], name: str) -> bool:
    """Whether each typed word is the beginning of one of the name's, in any order; both folded."""
    words = name.split()
    return all(any(word.startswith(start) for word in words) for start in typed)


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1))


def _shared(one: Counter[str], other: Counter[str]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0
