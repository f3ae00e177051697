"""How near a typed text comes to a name, and which of many names a person most likely means by it.

The only module that compares letters, by rapidfuzz. Loading that costs 30 ms and 5 MB: import this module where names
are ranked, not where they are read.
"""

from __future__ import annotations

from rapidfuzz import fuzz

ALIKE = 75.0
"""A likeness from which a name may be what a slip of the pen meant: two letters exchanged in a word of four."""

Rank = tuple[bool, bool, float, float]
"""Sorts the best name first; see `rank`."""


def likeness(typed: str, name: str) -> float:
    """0 to 100: the share of letters that both have in the same order. Of a longer name the part that is most like
    `typed` counts, so that its beginning or one word of it is enough. Both folded (`app.domain.folding`).
    """
    return fuzz.partial_ratio(typed, name) if len(name) > len(typed) else fuzz.QRatio(typed, name)


def rank(typed: str, name: str, often: float = 0.0, *, elsewhere: bool = False) -> Rank:
    """The score of a name, as a key to sort by. What decides, in this order: that it belongs to the project in hand
    (not `elsewhere`), that it begins with what is typed, how often and lately it was used (`often`, of
    `app.domain.ranking.frecency`), and how alike it is. Names that tie in all of that stay in the order they had, which
    is newest first for titles and by alphabet for projects.
    """
    return elsewhere, not name.startswith(typed), -often, -likeness(typed, name)
