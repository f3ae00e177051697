"""Where the entries of a day do not fit together: times that are claimed twice, and short breaks between them."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from app.domain.entries import Entry
from app.domain.ids import EntryId

LONGEST_GAP_S = 3 * 3600
"""A longer break is not a gap in the log but the end of a stretch of work."""


class SeamKind(StrEnum):
    """`OVERLAP`: both claim the time between; `GAP`: neither does."""

    OVERLAP = "overlap"
    GAP = "gap"


class Seam(NamedTuple):
    """Two entries that follow each other by their starts, and the time at which they do not meet.

    `began` and `ended` are UTC epoch seconds: of an overlap what is claimed twice, of a gap what is claimed by none.
    """

    kind: SeamKind
    earlier: EntryId
    later: EntryId
    began: int
    ended: int

    @property
    def seconds(self) -> int:
        return self.ended - self.began


def seams(entries: Sequence[Entry], now: int) -> list[Seam]:
    """The seams of entries with clock times, oldest first; what runs lasts until `now`. Entries without are left out,
    as are gaps longer than `LONGEST_GAP_S`. An entry within another one overlaps it for as long as it lasts.
    """
    timed = sorted((one for one in entries if one.started_at is not None), key=lambda one: (one.started_at, one.id))
    found: list[Seam] = []
    reaching: Entry | None = None  # of those so far the one that ends last
    for entry in timed:
        start, end = entry.started_at or 0, _end(entry, now)
        if reaching is not None:
            reached = _end(reaching, now)
            if start < reached and min(reached, end) > start:
                found.append(Seam(SeamKind.OVERLAP, reaching.id, entry.id, start, min(reached, end)))
            elif 0 < start - reached <= LONGEST_GAP_S:
                found.append(Seam(SeamKind.GAP, reaching.id, entry.id, reached, start))
        if reaching is None or end >= _end(reaching, now):
            reaching = entry
    return found


def _end(entry: Entry, now: int) -> int:
    return max(entry.started_at or 0, now if entry.ended_at is None else entry.ended_at)
