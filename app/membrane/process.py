"""Running a foreign program: argument vector, closed standard input, bounded output, a deadline, and no process of its
group left behind when it is cancelled, overdue or given up."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO

from app.cancel import CancelToken, Deadline

_SLICE_S = 0.05
_TERM_GRACE_S = 0.05
"""Between SIGTERM and SIGKILL. Short: the caller is waiting to be released."""

_PIPE_GRACE_S = 1.0
"""How long output may go on after the program itself has ended (a child that inherited the pipe)."""

_KILLED_GRACE_S = 0.03
"""The same after a kill, when somebody waits to be released."""

_KEPT_ERROR_BYTES = 64 * 1024


class ProcessOverdue(Exception):
    """The deadline passed; the group was killed."""


class ProcessTooLoud(Exception):
    """It printed more than allowed; the group was killed."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A program that ended by itself. `code` is negative for a signal, as with `subprocess`."""

    code: int
    out: bytes
    err: bytes


class _Drain:
    """Reads one stream to its end on a thread, keeping a bounded part, so that the program never blocks on it."""

    def __init__(self, stream: IO[bytes], limit: int, wake: threading.Event) -> None:
        self.kept = bytearray()
        self.overflowed = False
        self.ended = False
        self._stream, self._limit, self._wake = stream, limit, wake
        self._thread = threading.Thread(target=self._read, name="drain", daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            while chunk := os.read(self._stream.fileno(), 65536):
                room = self._limit - len(self.kept)
                self.kept += chunk[:room]
                self.overflowed = self.overflowed or len(chunk) > room
                self._wake.set()
        with contextlib.suppress(OSError):
            self._stream.close()
        self.ended = True
        self._wake.set()

    def close(self, grace_s: float) -> None:
        """Wait that long for its end. What left the group may hold the pipe for longer; then it ends with that."""
        self._thread.join(grace_s)


class RunningProcess:
    """A program that was started and is listened to; used by one thread. `close` ends its whole group.

    Raises OSError if it cannot be started.
    """

    def __init__(self, argv: Sequence[str], *, cwd: Path, env: Mapping[str, str], max_bytes: int) -> None:
        self._wake = threading.Event()
        self._process = _start(argv, cwd, env)
        assert self._process.stdout is not None  # noqa: S101 - asked for just above
        assert self._process.stderr is not None  # noqa: S101 - asked for just above
        self._out = _Drain(self._process.stdout, max_bytes, self._wake)
        self._err = _Drain(self._process.stderr, _KEPT_ERROR_BYTES, self._wake)
        self._ended_at: float | None = None
        self._complete = False

    def __enter__(self) -> RunningProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def printed(self) -> tuple[bytes, bytes]:
        """Standard output and standard error as far as they have come."""
        return bytes(self._out.kept), bytes(self._err.kept)

    def advance(self, until: Deadline, cancel: CancelToken) -> bool:
        """Wait until it has ended (True), has printed something more, or `until` has passed.

        Raises `Cancelled` and `ProcessTooLoud`; it then still runs, for `close`.
        """
        forget = cancel.on_cancel(self._wake.set)
        heard = self._length()
        try:
            while not self._is_complete():
                cancel.check()
                if self._out.overflowed:
                    raise ProcessTooLoud
                if until.passed or self._length() != heard:
                    return False
                self._wake.wait(min(_SLICE_S, until.remaining))
                self._wake.clear()
            cancel.check()
            if self._out.overflowed:
                raise ProcessTooLoud
            return True
        finally:
            forget()

    def finished(self) -> Finished:
        """How it ended; only after `advance` said so."""
        self._close_drains(_PIPE_GRACE_S)
        return Finished(self._process.wait(), bytes(self._out.kept), bytes(self._err.kept))

    def close(self) -> None:
        """End what is left of its group; a second call does nothing."""
        if not self._complete:
            _kill_group(self._process)
            self._complete = True
        self._close_drains(_KILLED_GRACE_S)
        self._process.wait()

    def _close_drains(self, grace_s: float) -> None:
        self._out.close(grace_s)
        self._err.close(grace_s)

    def _length(self) -> int:
        return len(self._out.kept) + len(self._err.kept)

    def _is_complete(self) -> bool:
        """Has it ended, and its output been read? What still holds the pipe a while later is ended."""
        if self._complete or not _has_ended(self._process):
            return self._complete
        if self._out.ended and self._err.ended:
            self._complete = True
            return True
        self._ended_at = self._ended_at if self._ended_at is not None else time.monotonic()
        if time.monotonic() - self._ended_at > _PIPE_GRACE_S:
            _kill_group(self._process)
            self._complete = True
        return self._complete


def run_process(
    argv: Sequence[str],
    *,
    cwd: Path,
    env: Mapping[str, str],
    deadline: Deadline,
    cancel: CancelToken,
    max_bytes: int,
) -> Finished:
    """Run `argv` and return when it has ended and its output is read.

    Raises OSError if it cannot be started, `ProcessOverdue`, `ProcessTooLoud` or `Cancelled`; after these three nothing
    of its process group is left.
    """
    cancel.check()
    with RunningProcess(argv, cwd=cwd, env=env, max_bytes=max_bytes) as process:
        while not process.advance(deadline, cancel):
            if deadline.passed:
                raise ProcessOverdue
        return process.finished()


def _start(argv: Sequence[str], cwd: Path, env: Mapping[str, str]) -> subprocess.Popen[bytes]:
    if sys.platform == "win32":
        return subprocess.Popen(
            list(argv), cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, bufsize=0, creationflags=subprocess.CREATE_NEW_PROCESS_GROUP,
        )  # fmt: skip
    return subprocess.Popen(
        [part.encode() for part in argv],  # UTF-8 whatever the locale: that is what the program reads
        cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        bufsize=0, start_new_session=True,
    )  # fmt: skip


def _has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Looks without reaping: until the exit status is taken, the process number cannot go to a stranger."""
    if sys.platform == "win32":
        return process.poll() is not None
    try:
        return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except ChildProcessError:
        return True


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End the whole group, politely for an instant, then for good, and reap the leader."""
    if sys.platform == "win32":
        subprocess.run(
            ["taskkill", "/T", "/F", "/PID", str(process.pid)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, timeout=5,
        )  # fmt: skip
        process.wait()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGTERM)
        until = time.monotonic() + _TERM_GRACE_S
        while time.monotonic() < until and not _has_ended(process):
            time.sleep(0.005)
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
