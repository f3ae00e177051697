"""Where the `membrane` command is: as configured, on the search path, or where npm puts it; never in the current
directory. Importing this is cheap."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from app.errors import TransportUnavailable

COMMAND = "membrane"
INSTALL = "npm install -g @membranehq/cli"
"""How to get it; shown, never run."""


def command_path(configured: str | None) -> Path:
    """The absolute path of the command. Raises `TransportUnavailable` saying what is missing."""
    if configured and (os.sep in configured or "/" in configured):
        path = Path(configured).expanduser().absolute()
        if not path.is_file():
            raise TransportUnavailable(f"there is no membrane command at {path}")
        if not os.access(path, os.X_OK):
            raise TransportUnavailable(f"{path} is not executable")
        return path
    found = on_path(configured or COMMAND)
    if found is None:
        raise TransportUnavailable(
            f"the command {configured or COMMAND!r} is not on the search path; install it with: {INSTALL}"
        )
    return found


def on_path(name: str) -> Path | None:
    """The first executable file of that name in the absolute folders of the search path, then where npm's global
    commands lie by default: a program that the desktop started often has a short search path."""
    endings = os.environ.get("PATHEXT", ".exe;.cmd").split(";") if sys.platform == "win32" else [""]
    for folder in _folders():
        for ending in endings:
            candidate = folder / f"{name}{ending}"
            if candidate.is_file() and os.access(candidate, os.X_OK):
                return candidate
    return None


def _folders() -> Iterator[Path]:
    for name in os.environ.get("PATH", "").split(os.pathsep):
        if (folder := Path(name)).is_absolute():
            yield folder
    if sys.platform == "win32":
        if data := os.environ.get("APPDATA"):
            yield Path(data) / "npm"
        return
    home = Path.home()
    yield from (home / ".npm-global/bin", home / ".local/bin")
    if sys.platform == "darwin":
        yield from (Path("/opt/homebrew/bin"), Path("/usr/local/bin"))
