"""Why the time of an absence cannot be taken out of its entry any more: what a person is offered depends on it.

The same rules refuse the act itself (`app/services/entry_writing.py`); here they are asked before anything is offered.
"""

from __future__ import annotations

from enum import StrEnum

from app.services.entry_writing import is_billed
from app.storage.entries import EntryRow


class Hindrance(StrEnum):
    """All that is left to do about such an absence is to set it aside."""

    INVOICED = "invoiced"
    """On an invoice that has a number."""
    DRAFTED = "drafted"
    """On an invoice without one."""
    BILLED = "billed"
    """Billed in Clientary, or marked."""
    ANOTHERS = "anothers"
    """Somebody else's entry by now."""
    TIMES = "times"
    """Its duration was set in Clientary, and is not what its clock times say."""
    START = "start"
    """Moved along with the clock it would not begin before it ends."""


def hindrance_of(row: EntryRow, by_s: int, now: int) -> Hindrance | None:
    """What stands against a change of this entry; `by_s` is by how much the clock was set, 0 for time away."""
    entry = row.entry
    if entry.person is not None:
        return Hindrance.ANOTHERS
    if is_billed(row):
        return _billed(row)
    ended = now if entry.ended_at is None else entry.ended_at
    if by_s:
        return Hindrance.START if (entry.started_at or 0) + by_s >= ended + entry.running else None
    if not entry.running and ended - (entry.started_at or 0) != entry.seconds:
        return Hindrance.TIMES
    return None


def _billed(row: EntryRow) -> Hindrance:
    if row.invoice_number:
        return Hindrance.INVOICED
    return Hindrance.BILLED if row.invoice_id is None else Hindrance.DRAFTED
