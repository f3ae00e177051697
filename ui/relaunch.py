"""Start the program once more, on the sandbox's own data folder."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QProcess

from app.config import Config


def sandbox_command(config: Config) -> list[str]:
    """The program and its arguments. A data folder that was named gets a sandbox folder beside it."""
    frozen = getattr(sys, "frozen", False)
    program = [sys.executable] if frozen else [sys.executable, "-m", "ui.main"]
    if config.origins.get("data_dir") == "default":
        return [*program, "--sandbox"]
    root = config.folder.root
    return [*program, "--sandbox", "--data-dir", str(root.with_name(f"{root.name}-sandbox"))]


def start_sandbox(config: Config) -> bool:
    """Start it as a process of its own, which outlives this one; False if that cannot be done."""
    program, *arguments = sandbox_command(config)
    folder = "" if getattr(sys, "frozen", False) else str(Path(__file__).resolve().parent.parent)
    started: tuple[bool, int] | bool = QProcess.startDetached(program, arguments, folder)
    return started[0] if isinstance(started, tuple) else started
