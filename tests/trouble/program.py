"""`stint` as other people's scripts use it: a process for each command, over the API or the membrane command."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.sandbox.process import ROOT, SandboxProcess

DEADLINE_S = 60.0


@dataclass(frozen=True)
class Ended:
    """How a process ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass
class Running:
    """A process under way. `kill` ends it without a chance to tidy up."""

    process: subprocess.Popen[str]

    def ended(self) -> Ended:
        out, err = self.process.communicate(timeout=DEADLINE_S)
        return Ended(self.process.returncode, out, err)

    def kill(self) -> Ended:
        """SIGKILL to it and to what it started."""
        with _group_gone():
            os.killpg(self.process.pid, signal.SIGKILL)
        return self.ended()


@contextmanager
def _group_gone() -> Iterator[None]:
    try:
        yield
    except ProcessLookupError:
        return


@dataclass
class Program:
    """One data folder and the environment in which `stint` is run on it."""

    environment: Mapping[str, str]
    _under_way: list[Running] = field(default_factory=list)

    def spawn(self, *arguments: str) -> Running:
        """Start a command in a process group of its own and leave it running."""
        process = subprocess.Popen(
            [sys.executable, "-m", "ui.main", *arguments],
            env=dict(os.environ) | dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        running = Running(process)
        self._under_way.append(running)
        return running

    def run(self, *arguments: str) -> Ended:
        return self.spawn(*arguments).ended()

    def ok(self, *arguments: str, code: int = 0) -> Any:
        """The JSON of a command that must end with `code`."""
        done = self.run("--json", *arguments)
        assert done.code == code, done
        return done.json

    def killed_after(self, seconds: float, *arguments: str) -> Ended:
        """Run a command and kill it that much later, unless it ended by itself."""
        running = self.spawn(*arguments)
        killer = threading.Timer(seconds, lambda: os.kill(running.process.pid, signal.SIGKILL))
        killer.start()
        try:
            return running.ended()
        finally:
            killer.cancel()
            killer.join()

    def sync(self, *flags: str, code: int = 0) -> Any:
        return self.ok("sync", *flags, code=code)

    def settled(self, attempts: int = 5) -> Any:
        """Syncs until nothing is left to do; returns the last result."""
        for _ in range(attempts):
            done = self.run("--json", "sync", "--timeout", "30")
            if done.code == 0 and done.json["waiting"] == 0:
                return done.json
        raise AssertionError(done)

    def entries(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ok("entries")["entries"]
        return found

    def close(self) -> None:
        for running in self._under_way:
            if running.process.poll() is None:
                running.kill()


def environment_for(folder: Path, **more: str) -> dict[str, str]:
    """A data folder, quick settling, no politeness; no account."""
    return {
        "STINT_DATA_DIR": str(folder),
        "TZ": "Europe/Berlin",
        "PYTHONPATH": str(ROOT),
        "STINT_TRANSPORT": "none",
        "STINT_SETTLE_SECONDS": "1",
        "STINT_WRITES_PER_SECOND": "0",
    } | more


def account(server: SandboxProcess, transport: str) -> dict[str, str]:
    """The sandbox as the account, by one of the two ways to reach it."""
    if transport == "api":
        return {"STINT_TRANSPORT": "api", "MEMBRANE_API_URL": server.url, "MEMBRANE_TOKEN": server.token}
    return {"STINT_TRANSPORT": "cli", "STINT_MEMBRANE_COMMAND": server.membrane_command}
