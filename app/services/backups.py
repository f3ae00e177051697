"""Backups for people: the list of those that Stint made by itself, and making one anywhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.clock import Clock
from app.errors import Refused
from app.storage.backup import Backups, instant_of, reason_of, write_backup
from app.storage.database import Database
from app.storage.restore import is_backup


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """One backup. `reason`: daily | guard | by-hand | before-N (a migration) | before-restore; `made_at` is UTC epoch
    seconds.
    """

    path: Path
    made_at: int
    reason: str
    size: int


@dataclass(frozen=True, slots=True)
class BackupService:
    """Lists and makes backups in the folder of one data file, and writes them elsewhere."""

    db: Database
    clock: Clock
    folder: Path

    def all(self) -> list[BackupInfo]:
        """The newest first; files of other names are not ours and left out."""
        return list_backups(self.folder)

    def make(self) -> Path:
        """Write one now. Takes time with a large data file: never on a GUI thread. Raises `StorageError`."""
        return Backups(self.folder).make(self.db, "by-hand", self.clock.now())

    def write(self, target: Path) -> BackupInfo:
        """Write one to a file, or into a folder under a name of its own; compressed unless the name says otherwise.

        An earlier backup of that name is replaced, anything else is not. Raises `Refused` and `StorageError`.
        """
        now = self.clock.now()
        if target.is_dir():
            target = Backups(target).free_name("by-hand", now)
        target = target.absolute()
        own = target.exists() and target.samefile(self.db.path)
        if own or (target.exists() and not is_backup(target)):
            raise Refused(f"{target} is not a backup, so it is not replaced. Nothing was written; name another file.")
        if not target.parent.is_dir():
            raise Refused(f"There is no folder {target.parent}. Nothing was written; make it, or name another one.")
        write_backup(self.db, target)
        return BackupInfo(target, now, "by-hand", _size(target))


def list_backups(folder: Path) -> list[BackupInfo]:
    """The automatic backups, newest first; needs no data file."""
    return [
        BackupInfo(path, made_at, reason_of(path), _size(path))
        for path in reversed(Backups(folder).all())
        if (made_at := instant_of(path)) is not None
    ]


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # dropped by another process meanwhile
        return 0
