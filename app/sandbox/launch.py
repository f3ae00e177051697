"""Use the sandbox of a state folder: find the running one or start it, and keep it alive as long as it is needed."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import urlsplit

from app.errors import LockBusy, TransportUnavailable
from app.locks import FileLock
from app.sandbox.state import ROOT, StateFolder

START_S = 20.0
CONNECT_S = 5.0
POLL_S = 0.03
ATTEMPTS = 5
RETRY_S = 0.4


@dataclass(frozen=True)
class SandboxAddress:
    """Where a sandbox is and how to use it; `token` is a secret like any other."""

    url: str
    token: str
    connection_id: str
    membrane_command: str


class SandboxLease:
    """While entered, the sandbox of `state` runs; the last lease to end lets it end.

    Several processes may do this at once. Raises `TransportUnavailable` if no sandbox can be had.
    """

    def __init__(self, state: Path) -> None:
        self._folder = StateFolder(state.resolve())
        self._held: http.client.HTTPConnection | None = None

    def __enter__(self) -> SandboxAddress:
        try:
            self._folder.prepare()
            starting = FileLock(self._folder.start_lock)
            starting.acquire(START_S)
        except (OSError, LockBusy) as exc:
            raise TransportUnavailable(f"the sandbox folder cannot be used: {exc}") from exc
        with starting:
            address = self._lease()
            return address if address is not None else self._start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._held is not None:
            self._held.close()
            self._held = None

    def _start(self) -> SandboxAddress:
        """Start a process of its own and lease it. A dying one may still hold the folder: then start again."""
        deadline = time.monotonic() + START_S
        for _ in range(ATTEMPTS):
            with _Starting(self._folder) as server:
                while not server.died() and time.monotonic() < deadline:
                    address = self._lease()
                    if address is not None:
                        return address
                    time.sleep(POLL_S)
            time.sleep(RETRY_S)
        raise TransportUnavailable(f"the sandbox does not start; see {self._folder.log}")

    def _lease(self) -> SandboxAddress | None:
        """Hold a lease of the server that the address file names; None if none answers there."""
        try:
            address = SandboxAddress(**json.loads(self._folder.address.read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None
        connection = http.client.HTTPConnection(urlsplit(address.url).netloc, timeout=CONNECT_S)
        try:
            connection.request("GET", "/_sandbox/lease", headers={"Authorization": f"Bearer {address.token}"})
            if connection.getresponse().status != 200:
                connection.close()
                return None
        except (OSError, http.client.HTTPException):
            connection.close()
            return None
        self._held = connection
        return address


class _Starting:
    """A server on its way up. It is detached: it must survive this process while others still use it."""

    def __init__(self, folder: StateFolder) -> None:
        frozen = getattr(sys, "frozen", False)
        program = [sys.executable, "sandbox"] if frozen else [sys.executable, "-m", "app.sandbox"]
        with folder.log.open("ab") as log:
            self._process = subprocess.Popen(
                [*program, "--state", str(folder.path), "--until-unused", "--detach"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=None if frozen else ROOT,
                start_new_session=True,
            )
        assert self._process.stdout is not None  # noqa: S101  # a pipe was asked for
        self._pipe = self._process.stdout
        if sys.platform != "win32":
            os.set_blocking(self._pipe.fileno(), False)

    def died(self) -> bool:
        """True once no process is left that could still come up."""
        if sys.platform == "win32":
            return self._process.poll() is not None
        try:  # the process that was started here ends at once; its child keeps the pipe open as long as it lives
            return os.read(self._pipe.fileno(), 4096) == b""
        except BlockingIOError:
            return False

    def __enter__(self) -> _Starting:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pipe.close()
        if sys.platform != "win32":
            self._process.wait()
