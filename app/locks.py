"""OS file locks: held by a process, freed by the kernel when it dies, never by age."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import IO

from app.errors import LockBusy, StorageError

_POLL_S = 0.05
_LOOK_S = 0.1
"""Somebody who only looks (`is_locked`) is gone by then."""

if sys.platform == "win32":
    import msvcrt

    def _try_lock(fd: int, *, shared: bool = False) -> bool:  # noqa: ARG001 - Windows has no shared ones here
        try:
            msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def _try_lock(fd: int, *, shared: bool = False) -> bool:
        try:
            fcntl.flock(fd, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except OSError:
            return False
        return True


class FileLock:
    """An exclusive lock on a file of its own; not re-entrant. The file stays, only the lock goes."""

    def __init__(self, path: Path, timeout_s: float = 0.0) -> None:
        """`timeout_s`: how long entering the context manager waits."""
        self.path = path
        self._timeout_s = timeout_s
        self._file: IO[bytes] | None = None

    def acquire(self, timeout_s: float = 0.0) -> None:
        """Take the lock, waiting up to `timeout_s` seconds; raises `LockBusy` when somebody else keeps it, and
        `StorageError` where there can be no lock.
        """
        try:
            handle = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+b")
        except OSError as error:
            raise StorageError(f"{self.path} cannot be used: {error.strerror}. Nothing was changed.") from error
        until = time.monotonic() + max(timeout_s, _LOOK_S)
        while not _try_lock(handle.fileno()):
            if time.monotonic() >= until:
                handle.close()
                raise LockBusy(f"{self.path.name} is held by another process", lock=self.path.name)
            time.sleep(_POLL_S)
        self._file = handle

    def release(self) -> None:
        handle, self._file = self._file, None
        if handle is not None:
            handle.close()  # closing frees the lock on every system

    @property
    def held(self) -> bool:
        return self._file is not None

    def __enter__(self) -> FileLock:
        if self._file is None:
            self.acquire(self._timeout_s)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def is_locked(path: Path) -> bool:
    """Whether some process holds the lock right now. A look, not a promise; looks do not see each other."""
    try:
        with path.open("rb") as handle:
            return not _try_lock(handle.fileno(), shared=True)
    except FileNotFoundError:
        return False
