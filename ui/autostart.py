"""Whether the program starts with the desktop session: what the system itself keeps about it, not a setting of ours.

Linux: a file in the XDG autostart folder. Windows: the user's Run key. macOS: a LaunchAgent.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Protocol

from app.config import Config
from app.errors import StorageError
from ui.desktop_entry import APP_ID, HEAD

_AGENT = "app.stint.desktop"
_ESCAPED = str.maketrans(
    {letter: 2 * "\\" + letter for letter in '"`$'} | {"\\": 4 * "\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
)
"""Within quotes of an Exec line the first four are escaped, and each backslash of it once more as in any value, which
ends with its line: a folder's name may hold a line end, and what follows it would be a key of its own.
"""


class Autostart(Protocol):
    """`enabled` asks the system each time; `set` raises `StorageError` where it refuses."""

    @property
    def enabled(self) -> bool: ...

    def set(self, on: bool) -> None: ...


def autostart(config: Config) -> Autostart:
    """That of this system, for the data folder of `config`; the sandbox has one of its own."""
    words, sandbox = start_command(config), config.sandbox
    if sys.platform == "win32":
        from ui.run_key import RunKey

        return RunKey(words, "Stint sandbox" if sandbox else "Stint")
    if sys.platform == "darwin":
        label = f"{_AGENT}.sandbox" if sandbox else _AGENT
        return LaunchAgent(words, Path.home() / "Library" / "LaunchAgents", label)
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "autostart"
    return DesktopFile(words, folder, f"{APP_ID}.sandbox.desktop" if sandbox else f"{APP_ID}.desktop")


def start_command(config: Config) -> list[str]:
    """The program and its arguments for a start into the tray."""
    words = [*program_words(), "--hidden"]
    if config.sandbox:
        words.append("--sandbox")
    if config.origins.get("data_dir", "default") != "default":
        words += ["--data-dir", str(config.folder.root.resolve())]
    return words


def quick_log_command(config: Config) -> str:
    """What to bind to a key where no program may take one itself, as a shell or a desktop's settings take it."""
    words = [*program_words(), *start_command(config)[len(program_words()) + 1 :], "quick-log"]
    return subprocess.list2cmdline(words) if sys.platform == "win32" else shlex.join(words)


def program_words() -> list[str]:
    """How this very program is started, without arguments."""
    if getattr(sys, "frozen", False):
        return [os.environ.get("APPIMAGE") or sys.executable]
    script = Path(sys.executable).with_name("stint.exe" if sys.platform == "win32" else "stint")
    return [str(script)] if script.exists() else [sys.executable, "-m", "ui.main"]


class DesktopFile:
    """A desktop entry in the folder of things that start with the session (XDG autostart specification 0.5).

    systemd names the group that it starts in after it, and older portals, which cannot be told, our id after that.
    """

    def __init__(self, words: list[str], folder: Path, name: str = f"{APP_ID}.desktop") -> None:
        self._words, self._file = words, folder / name

    @property
    def enabled(self) -> bool:
        try:
            text = self._file.read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            return False
        lines = [line.replace(" ", "").lower() for line in text.split("\n")]
        return not {"hidden=true", "x-gnome-autostart-enabled=false"} & set(lines)

    def set(self, on: bool) -> None:
        try:
            if on:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                exec_line = " ".join(map(exec_word, self._words))
                _replace(
                    self._file,
                    f"{HEAD}X-GNOME-Autostart-enabled=true\nExec={exec_line}\n".encode("utf-8", "surrogateescape"),
                )
            else:
                self._file.unlink(missing_ok=True)
        except OSError as error:
            raise refused(error) from error


class LaunchAgent:
    """A property list that launchd reads at log-in."""

    def __init__(self, words: list[str], folder: Path, label: str = _AGENT) -> None:
        self._words, self._label, self._file = words, label, folder / f"{label}.plist"

    @property
    def enabled(self) -> bool:
        return self._file.exists()

    def set(self, on: bool) -> None:
        import plistlib

        agent = {
            "Label": self._label,
            "ProgramArguments": self._words,
            "RunAtLoad": True,
            "ProcessType": "Interactive",
            "LimitLoadToSessionType": "Aqua",
        }
        try:
            if on:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                _replace(self._file, plistlib.dumps(agent))
            else:
                self._file.unlink(missing_ok=True)
        except OSError as error:
            raise refused(error) from error


def exec_word(word: str) -> str:
    """A word of an Exec line: quoted, its four special characters escaped, `%` doubled (Desktop Entry 1.5)."""
    return '"' + word.translate(_ESCAPED).replace("%", "%%") + '"'


def _replace(file: Path, content: bytes) -> None:
    """The old file or the new one, never half of one."""
    beside = file.with_suffix(".tmp")
    beside.write_bytes(content)
    beside.replace(file)


def refused(error: OSError) -> StorageError:
    return StorageError(f"The system did not keep whether Stint starts with it: {error.strerror}.")
