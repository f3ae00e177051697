"""What a test left running: threads of this process and processes that it or its children started."""

from __future__ import annotations

import os
import signal
import threading
import time
from contextlib import suppress
from pathlib import Path

from tests.sandbox.born import nursery_pid

MARK = "STINT_TEST_ID"
"""Environment variable that each test sets anew: whatever it starts, detached or not, can be told by it."""
GRACE_S = 30.0
_PROC = Path("/proc")


class Leftovers:
    """Made when a test begins; names what it has not ended when it is over. Processes only where there is a /proc."""

    def __init__(self, mark: str) -> None:
        self._mark = f"{MARK}={mark}".encode()
        self._threads = set(threading.enumerate())
        self._known = _pids()

    def after(self, grace_s: float = GRACE_S) -> list[str]:
        """Descriptions of what still runs after `grace_s` seconds; processes among it are killed."""
        deadline = time.monotonic() + grace_s
        while self._new_threads() or self._new_pids():
            if time.monotonic() >= deadline:
                return [f"thread {thread.name}" for thread in self._new_threads()] + self._kill(self._new_pids())
            threading.Event().wait(0.02)
        return []

    def _kill(self, pids: list[int]) -> list[str]:
        found = [f"process {pid}: {_command(pid)}" for pid in pids]
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return found

    def _new_threads(self) -> list[threading.Thread]:
        return [thread for thread in threading.enumerate() if thread not in self._threads and _runs(thread)]

    def _new_pids(self) -> list[int]:
        return [pid for pid in _pids() - self._known if self._is_ours(pid)]

    def _is_ours(self, pid: int) -> bool:
        """Ours: it lives and carries the mark, or is a child with another environment, of us or of our nursery of
        sandboxes. That one may stay."""
        nursery = nursery_pid()
        if pid == nursery:
            return False
        try:
            state, parent = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[:2]
            environment = (_PROC / str(pid) / "environ").read_bytes().split(b"\0")
        except OSError:
            return False
        return state not in "ZX" and (self._mark in environment or int(parent) in (os.getpid(), nursery))


def _runs(thread: threading.Thread) -> bool:
    """Python keeps a thread that Qt made in its list for ever once it has run Python code; the system knows better."""
    tasks = _PROC / "self" / "task"
    return not tasks.is_dir() or thread.native_id is None or (tasks / str(thread.native_id)).exists()


def _pids() -> set[int]:
    return {int(entry) for entry in os.listdir(_PROC) if entry.isdigit()} if _PROC.is_dir() else set()  # noqa: PTH208


def _command(pid: int) -> str:
    try:
        return (_PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
    except OSError:
        return "(ended meanwhile)"
