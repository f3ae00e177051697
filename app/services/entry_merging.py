"""What several entries come to as one: pure, exact to the second."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from app.domain.entries import Entry
from app.errors import Refused


def merged(entries: Sequence[Entry]) -> tuple[Entry, list[Entry]]:
    """The earliest entry with all that the others hold, and the others; raises `Refused` for what does not belong
    together: several projects, or several days with time between them.
    """
    ordered = sorted(entries, key=lambda entry: (entry.date, entry.started_at is None, entry.started_at or 0, entry.id))
    first, last = ordered[0], ordered[-1]
    if len({entry.project_id for entry in ordered}) > 1:
        raise Refused("These entries belong to different projects. Nothing was changed; give them one project first.")
    joined = all(_goes_on(one, following) for one, following in pairwise(ordered))
    if any(entry.running for entry in ordered) and not joined:
        raise Refused("One of these is still running; stop it before merging. Nothing was changed.")
    if len({entry.date for entry in ordered}) > 1 and not joined:
        raise Refused("These entries are of different days. Nothing was changed; move them to one day first.")
    tasks = {entry.task_id for entry in ordered}
    kept = first._replace(
        notes="\n".join(dict.fromkeys(line for entry in ordered for line in _said(entry, first.title))),
        task_id=tasks.pop() if len(tasks) == 1 else None,
        tags=tuple(sorted({tag for entry in ordered for tag in entry.tags})),
        billable=any(entry.billable for entry in ordered),
        started_at=first.started_at if joined else None,
        ended_at=last.ended_at if joined else None,
        seconds=0 if last.running else sum(entry.seconds for entry in ordered),
    )
    return kept, ordered[1:]


def _said(entry: Entry, title: str) -> list[str]:
    """What the entry says beyond the title that is kept."""
    return [text for text in ("" if entry.title == title else entry.title, entry.notes) if text]


def _goes_on(one: Entry, following: Entry) -> bool:
    """Whether the second begins where the first ended, both by their clock times."""
    return one.ended_at is not None and one.ended_at == following.started_at and _by_clock(one) and _by_clock(following)


def _by_clock(entry: Entry) -> bool:
    if entry.started_at is None:
        return False
    return entry.ended_at is None or entry.ended_at - entry.started_at == entry.seconds
