"""Automatic backups: compressed copies beside the data file; the newest are kept."""

from __future__ import annotations

import gzip
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.errors import StorageError
from app.storage.database import Database

KEPT = 14
INTERVAL_S = 24 * 3600
SIZE_CAP = 2 * 1024**3
"""All backups together stay under this many bytes; the newest is kept whatever its size."""


@dataclass(frozen=True, slots=True)
class Backups:
    """The folder of backups of one data file."""

    folder: Path

    def all(self) -> list[Path]:
        """The backups there are, oldest first."""
        return sorted(self.folder.glob("stint-*.sqlite3.gz"))

    def newest(self) -> Path | None:
        found = self.all()
        return found[-1] if found else None

    def due(self, now: int) -> bool:
        """Whether the last one is older than a day."""
        newest = self.newest()
        return newest is None or now - newest.stat().st_mtime >= INTERVAL_S

    def make(self, db: Database, reason: str, now: int) -> Path:
        """Write one, whole or not at all, then drop the oldest beyond `KEPT` and the size cap."""
        stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now))
        target = self.folder / f"stint-{stamp}-{reason}.sqlite3.gz"
        raw, packed = target.with_suffix(".tmp"), target.with_suffix(".gz.tmp")
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            db.backup_to(raw)
            with raw.open("rb") as source, open_private(packed) as sink, gzip.GzipFile(fileobj=sink, mode="wb") as gz:
                shutil.copyfileobj(source, gz, 1024 * 1024)
            packed.replace(target)
        except OSError as error:
            raise StorageError(f"No backup could be written to {self.folder}: {error}") from error
        finally:
            raw.unlink(missing_ok=True)
            packed.unlink(missing_ok=True)
        self._prune()
        return target

    def _prune(self) -> None:
        total = 0
        for index, path in enumerate(reversed(self.all())):
            total += path.stat().st_size
            if index >= KEPT or (index > 0 and total > SIZE_CAP):
                path.unlink(missing_ok=True)


def open_private(path: Path) -> IO[bytes]:
    """A new file that only its owner can read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")
