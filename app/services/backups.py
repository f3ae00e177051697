"""The backups that Stint made by itself, as a list for people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.clock import Clock
from app.storage.backup import Backups
from app.storage.database import Database

_NAME = re.compile(r"stint-(\d{8}-\d{6})-(.+)\.sqlite3\.gz")


@dataclass(frozen=True, slots=True)
class BackupInfo:
    """One backup. `reason`: daily | guard | by-hand | before-N (a migration); `made_at` is UTC epoch seconds."""

    path: Path
    made_at: int
    reason: str
    size: int


@dataclass(frozen=True, slots=True)
class BackupService:
    """Lists and makes backups in the folder of one data file."""

    db: Database
    clock: Clock
    folder: Path

    def all(self) -> list[BackupInfo]:
        """The newest first; files of other names are not ours and left out."""
        found = []
        for path in reversed(Backups(self.folder).all()):
            match = _NAME.fullmatch(path.name)
            if match is not None:
                found.append(BackupInfo(path, _instant(match[1]), match[2], _size(path)))
        return found

    def make(self) -> Path:
        """Write one now. Takes time with a large data file: never on a GUI thread. Raises `StorageError`."""
        return Backups(self.folder).make(self.db, "by-hand", self.clock.now())


def _instant(stamp: str) -> int:
    return int(datetime.strptime(stamp, "%Y%m%d-%H%M%S").replace(tzinfo=UTC).timestamp())


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # dropped by another process meanwhile
        return 0
