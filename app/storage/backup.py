"""Backups: compressed, checked copies beside the data file; the newest are kept."""

from __future__ import annotations

import gzip
import os
import shutil
import time
from calendar import timegm
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from app.errors import DatabaseDamaged, StorageError
from app.storage.database import Database

KEPT = 14
INTERVAL_S = 24 * 3600
SIZE_CAP = 2 * 1024**3
"""All backups together stay under this many bytes; the newest is kept whatever its size."""

_STAMP = "%Y%m%d-%H%M%S"
_STAMP_LENGTH = len("20261123-081500")
_PREFIX, _SUFFIX = "stint-", ".sqlite3.gz"
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Backups:
    """The folder of backups of one data file."""

    folder: Path

    def all(self) -> list[Path]:
        """The backups there are, oldest first."""
        return sorted(self.folder.glob(f"{_PREFIX}*{_SUFFIX}"))

    def newest(self) -> Path | None:
        found = self.all()
        return found[-1] if found else None

    def due(self, now: int) -> bool:
        """Whether none is from the last 24 hours. One from the future says nothing: the clock was set back since."""
        ages = (now - made_at for path in self.all() if (made_at := instant_of(path)) is not None)
        return not any(0 <= age < INTERVAL_S for age in ages)

    def make(self, db: Database, reason: str, now: int) -> Path:
        """Write one, whole or not at all, then drop the oldest beyond `KEPT` and the size cap.

        Raises `StorageError`, and `DatabaseDamaged` where the copy shows that the data file is: such a copy is not
        kept, for it would push a good one out.
        """
        target = self.free_name(reason, now)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StorageError(f"No backup could be written to {self.folder}: {error.strerror}.") from error
        write_backup(db, target)
        self._prune(target)
        return target

    def free_name(self, reason: str, now: int) -> Path:
        """A name that nothing has yet: two in one second must not replace each other."""
        while True:
            target = self.folder / f"{_PREFIX}{time.strftime(_STAMP, time.gmtime(now))}-{reason}{_SUFFIX}"
            if not target.exists():
                return target
            now += 1

    def _prune(self, made: Path) -> None:
        total = made.stat().st_size
        others = [path for path in reversed(self.all()) if path != made]
        for index, path in enumerate(others, 1):
            total += path.stat().st_size
            if index >= KEPT or total > SIZE_CAP:
                path.unlink(missing_ok=True)
        for half in self.folder.glob(f".{_PREFIX}*"):  # of a process that was killed while it wrote
            if made.stat().st_mtime - half.stat().st_mtime > INTERVAL_S:
                half.unlink(missing_ok=True)


def write_backup(db: Database, target: Path) -> None:
    """Write a checked copy of the data to `target`, compressed if its name ends in `.gz`; whole or not at all."""
    raw, packed = target.with_name(f".{target.name}.raw"), target.with_name(f".{target.name}.tmp")
    try:
        db.backup_to(raw)
        _check_copy(raw)
        if target.suffix == ".gz":
            with raw.open("rb") as source, open_private(packed) as sink:
                with gzip.GzipFile(filename="", fileobj=sink, mode="wb", compresslevel=6) as gz:
                    shutil.copyfileobj(source, gz, _CHUNK)
                sink.flush()
                os.fsync(sink.fileno())
            packed.replace(target)
        else:
            raw.replace(target)
    except OSError as error:
        raise StorageError(
            f"No backup could be written to {target.parent}: {error.strerror or error}. Your data is as it was."
        ) from error
    finally:
        raw.unlink(missing_ok=True)
        packed.unlink(missing_ok=True)


def instant_of(path: Path) -> int | None:
    """When a backup of ours was made, by its name; UTC epoch seconds, None for a file of another name."""
    name = path.name
    if not (name.startswith(_PREFIX) and name.endswith(_SUFFIX)):
        return None
    try:
        return timegm(time.strptime(name[len(_PREFIX) :][:_STAMP_LENGTH], _STAMP))
    except ValueError:
        return None


def reason_of(path: Path) -> str:
    """Why a backup of ours was made: daily | guard | by-hand | before-N (a migration) | before-restore."""
    return path.name[len(_PREFIX) + _STAMP_LENGTH + 1 : -len(_SUFFIX)]


def open_private(path: Path) -> IO[bytes]:
    """A new file that only its owner can read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb")


def _check_copy(copy: Path) -> None:
    db = Database(copy)
    try:
        found = db.trouble()
    finally:
        db.close()
    if found:
        raise DatabaseDamaged(
            f"The data file is damaged ({found}), so no backup was made of it; the earlier ones are kept. "
            "Look at them with `stint backup --list`.",
            path=str(db.path),
        )
