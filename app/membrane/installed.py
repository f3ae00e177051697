"""Which `membrane` command is on this computer, for a person who is to choose a way."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.cancel import CancelToken, Deadline
from app.membrane.cli_command import Command
from app.membrane.cli_lookup import COMMAND, command_path, on_path


@dataclass(frozen=True, slots=True)
class Installed:
    """The command's absolute path, and its version as it says itself (empty where it says none)."""

    path: Path
    version: str


def installed_command(configured: str | None, home: Path, deadline: Deadline, cancel: CancelToken) -> Installed | None:
    """The command as configured or from the search path, only asked what it is; None if there simply is none.

    Raises `TransportUnavailable` with the reason where what is there, or what was configured, cannot be used.
    """
    if not configured and on_path(COMMAND) is None:
        return None
    path = command_path(configured)
    command = Command(path, home)
    command.identify(deadline, cancel)
    return Installed(path, command.version)
