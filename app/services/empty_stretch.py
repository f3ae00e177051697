"""A stretch of no time that says nothing of its own: what pausing, going on and stopping within a second leaves.

Only what a pause split off goes: a timer that a person started and stopped within a second is kept and sent.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.domain.entries import Entry
from app.services.entry_values import same_work
from app.services.entry_writing import Write, is_billed
from app.storage.database import Database
from app.storage.entries import EntryFilter, EntryRepository
from app.storage.history import HistoryRepository

_LATELY = 500
"""So many of the newest entries are looked through: a timer is gone on with from a recent one."""


def ended(db: Database, running: Entry, stopped: Entry, beside: Iterable[Entry] = ()) -> Write:
    """How to store a timer that ends: as it ended, or not at all where it went on with a paused one, is of no time and
    all that it says is said by another entry of mine, stored or `beside` it in this act. Undo lets it run again.
    """
    gone_on = any(row.act == "resume" for row in HistoryRepository(db).of_entry(running.id))
    return Write(running, deleted=True) if gone_on and _says_nothing(db, stopped, beside) else Write(stopped)


def left_behind(db: Database, paused: Entry, going_on: Entry) -> list[Write]:
    """What becomes of a paused entry that is gone on with: nothing, or it goes because it is of no time."""
    if not EntryRepository(db).is_deleted(paused.id) and _says_nothing(db, paused, [going_on]):
        return [Write(paused, deleted=True)]
    return []


def _says_nothing(db: Database, entry: Entry, beside: Iterable[Entry]) -> bool:
    if entry.seconds or entry.notes:
        return False
    repository = EntryRepository(db)
    row = repository.row(entry.id)
    if row is None or row.remote_id is not None or is_billed(row):
        return False
    work = same_work(entry)
    if any(same_work(one) == work for one in beside):
        return True
    latest = repository.page(EntryFilter(mine=True), _LATELY)
    return any(one.entry.id != entry.id and same_work(one.entry) == work for one in latest)
