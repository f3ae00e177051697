"""Which ways to Membrane this computer has, before anybody is asked to choose one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.cancel import CancelToken, Deadline
from app.config import Config
from app.errors import TransportUnavailable

_LOOK_S = 60.0


@dataclass(frozen=True, slots=True)
class Ways:
    """`command` is the path of the `membrane` command, with its `version` (empty where it says none); None if there is
    none that can be used, and `reason` says why if it is more than missing. `keyring`: something keeps a sign-in of
    the browser's way for the next session.
    """

    command: Path | None = None
    version: str = ""
    reason: str = ""
    keyring: bool = True


def find_ways(config: Config, cancel: CancelToken) -> Ways:
    """Look; signs nobody in and asks no server. Blocks on a process and on the keyring."""
    from app.membrane.installed import installed_command
    from app.secrets import backend_name

    keyring = backend_name() is not None
    home = config.folder.membrane_home
    try:
        found = installed_command(config.membrane_command, home, Deadline(_LOOK_S), cancel)
    except TransportUnavailable as error:
        return Ways(reason=error.detail, keyring=keyring)
    if found is None:
        return Ways(keyring=keyring)
    return Ways(found.path, found.version, keyring=keyring)
