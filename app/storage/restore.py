"""Unpacking a backup beside the data, and setting a damaged data file aside. Comparing both is `compare.py`."""

from __future__ import annotations

import gzip
import os
import shutil
import tempfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import DatabaseDamaged, StorageError
from app.storage.backup import open_private
from app.storage.database import Database
from app.storage.migrations import check_not_newer, migrate, version

_GZIP, _SQLITE = b"\x1f\x8b", b"SQLite format 3\x00"
_CHUNK = 1024 * 1024
_OURS = {"entry", "outbox", "remote_link", "sync_state", "billing_ledger"}
_BESIDE = ("-wal", "-shm")
_COPY = ".restore-"
_LEFT_S = 24 * 3600


@contextmanager
def opened_backup(path: Path, folder: Path, now: int) -> Iterator[Database]:
    """A private copy of a backup, unpacked in `folder`, checked and brought to today's format; gone afterwards.

    Raises `StorageError`: it cannot be read, is no backup of Stint, is damaged, or is of a newer version.
    """
    with _private_folder(folder) as name:
        copy = Path(name) / "copy.sqlite3"
        _unpack(path, copy)
        db = _open(path, copy)
        try:
            check_not_newer(db)
            migrate(db, now)
            yield db
        finally:
            db.close()


def is_backup(path: Path) -> bool:
    """Whether a file looks like something that Stint wrote as a backup; only its beginning is read."""
    try:
        with path.open("rb") as file:
            begin = file.read(len(_SQLITE))
    except OSError:
        return False
    return begin.startswith(_GZIP) or begin == _SQLITE


def set_aside(database: Path, now: int) -> Path | None:
    """Move a damaged data file out of the way, with what SQLite keeps beside it; where it is now, None without one."""
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime(now))
    target = database.with_name(f"{database.stem}-damaged-{stamp}{database.suffix}")
    try:
        for ending in _BESIDE:
            beside = database.with_name(database.name + ending)
            if beside.exists():
                beside.replace(target.with_name(target.name + ending))
        if not database.exists():
            return None
        database.replace(target)
    except OSError as error:
        raise StorageError(
            f"The damaged data file could not be moved: {error.strerror}. Nothing was changed."
        ) from error
    return target


def _private_folder(folder: Path) -> tempfile.TemporaryDirectory[str]:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.glob(f"{_COPY}*"):  # by a process that was killed
            if time.time() - left.stat().st_mtime > _LEFT_S:
                shutil.rmtree(left, ignore_errors=True)
        return tempfile.TemporaryDirectory(prefix=_COPY, dir=folder, ignore_cleanup_errors=True)
    except OSError as error:
        raise StorageError(
            f"The backup cannot be unpacked to {folder}: {error.strerror}. Nothing was changed."
        ) from error


def _unpack(path: Path, copy: Path) -> None:
    try:
        with path.open("rb") as packed:
            begin = packed.read(len(_SQLITE))
            packed.seek(0)
            if begin != _SQLITE and not begin.startswith(_GZIP):
                raise StorageError(f"{path} is not a backup of Stint. Nothing was changed.", path=str(path))
            source = gzip.GzipFile(fileobj=packed) if begin.startswith(_GZIP) else packed
            with open_private(copy) as sink:
                shutil.copyfileobj(source, sink, _CHUNK)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise _damaged(path, str(error)) from error
    except OSError as error:
        raise StorageError(
            f"The backup {path} cannot be unpacked: {error.strerror or error}. Nothing was changed.", path=str(path)
        ) from error


def _open(path: Path, copy: Path) -> Database:
    try:
        db = Database(copy)
    except StorageError as error:
        raise _damaged(path, error.detail) from error
    try:
        trouble = db.trouble()
        if trouble:
            raise _damaged(path, trouble)
        tables = {row["name"] for row in db.read("select name from sqlite_schema where type = 'table'")}
        if version(db) < 1 or not tables >= _OURS:
            raise StorageError(f"{path} is not a backup of Stint. Nothing was changed.", path=str(path))
    except BaseException:
        db.close()
        raise
    return db


def _damaged(path: Path, what: str) -> DatabaseDamaged:
    return DatabaseDamaged(
        f"The backup {path} is damaged ({what}), so it was not used. Nothing was changed; choose another one.",
        path=str(path), backup=os.fspath(path),
    )  # fmt: skip
