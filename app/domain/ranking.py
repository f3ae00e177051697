"""Which of many names fit what is typed so far, and how often and lately each was used."""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import date

HALF_LIFE_DAYS = 14.0
"""After so long a use counts half."""


def frecency(days: Iterable[str], today: str) -> float:
    """Uses on these days (YYYY-MM-DD), each worth the less the longer ago; a coming day counts as today."""
    reference = date.fromisoformat(today).toordinal()
    ages = (max(0, reference - date.fromisoformat(day).toordinal()) for day in days)
    return sum((math.exp2(-age / HALF_LIFE_DAYS) for age in ages), start=0.0)


def begin_words_of(typed: list[str], name: str) -> bool:
    """Whether each typed word is the beginning of one of the name's, in any order; both folded."""
    words = name.split()
    return all(any(word.startswith(start) for word in words) for start in typed)
