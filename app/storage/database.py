"""One SQLite connection, owned by one thread, with the pragmas and transactions this program relies on.

The file is shared by several processes (window, commands): WAL, `BEGIN IMMEDIATE` for writes and a busy time-out keep
them out of each other's way; whatever needs one decision is decided inside the write transaction.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.errors import DatabaseDamaged, StorageError
from app.storage.changes import Changes

BUSY_TIMEOUT_MS = 5_000
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_ROOM = 64 * 1024
"""Bytes that SQLite needs beside the file to open it at all."""
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_MISSING = ("no such table", "no such column", "has no column")
"""What SQLite says of a file whose format has the number of this one's, but was not finished when it was made."""


class Database:
    """A connection to the data file. Not for sharing between threads: each opens its own."""

    def __init__(self, path: Path) -> None:
        """Open the file, creating an empty one readable by its owner only; raises `StorageError`."""
        self.path = path
        self._depth = 0
        self._touched = Changes()
        self._listeners: list[Callable[[Changes], None]] = []
        try:
            _create(path)
            self._connection = _connect(path)
        except (OSError, sqlite3.Error) as error:
            self._connection = _read_only(path, error)
        self._connection.row_factory = sqlite3.Row

    def read(self, sql: str, *values: object) -> list[sqlite3.Row]:
        """All rows of a query that is limited by its own terms."""
        return self.run(sql, *values).fetchall()

    def one(self, sql: str, *values: object) -> sqlite3.Row | None:
        """The first row, or None."""
        row: sqlite3.Row | None = self.run(sql, *values).fetchone()
        return row

    def run(self, sql: str, *values: object) -> sqlite3.Cursor:
        """Execute one statement; writes belong inside `write()`."""
        try:
            return self._connection.execute(sql, values)
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise storage_error(error, self.path) from error

    def run_many(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        """Execute one statement for each row."""
        try:
            self._connection.executemany(sql, rows)
        except sqlite3.IntegrityError:
            raise
        except sqlite3.Error as error:
            raise storage_error(error, self.path) from error

    @contextmanager
    def write(self) -> Iterator[None]:
        """A write transaction, all or nothing. Inside another one it joins it: the outermost commits."""
        if self._depth:
            yield
            return
        self.run("begin immediate")
        self._depth = 1
        try:
            yield
            self.run("commit")
        except BaseException:
            self._touched = Changes()
            if self._connection.in_transaction:
                self._connection.execute("rollback")
            raise
        finally:
            self._depth = 0
        self._tell()

    def touch(self, changes: Changes) -> None:
        """Note what this transaction changed; listeners hear of it once it is committed."""
        self._touched |= changes

    def on_commit(self, listener: Callable[[Changes], None]) -> None:
        """Call `listener` on this thread after each commit that touched something; not for other processes' commits."""
        self._listeners.append(listener)

    @contextmanager
    def patience(self, milliseconds: int) -> Iterator[None]:
        """Within it, wait no longer than that for another process that writes: the refusal then has the fact `busy`."""
        self.run(f"pragma busy_timeout = {milliseconds:d}")
        try:
            yield
        finally:
            self.run(f"pragma busy_timeout = {BUSY_TIMEOUT_MS}")

    @property
    def data_version(self) -> int:
        """Changes whenever another connection commits."""
        row = self.one("pragma data_version")
        return int(row[0]) if row is not None else 0

    def backup_to(self, target: Path) -> None:
        """Write a consistent copy while others go on working."""
        try:
            os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600))
            copy = sqlite3.connect(target)
            try:
                self._connection.backup(copy)
            finally:
                copy.close()
        except (OSError, sqlite3.Error) as error:
            raise storage_error(error, target) from error

    def trouble(self) -> str:
        """What SQLite's own check finds wrong in the file, "" if nothing; reads all of it."""
        try:
            row = self._connection.execute("pragma quick_check(1)").fetchone()
        except sqlite3.Error as error:
            return str(error)
        return "" if row is not None and row[0] == "ok" else str(row[0] if row is not None else "no answer")

    def replace_from(self, source: Database, timeout_s: float) -> None:
        """Put all that `source` holds in the place of what is here, in one transaction that others see like any other.

        Killed in the middle, or with the disk full, everything here is as it was. Raises `StorageError`.
        """
        until = time.monotonic() + timeout_s

        def bounded(status: int, _remaining: int, _total: int) -> None:
            if status in _BUSY and time.monotonic() >= until:
                raise StorageError("Another program keeps the data file busy. Nothing was changed; try again.")

        try:
            source._connection.backup(self._connection, progress=bounded, sleep=0.05)
        except sqlite3.Error as error:
            raise storage_error(error, self.path) from error
        self.touch(Changes(everything=True))
        self._tell()

    def close(self) -> None:
        self._connection.close()

    def _tell(self) -> None:
        touched, self._touched = self._touched, Changes()
        if touched:
            for listener in self._listeners:
                listener(touched)


def _create(path: Path) -> None:
    """An empty file readable by its owner only, if there is none: SQLite gives its -wal and -shm files that mode.

    An existing one is not touched. Closing a file takes away all locks that this process has on it, those of its other
    connections too; the next process to close the database would then think itself alone and delete a log in use.
    """
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if os.name == "posix" and path.stat().st_mode & 0o077:
            path.chmod(0o600)


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=BUSY_TIMEOUT_MS / 1000, isolation_level=None)
    try:
        connection.execute("pragma journal_mode = wal")
        connection.execute("pragma synchronous = full")
        connection.execute("pragma foreign_keys = on")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _read_only(path: Path, error: Exception) -> sqlite3.Connection:
    """On a full disk or in a read-only folder there is no room for SQLite's index of its log, yet what was written can
    be read, if there is no log: nobody else has the file open then. Raises `StorageError` for `error` otherwise.
    """
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    log = path.with_name(f"{path.name}-wal")
    unwritable = code in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)
    try:
        if unwritable and path.stat().st_size > 0 and (not log.exists() or log.stat().st_size == 0):
            return sqlite3.connect(f"{path.absolute().as_uri()}?immutable=1", uri=True, isolation_level=None)
    except (OSError, sqlite3.Error):
        pass  # then the first failure is what counts
    raise storage_error(error, path) from error


def storage_error(error: Exception, path: Path) -> StorageError:
    """Our error for SQLite's or the system's, in words that say what to do; its facts `why` and `then` are those words
    without what became of the data, for who knows more about that.
    """
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code in _DAMAGED:
        return DatabaseDamaged(f"The data file {path.name} is damaged ({error}). {_way_out(path)}", path=str(path))
    if code == sqlite3.SQLITE_FULL or _disk_is_full(path, error):
        return _unchanged(path, "The disk is full", "free some space and try again")
    if code in _BUSY:
        return _unchanged(path, "Another program keeps the data file busy", "try again", busy=1)
    if code == sqlite3.SQLITE_READONLY or not os.access(path.parent, os.W_OK):
        return _unchanged(path, f"The data folder {path.parent} is read-only", "make it writable and try again")
    if code == sqlite3.SQLITE_ERROR and any(words in str(error) for words in _MISSING):
        return StorageError(
            f"The data file {path} was made by a version of Stint that was never released, and this one cannot use it "
            f"({error}). Nothing was changed; go back to that version, or move the file away to begin anew.",
            path=str(path),
        )
    return _unchanged(path, f"The data file {path} cannot be used: {error}", "try again")


def _unchanged(path: Path, why: str, then: str, **facts: int) -> StorageError:
    return StorageError(f"{why}. Nothing was changed; {then}.", path=str(path), why=why, then=then, **facts)


def _way_out(path: Path) -> str:
    from app.storage.backup import Backups

    if Backups(path.parent / "backups").newest() is None:
        return "It was left as it is, and there is no backup; move it away to begin anew."
    return "It was left as it is; `stint restore latest --dry-run` shows the newest backup, without it goes back to it."


def _disk_is_full(path: Path, error: Exception) -> bool:
    """Whether that is why SQLite could not write: it then speaks of an error of the disk."""
    if getattr(error, "errno", None) == errno.ENOSPC:
        return True
    try:
        return shutil.disk_usage(path.parent).free < _ROOM
    except OSError:
        return False
