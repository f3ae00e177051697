"""What is really started where the `membrane` command is a shim. On Windows npm installs a `.cmd` and a `.ps1`, whose
shells read quotes, `%` and `&` in arguments anew (Membrane reference 5.3), so the script behind them is started."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from app.errors import TransportUnavailable

_SHIMS = frozenset({".cmd", ".bat", ".ps1"})
_SCRIPT = re.compile(r"[\"'](?:%~?dp0%?|\$basedir|\$PSScriptRoot)[\\\\/]+([^\"'%$*]+?\.[cm]?js)[\"']", re.IGNORECASE)
_PLAIN = re.compile(r"^@?(?:call )?((?:\"[^\"%]+\" ?)+)%\*\s*$", re.IGNORECASE | re.MULTILINE)
_MOST_BYTES = 64 * 1024

Find = Callable[[str], Path | None]
"""Looks for a program on the search path."""


def program_of(command: Path, find: Find) -> list[str]:
    """The words that start `command` without a shell. Raises `TransportUnavailable` for a script of another kind."""
    if command.suffix.lower() not in _SHIMS:
        return [str(command)]
    try:
        with command.open("rb") as file:
            text = file.read(_MOST_BYTES).decode("utf-8-sig", "replace")
    except OSError as exc:
        raise TransportUnavailable(f"{command} cannot be read: {exc.strerror}") from exc
    words = plain_words(text)
    if words:
        return words
    script = script_of(text, command.parent)
    if script is None:
        raise TransportUnavailable(
            f"{command} is a script that does not say which program it starts; name the program itself"
        )
    node = next((beside for name in ("node.exe", "node") if (beside := command.parent / name).is_file()), find("node"))
    if node is None:
        raise TransportUnavailable("the membrane command needs Node.js, and there is no node on the search path")
    return [str(node), str(script)]


def script_of(text: str, folder: Path) -> Path | None:
    """The JavaScript file that npm's, pnpm's or yarn's shim in `folder` starts, as an absolute path; None if none."""
    found = _SCRIPT.search(text)
    if found is None:
        return None
    parts = [part for part in re.split(r"[\\/]+", found[1]) if part]
    return Path(os.path.normpath(folder.joinpath(*parts)))


def plain_words(text: str) -> list[str]:
    """The quoted words of a one-line script that only hands its arguments on; empty if it does more."""
    lines = [line for line in text.splitlines() if line.strip() and not re.match(r"@?echo off$", line.strip(), re.I)]
    found = _PLAIN.match(lines[0].strip()) if len(lines) == 1 else None
    return re.findall(r'"([^"]+)"', found[1]) if found is not None else []
