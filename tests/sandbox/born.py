"""Sandboxes out of a nursery (`tests.sandbox.nursery`): one nursery for each process that runs tests."""

from __future__ import annotations

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from tests.sandbox.nursery import MAX_BYTES

END_S = 60.0
POLL_S = 0.005
ROOT = Path(__file__).resolve().parents[2]
POSSIBLE = hasattr(os, "fork") and hasattr(socket, "send_fds")


class Born:
    """A process of the nursery, with what is needed of `subprocess.Popen`."""

    def __init__(self, nursery: Nursery, pid: int) -> None:
        self._nursery, self.pid = nursery, pid
        self._code: int | None = None

    def poll(self) -> int | None:
        """Its exit code (negative: the signal), None while it runs."""
        if self._code is None:
            self._code = self._nursery.ask(self.pid)
        return self._code

    def wait(self, seconds: float) -> int:
        deadline, rest = time.monotonic() + seconds, threading.Event()
        while (code := self.poll()) is None:
            if time.monotonic() > deadline:
                raise subprocess.TimeoutExpired(f"sandbox {self.pid}", seconds)
            rest.wait(POLL_S)
        return code


class Nursery:
    """Started by whoever needs it first, ended with the process."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.sandbox.nursery", str(theirs.fileno())],
                stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()], cwd=ROOT,
            )  # fmt: skip
        self._socket, self._one_at_a_time = ours, threading.Lock()
        atexit.register(self._close)

    @property
    def pid(self) -> int:
        return self._process.pid

    def start(self, arguments: Sequence[str]) -> tuple[Born, int]:
        """A sandbox with these words on its command line, and where its standard output can be read."""
        reader, writer = os.pipe()
        request = {"arguments": list(arguments), "environment": dict(os.environ), "folder": str(ROOT)}
        try:
            return Born(self, self.ask(request, [writer, 2])), reader
        finally:
            os.close(writer)

    def ask(self, request: Any, handed: Sequence[int] = ()) -> Any:
        with self._one_at_a_time:
            socket.send_fds(self._socket, [json.dumps(request).encode()], handed)
            answer = self._socket.recv(MAX_BYTES)
        assert answer, f"the nursery of sandboxes has ended with {self._process.poll()}"
        return json.loads(answer)

    def _close(self) -> None:
        self._socket.close()
        self._process.wait(END_S)


@cache
def nursery() -> Nursery:
    """The one of this process."""
    return Nursery()


def nursery_pid() -> int | None:
    """Where there is one: it outlives tests, its children must not."""
    return nursery().pid if nursery.cache_info().currsize else None
