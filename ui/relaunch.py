"""Start the program once more, on another data folder."""

from __future__ import annotations

import sys
from itertools import count
from pathlib import Path

from PySide6.QtCore import QProcess

from app.config import Config


def sandbox_command(config: Config) -> list[str]:
    """The program and its arguments. A data folder that was named gets a sandbox folder beside it."""
    program = _program()
    if config.origins.get("data_dir") == "default":
        return [*program, "--sandbox"]
    root = config.folder.root
    return [*program, "--sandbox", "--data-dir", str(root.with_name(f"{root.name}-sandbox"))]


def start_sandbox(config: Config) -> bool:
    """Start it as a process of its own, which outlives this one; False if that cannot be done."""
    return _start(sandbox_command(config))


def start_beside(config: Config) -> Path | None:
    """Open a window on a new data folder beside this one, for another account: the first name that is free. Returns
    the folder, None if the program cannot be started.
    """
    root = config.folder.root
    numbered = (root.with_name(f"{root.name}-{number}") for number in count(2))
    folder = next(path for path in numbered if not path.exists())
    return folder if _start([*_program(), "--data-dir", str(folder)]) else None


def _program() -> list[str]:
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "ui.main"]


def _start(words: list[str]) -> bool:
    program, *arguments = words
    folder = "" if getattr(sys, "frozen", False) else str(Path(__file__).resolve().parent.parent)
    started: tuple[bool, int] | bool = QProcess.startDetached(program, arguments, folder)
    return started[0] if isinstance(started, tuple) else started
