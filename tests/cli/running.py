"""Ways to run `stint`: in this process, for many short cases, or as a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
DEADLINE_S = 60.0


@dataclass(frozen=True)
class Result:
    """How a run ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, str]:
        """The `error` object of a refusal."""
        found = self.json["error"]
        assert isinstance(found, dict)
        return found


@dataclass
class Stint:
    """Runs commands in this process on one data folder, in the zone of the test."""

    capture: Callable[[], tuple[str, str]]

    def run(self, *arguments: str) -> Result:
        self.capture()
        code = main(arguments)
        out, err = self.capture()
        return Result(code, out, err)

    def ok(self, *arguments: str) -> Any:
        """The JSON document of a command that must succeed."""
        result = self.run(*arguments, "--json") if "--" not in arguments else self.run("--json", *arguments)
        assert result.code == 0, result
        return result.json

    def refused(self, *arguments: str) -> dict[str, str]:
        """The error object of a command that must be refused with one sentence."""
        result = self.run("--json", *arguments)
        assert result.code == 1, result
        assert result.err.startswith("stint: "), result
        assert result.err.count("\n") == 1, result
        return result.error


def process_environment(data_dir: Path, **more: str) -> dict[str, str]:
    """The environment of a `stint` process, over the cleared one of the test."""
    return dict(os.environ) | {"STINT_DATA_DIR": str(data_dir), "TZ": "Europe/Berlin", "PYTHONPATH": str(ROOT)} | more


def run_process(arguments: list[str], environment: Mapping[str, str], *, encoding: str = "utf-8") -> Result:
    """Run `stint` as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "ui.main", *arguments],
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=DEADLINE_S,
    )
    return Result(done.returncode, done.stdout.decode(encoding), done.stderr.decode(encoding))
