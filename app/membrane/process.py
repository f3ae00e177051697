"""Running a foreign program to its end: argument vector, closed standard input, bounded output, a deadline, and no
process of its group left behind when it is cancelled or overdue."""

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
from typing import IO

from app.cancel import CancelToken, Deadline

_SLICE_S = 0.05
_TERM_GRACE_S = 0.05
"""Between SIGTERM and SIGKILL. Short: the caller is waiting to be released."""

_PIPE_GRACE_S = 1.0
"""How long output may go on after the program itself has ended (a child that inherited the pipe)."""

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
        with contextlib.suppress(OSError, ValueError):  # closed under our hands after a kill
            while chunk := os.read(self._stream.fileno(), 65536):
                room = self._limit - len(self.kept)
                self.kept += chunk[:room]
                if len(chunk) > room and not self.overflowed:
                    self.overflowed = True
                    self._wake.set()
        self.ended = True
        self._wake.set()

    def close(self) -> None:
        self._thread.join(_PIPE_GRACE_S)
        with contextlib.suppress(OSError):
            self._stream.close()


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
    wake = threading.Event()
    process = _start(argv, cwd, env)
    forget = cancel.on_cancel(wake.set)
    assert process.stdout is not None  # noqa: S101 - asked for just above
    assert process.stderr is not None  # noqa: S101 - asked for just above
    out, err = _Drain(process.stdout, max_bytes, wake), _Drain(process.stderr, _KEPT_ERROR_BYTES, wake)
    try:
        _await_end(process, (out, err), wake, deadline, cancel)
    except BaseException:
        _kill_group(process)
        raise
    finally:
        forget()
        out.close()
        err.close()
    return Finished(process.wait(), bytes(out.kept), bytes(err.kept))


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


def _await_end(
    process: subprocess.Popen[bytes],
    drains: tuple[_Drain, _Drain],
    wake: threading.Event,
    deadline: Deadline,
    cancel: CancelToken,
) -> None:
    ended_at: float | None = None
    while True:
        cancel.check()
        if drains[0].overflowed:
            raise ProcessTooLoud
        if _has_ended(process):
            if all(drain.ended for drain in drains):
                return
            ended_at = ended_at if ended_at is not None else time.monotonic()
            if time.monotonic() - ended_at > _PIPE_GRACE_S:
                _kill_group(process)  # what still holds the pipe; the program's own answer is complete
                return
        if deadline.passed:
            raise ProcessOverdue
        wake.wait(min(_SLICE_S, deadline.remaining))
        wake.clear()


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
