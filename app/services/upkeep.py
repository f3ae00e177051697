"""Housekeeping that happens by itself: the daily backup, and forgetting what is long over."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from app.clock import Clock
from app.errors import AppError, DatabaseDamaged
from app.locks import FileLock
from app.paths import DataFolder
from app.storage.backup import Backups
from app.storage.database import Database
from app.storage.entries import EntryRepository
from app.storage.synclog import prune_events

log = logging.getLogger(__name__)

DAY_S = 24 * 3600
DELETED_KEPT_S = 90 * DAY_S
EVENTS_KEPT_S = 400 * DAY_S


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Once a day, after a change was committed; never instead of it."""

    db: Database
    clock: Clock
    folder: DataFolder

    def run_if_due(self) -> bool:
        """Back up and tidy if the last time is a day ago; whether it was done. Trouble is logged, not raised: the work
        that a person asked for is safe already. Only `DatabaseDamaged` is raised: that must not wait.
        """
        now = self.clock.now()
        backups = Backups(self.folder.backups)
        try:
            if not backups.due(now):
                return False
            with FileLock(self.folder.root / "backup.lock"):
                backups.make(self.db, "daily", now)
                with self.db.write():
                    EntryRepository(self.db).purge_deleted(now - DELETED_KEPT_S)
                    prune_events(self.db, now - EVENTS_KEPT_S)
        except DatabaseDamaged:
            raise
        except (AppError, OSError) as error:
            log.warning("the daily backup was not made: %s", error)
            return False
        return True
