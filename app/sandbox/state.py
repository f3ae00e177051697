"""The sandbox's folder: database, token, address, the look-alike command. Private to the user."""

from __future__ import annotations

import json
import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

from app.sandbox.bearer_tokens import new_token

ROOT = Path(__file__).resolve().parents[2]  # where `app` is imported from


@dataclass(frozen=True, slots=True)
class StateFolder:
    """Paths below one state folder, and the small files there."""

    path: Path

    @property
    def database(self) -> Path:
        return self.path / "sandbox.sqlite3"

    @property
    def lock(self) -> Path:
        return self.path / "sandbox.lock"

    @property
    def start_lock(self) -> Path:
        """Held by whoever is about to start the server, so that two do not."""
        return self.path / "start.lock"

    @property
    def address(self) -> Path:
        return self.path / "address.json"

    @property
    def log(self) -> Path:
        """What a detached server writes to its standard error."""
        return self.path / "server.log"

    def prepare(self) -> None:
        """Create the folder, for this user only."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.path.chmod(0o700)

    def token(self) -> str:
        """The bearer token, made once and kept."""
        file = self.path / "token"
        if file.exists():
            return file.read_text("ascii").strip()
        token = new_token()
        write_private(file, token)
        return token

    def write_address(self, url: str, token: str, connection_id: str) -> dict[str, str]:
        """Tell where the server is, for the command and for other processes; returns what was written."""
        address = {
            "url": url,
            "token": token,
            "connection_id": connection_id,
            "membrane_command": str(self._write_command()),
        }
        write_private(self.address, json.dumps(address))
        return address

    def _write_command(self) -> Path:
        """The `membrane` program: a script that starts this interpreter; it reads the address when it runs."""
        folder = self.path / "bin"
        folder.mkdir(exist_ok=True, mode=0o700)
        if sys.platform == "win32":
            command = folder / "membrane.cmd"
            words = " ".join(f'"{word}"' for word in self._launcher(folder))
            write_private(command, f"@{words} %*\r\n", 0o700)
        else:
            command = folder / "membrane"
            words = " ".join(shlex.quote(word) for word in self._launcher(folder))
            write_private(command, f'#!/bin/sh\nexec {words} "$@"\n', 0o700)
        return command

    def _launcher(self, folder: Path) -> list[str]:
        if getattr(sys, "frozen", False):
            return [sys.executable, "sandbox", "membrane", str(self.path)]
        script = folder / "membrane_main.py"
        write_private(
            script,
            f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n"
            "from app.sandbox.membrane_command import main\n"
            f"sys.exit(main({str(self.path)!r}, sys.argv[1:]))\n",
        )
        return [sys.executable, "-IS", str(script)]  # without site-packages it starts in half the time


def write_private(file: Path, text: str, mode: int = 0o600) -> None:
    """Replace a file in one step; nobody but the user can ever read it."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as handle:
        handle.write(text)
    draft.replace(file)
