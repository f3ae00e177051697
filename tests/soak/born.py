"""The program in processes of a nursery, killed at random; see `tests.soak.nursery`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.sandbox.process import ROOT
from tests.trouble.program import Ended, Program

END_S = 10.0


class Nursery:
    """A loaded process that forks one command at a time; `folder` takes their output."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self._folder = folder
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.soak.nursery"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True,
        )  # fmt: skip

    def run(
        self, arguments: tuple[str, ...], environment: Mapping[str, str], kill_s: float | None, *, newer: bool = False
    ) -> Ended:
        """One command, killed after `kill_s` unless it has ended by then."""
        self._tell(
            arguments=arguments, environment=dict(environment), folder=str(self._folder), kill_s=kill_s, newer=newer
        )  # fmt: skip
        code = int(self._hear()["code"])
        out, err = (self._folder / name for name in ("out", "err"))
        return Ended(code, *(path.read_text() if path.exists() else "" for path in (out, err)))

    def close(self) -> None:
        if self._process.stdin is not None and self._process.stdout is not None:
            self._process.stdin.close()
            self._process.wait(END_S)
            self._process.stdout.close()

    def _tell(self, **request: Any) -> None:
        for name in ("out", "err"):  # a child that dies young leaves none of its own
            (self._folder / name).unlink(missing_ok=True)
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()

    def _hear(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the nursery has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer


@dataclass
class BornProgram(Program):
    """A data folder on which commands are run by forking, which costs a thirtieth of a cold start."""

    nursery: Nursery | None = None

    def run(self, *arguments: str) -> Ended:
        return self._born(arguments, None)

    def killed_after(self, seconds: float, *arguments: str) -> Ended:
        return self._born(arguments, seconds)

    def cold_killed_after(self, seconds: float, *arguments: str) -> Ended:
        """The same with a process of its own from the start."""
        return super().killed_after(seconds, *arguments)

    def newer(self, folder: Path, kill_s: float | None, *arguments: str) -> Ended:
        """A command of a build with one more migration, on another data folder."""
        assert self.nursery is not None
        environment = {**self.environment, "STINT_DATA_DIR": str(folder)}
        return self.nursery.run(arguments, environment, kill_s, newer=True)

    def _born(self, arguments: tuple[str, ...], kill_s: float | None) -> Ended:
        assert self.nursery is not None
        return self.nursery.run(arguments, self.environment, kill_s)
