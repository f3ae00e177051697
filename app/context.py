"""The composition root: builds once what a run needs and hands it out. Nothing here is global."""

from __future__ import annotations

import os
from collections.abc import Mapping

from app.clock import Clock, SystemClock
from app.config import Config, read_config
from app.domain.spans import local_zone_name
from app.storage.database import Database
from app.storage.migrations import LATEST, check_not_newer, migrate, version


class AppContext:
    """What services need: configuration, clock, zone and this thread's database connection."""

    def __init__(self, config: Config, clock: Clock, zone: str, db: Database) -> None:
        self.config, self.clock, self.zone, self.db = config, clock, zone, db

    @property
    def day_starts_at_min(self) -> int:
        return self.config.settings.day_starts_at_min

    def close(self) -> None:
        self.db.close()


def build(
    environment: Mapping[str, str] | None = None,
    *,
    data_dir: str | None = None,
    sandbox: bool = False,
    clock: Clock | None = None,
) -> AppContext:
    """Open the data folder for this thread, creating or migrating it; raises `StorageError` and `UserInputError`."""
    config = read_config(os.environ if environment is None else environment, data_dir=data_dir, sandbox=sandbox)
    return open_context(config, clock or SystemClock())


def open_context(config: Config, clock: Clock) -> AppContext:
    """A context with a connection of its own; each thread opens one."""
    config.folder.create()
    _check_not_lost(config)
    db = Database(config.folder.database)
    try:
        check_not_newer(db)
        if version(db) < LATEST:
            _migrate_alone(db, config, clock.now())
    except BaseException:
        db.close()
        raise
    return AppContext(config, clock, local_zone_name(), db)


def _check_not_lost(config: Config) -> None:
    """A data file that is gone or empty while backups lie beside it is never replaced in silence."""
    file = config.folder.database
    if (file.exists() and file.stat().st_size > 0) or not config.folder.backups.is_dir():
        return
    from app.errors import DatabaseDamaged
    from app.storage.backup import Backups

    newest = Backups(config.folder.backups).newest()
    if newest is not None:
        raise DatabaseDamaged(
            f"The data file {file} is {'empty' if file.exists() else 'gone'}, but there are backups. The newest is "
            f"{newest}: go back to it with `stint restore latest`, or move the folder away to begin anew.",
            path=str(file),
        )


def _migrate_alone(db: Database, config: Config, now: int) -> None:
    """Migrate under the sync lock, after a backup; another process may have done it while this one waited."""
    from app.locks import FileLock
    from app.storage.backup import Backups

    with FileLock(config.folder.sync_lock, timeout_s=30):
        found = version(db)
        check_not_newer(db)
        if 0 < found < LATEST:
            Backups(config.folder.backups).make(db, f"before-{LATEST}", now)
        if found < LATEST:
            migrate(db, now)
