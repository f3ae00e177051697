"""The window as a process of its own, without a screen."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

from app.handover import raise_window
from app.paths import DataFolder
from tests.cli.running import ROOT
from tests.sandbox.process import wait_until

DEADLINE_S = 60.0


def window_environment(**more: str) -> dict[str, str]:
    """The environment of a window that is connected to nothing unless `more` says so."""
    return {**os.environ, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "STINT_TRANSPORT": "none", **more}


class Window:
    """`stint` without a command, from the first answer on its socket to its end."""

    def __init__(self, root: Path, **environment: str) -> None:
        self.folder = DataFolder(root)
        self._environment = window_environment(**environment)
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Window:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "ui.main", "--data-dir", str(self.folder.root)],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        wait_until(self._answers, DEADLINE_S, "a window that answers")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
        elif self.process is not None and self.process.stdout is not None:
            self.process.stdout.close()

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    def end(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Signal it, and return how it ended; what it printed must be nothing that matters."""
        assert self.process is not None
        self.process.send_signal(number)
        out, _ = self.process.communicate(timeout=DEADLINE_S)
        assert "Traceback" not in out, out
        return self.process.returncode

    def stint(self, *arguments: str) -> dict[str, Any]:
        """The JSON of a command that works on the same folder and must succeed."""
        done = subprocess.run(
            [sys.executable, "-m", "ui.main", "--data-dir", str(self.folder.root), "--json", *arguments],
            env=self._environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
        )
        assert done.returncode == 0, done
        document = json.loads(done.stdout)
        assert isinstance(document, dict)
        return document

    def log_text(self) -> str:
        """What the program log says."""
        return (self.folder.logs / "stint.log").read_text()

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.process.communicate()
        return raise_window(self.folder, timeout_s=0.0)
