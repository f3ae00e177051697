"""Going back to a backup: what would change, and doing it, with the present state kept as a backup of its own.

What was sent since the backup may be in Clientary, so the next sync reads everything before it writes anything
(`app/sync/caution.py`). Settings are no part of a backup.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.clock import Clock
from app.context import AppContext
from app.errors import DatabaseDamaged, DatabaseNewer, NotFound, StorageError
from app.locks import FileLock
from app.paths import DataFolder
from app.storage import compare
from app.storage.backup import Backups, instant_of
from app.storage.compare import Difference, Sample
from app.storage.database import Database
from app.storage.migrations import check_not_newer
from app.storage.origin import RESTORED, settle_here
from app.storage.overview import running_timer
from app.storage.restore import opened_backup, set_aside

log = logging.getLogger(__name__)

SAMPLES = 5
_NOTHING = Difference(0, ())
REPLACE_S = 30.0
ATTEMPTS = 5
BEFORE_RESTORE = "before-restore"

__all__ = ["Difference", "RestorePreview", "RestoreService", "Restored", "Sample"]


@dataclass(frozen=True, slots=True)
class RestorePreview:
    """What a backup would change. `made_at`: UTC epoch seconds, by its name or else its file.

    `gone`: entries that the backup lacks; `back`: those that are only in it; `changed`: those that would be as they
    were (shown as they are now); the same for invoices. `unsent`: changes that Clientary has not got and that would be
    forgotten. `running`: title of the timer that would no longer run. `readable`: whether there is anything now to
    compare with; if not, the counts say nothing.
    """

    path: Path
    made_at: int
    entries_then: int
    entries_now: int = 0
    gone: Difference = _NOTHING
    back: Difference = _NOTHING
    changed: Difference = _NOTHING
    invoices_gone: Difference = _NOTHING
    invoices_back: Difference = _NOTHING
    unsent: int = 0
    running: str | None = None
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done: the preview as it then was, and where the state before it is now (a backup, or the damaged file
    itself; None where there was no data at all).
    """

    preview: RestorePreview
    kept: Path | None


@dataclass(frozen=True, slots=True)
class RestoreService:
    """Works on a data folder, whether its data file can be opened or not. Slow with much data: not for a GUI thread."""

    folder: DataFolder
    clock: Clock

    def find(self, name: str) -> Path:
        """The backup meant by a path, by the name of an automatic one, or by `latest`; raises `NotFound`."""
        backups = Backups(self.folder.backups)
        candidates = [backups.newest()] if name == "latest" else [Path(name), self.folder.backups / name]
        for candidate in candidates:
            if candidate is not None and candidate.is_file():
                return candidate.absolute()
        raise NotFound(f"There is no backup {name}. See them with `stint backup --list`.", what="backup", name=name)

    def newest_good(self) -> RestorePreview | None:
        """The newest automatic backup that can really be used; None when there is none. Leaves everything as it is."""
        for path in reversed(Backups(self.folder.backups).all()):
            try:
                with opened_backup(path, self.folder.root, self.clock.now()) as backup:
                    return RestorePreview(path, _made_at(path), compare.count_entries(backup, "main"), readable=False)
            except StorageError as error:
                log.warning("a backup cannot be used: %s", error.detail)
        return None

    def preview(self, path: Path) -> RestorePreview:
        """What restoring it would change; raises `StorageError` where it cannot be used."""
        with opened_backup(path, self.folder.root, self.clock.now()) as backup, self._present() as present:
            return _compared(path, backup, present)

    def restore(self, path: Path, *, timeout_s: float = REPLACE_S) -> Restored:
        """Put the backup in the place of the present data, all or nothing; raises `StorageError` and `LockBusy`.

        Holds the sync lock, so that no sync and no migration runs meanwhile; other processes may stay open, and see
        the data change as if somebody had edited it.
        """
        self.folder.create()
        with (
            FileLock(self.folder.sync_lock, timeout_s=timeout_s),
            opened_backup(path, self.folder.root, self.clock.now()) as backup,
            self._present() as present,
        ):
            shown = _compared(path, backup, present)
            if present is None:
                kept = self._put_in_place(backup, timeout_s)
            else:
                kept = self._replace(present, backup, timeout_s)
        log.info("restored %s; what was here before is %s", path.name, kept)
        return Restored(shown, kept)

    def restore_on(self, context: AppContext, path: Path) -> Restored:
        """As `restore`, and whoever listens to that context's database hears that everything changed."""
        from app.storage.changes import Changes

        done = self.restore(path)
        with context.db.write():
            context.db.touch(Changes(everything=True))
        return done

    def _put_in_place(self, backup: Database, timeout_s: float) -> Path | None:
        """Where there is no data file that can be used: what is there is set aside."""
        self._prepare(backup, None)
        kept = set_aside(self.folder.database, self.clock.now())
        with _fresh(self.folder.database) as new:
            self._copy(backup, new, timeout_s)
        return kept

    def _replace(self, present: Database, backup: Database, timeout_s: float) -> Path:
        """Keep the present state, then copy. Somebody who commits in between is kept too, by another turn."""
        for _ in range(ATTEMPTS):
            seen = present.data_version
            kept = Backups(self.folder.backups).make(present, BEFORE_RESTORE, self.clock.now())
            self._prepare(backup, self.folder.database)
            if present.data_version == seen:
                self._copy(backup, present, timeout_s)
                return kept
        raise StorageError("Another program keeps changing the data. Nothing was restored; close it and try again.")

    def _copy(self, backup: Database, target: Database, timeout_s: float) -> None:
        target.replace_from(backup, timeout_s)
        with target.write():  # it is known why the next sync must be careful; the file's own marks need not tell it
            settle_here(target, self.clock.now())

    def _prepare(self, backup: Database, present: Path | None) -> None:
        """Make the copy what is to be here: careful with what was sent since, and with what was billed since."""
        from app.sync.caution import be_careful, link_again, remember_billed

        now = self.clock.now()
        if present is not None:
            with compare.beside(backup, present), backup.write():
                link_again(backup, compare.linked_since(backup), now)
                compare.carry_billing(backup, now)
                remember_billed(backup, compare.billed_unknown(backup), now)
        with backup.write():
            be_careful(backup, RESTORED, now)

    @contextmanager
    def _present(self) -> Iterator[Database | None]:
        """The data as it is; None where it is damaged, empty or not there. A newer format is left alone."""
        file = self.folder.database
        db = None
        if file.is_file() and file.stat().st_size > 0:
            try:
                db = Database(file)
                check_not_newer(db)
                if db.trouble():
                    db.close()
                    db = None
            except DatabaseNewer:
                if db is not None:
                    db.close()
                raise
            except DatabaseDamaged:
                db = None
        try:
            yield db
        finally:
            if db is not None:
                db.close()


@contextmanager
def _fresh(path: Path) -> Iterator[Database]:
    db = Database(path)
    try:
        yield db
    finally:
        db.close()


def _made_at(path: Path) -> int:
    named = instant_of(path)
    return int(path.stat().st_mtime) if named is None else named


def _compared(path: Path, backup: Database, present: Database | None) -> RestorePreview:
    then = compare.count_entries(backup, "main")
    if present is None:
        return RestorePreview(path, _made_at(path), then, readable=False)
    timer = running_timer(present)
    with compare.beside(present, backup.path):
        gone = compare.only_in(present, "main", "other", SAMPLES)
        return RestorePreview(
            path=path,
            made_at=_made_at(path),
            entries_then=then,
            entries_now=compare.count_entries(present, "main"),
            gone=gone,
            back=compare.only_in(present, "other", "main", SAMPLES),
            changed=compare.changed(present, SAMPLES),
            invoices_gone=compare.invoices_only_in(present, "main", "other", SAMPLES),
            invoices_back=compare.invoices_only_in(present, "other", "main", SAMPLES),
            unsent=compare.unsent_only_in_main(present),
            running=None if timer is None or compare.runs_in(present, "other", timer.entry_id) else timer.title,
        )
