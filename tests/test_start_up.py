"""What is loaded before the first answer: none of the modules that cost more than the whole of `stint status`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.source_tree import within

SLOW = (
    "pydantic",
    "httpx",
    "keyring",
    "starlette",
    "uvicorn",
    "platformdirs",
    "rapidfuzz",
    "asyncio",
    "app.membrane",
    "app.sandbox",
    "PySide6",
)
STINT = Path(sys.executable).with_name("stint")


def loaded(*arguments: str) -> set[str]:
    """Names of the modules that the installed command imports on its way to exit code 0."""
    environment = {**os.environ, "PYTHONPROFILEIMPORTTIME": "1"}
    done = subprocess.run(
        [STINT, *arguments], env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines}


@pytest.mark.parametrize("command", ["status", "start", "stop"])
def test_everyday_commands_load_nothing_slow(command: str, tmp_path: Path) -> None:
    words = {"status": ["status"], "start": ["start", "call"], "stop": ["stop"]}
    data = ["--data-dir", str(tmp_path), "--json"]
    if command == "stop":
        loaded(*data, "start", "call")
    modules = loaded(*data, *words[command])
    assert "app.storage.database" in modules, "the list of imports was not read"
    assert sorted(module for module in modules if within(module, SLOW)) == []
