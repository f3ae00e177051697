"""*Deleted*: entries that were deleted here or found deleted in Clientary, for 90 days, and bringing them back."""

from __future__ import annotations

from dataclasses import dataclass

from app.clock import Clock
from app.domain.entries import image
from app.errors import NotFound, Refused
from app.services.upkeep import DELETED_KEPT_S
from app.storage.conflicts import ConflictRepository
from app.storage.database import Database
from app.storage.deleted import DeletedRow, deleted_entries
from app.storage.entries import EntryRepository, EntryRow
from app.storage.history import HistoryRepository
from app.storage.links import LinkRepository
from app.storage.outbox import ENTRY
from app.storage.pending import queue_entry
from app.storage.undo import UndoLog

LIMIT = 500


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """The entry, and whether Clientary gets it as a new record (its old one is gone there)."""

    row: EntryRow
    anew: bool


@dataclass(frozen=True, slots=True)
class DeletedService:
    """Lists and brings back; each bringing back is an act that undo takes back."""

    db: Database
    clock: Clock

    def entries(self, limit: int = LIMIT) -> list[DeletedRow]:
        """What can be brought back, the latest first."""
        return deleted_entries(self.db, self.clock.now() - DELETED_KEPT_S, limit)

    def restore(self, entry_id: str) -> BroughtBack:
        """Bring an entry back as it was and queue what follows; raises `NotFound` and `Refused`."""
        now = self.clock.now()
        with self.db.write():
            repository = EntryRepository(self.db)
            entry = repository.get(entry_id)
            if entry is None or not repository.is_deleted(entry_id):
                raise NotFound(f"There is no deleted entry {entry_id}.", what="entry", name=entry_id)
            if entry.person is not None:
                raise Refused("This entry belongs to somebody else; only they can bring it back, in Clientary.")
            if ConflictRepository(self.db).get(ENTRY, entry_id) is not None:
                raise Refused("This entry was also changed in Clientary; decide that conflict first.")
            anew = LinkRepository(self.db).of_local(ENTRY, entry_id) is None and entry.project_id is not None
            repository.undelete(entry_id)
            queue_entry(self.db, entry_id, now)
            HistoryRepository(self.db).record("restore", None, entry, now)
            change: dict[str, object] = {"entry": entry_id, "before": None, "after": image(entry)}
            UndoLog(self.db).record(f'Bring back "{entry.title[:40]}"', [change], now)
        row = EntryRepository(self.db).row(entry_id)
        if row is None:
            raise NotFound(f"There is no entry {entry_id}.", what="entry", name=entry_id)
        return BroughtBack(row, anew)
