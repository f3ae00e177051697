"""How what is told of an absence goes together with what is stored of its entry: about no second two questions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.domain.absence import Cause, telling
from app.storage.absences import AbsenceRow

_LASTING = 1 << 62


class Span(NamedTuple):
    """UTC epoch seconds; `ended_at` None while it lasts."""

    began_at: int
    ended_at: int | None

    @property
    def until(self) -> int:
        return _LASTING if self.ended_at is None else self.ended_at

    def meets(self, row: AbsenceRow) -> bool:
        """Whether they share time. What touches shares none."""
        other = span_of(row)
        return self.began_at < other.until and other.began_at < self.until


def span_of(row: AbsenceRow) -> Span:
    return Span(row.began_at, row.ended_at)


def causes_of(row: AbsenceRow) -> frozenset[Cause]:
    """All that is known of why nobody was there."""
    said = row.detail.get("causes")
    return frozenset(Cause(one) for one in said) if isinstance(said, list) else frozenset({Cause(row.cause)})


def undecided(span: Span, decided: Iterable[AbsenceRow]) -> Span | None:
    """The longest part of it that nobody decided about, of one that lasts the part that does; None where all is."""
    free = [span]
    for row in decided:
        free = [part for one in free for part in _without(one, span_of(row))]
    return max(free, key=lambda part: part.until - part.began_at, default=None)


def joined(rows: Iterable[AbsenceRow], into: AbsenceRow) -> AbsenceRow:
    """All of these as one; where one of them lasts, it does."""
    span, causes = span_of(into), causes_of(into)
    for row in rows:
        until = max(span.until, span_of(row).until)
        span = Span(min(span.began_at, row.began_at), None if until == _LASTING else until)
        causes |= causes_of(row)
    return into._replace(
        cause=telling(causes), began_at=span.began_at, ended_at=span.ended_at, detail={"causes": sorted(causes)}
    )


def _without(span: Span, taken: Span) -> list[Span]:
    if taken.until <= span.began_at or span.until <= taken.began_at:
        return [span]
    parts = []
    if span.began_at < taken.began_at:
        parts.append(Span(span.began_at, taken.began_at))
    if taken.until < span.until:
        parts.append(Span(taken.until, span.ended_at))
    return parts
