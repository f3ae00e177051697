"""Whether this data file is still the one that synced last, in its place: a copy, or an older one put back by hand, may
hold operations that somebody else has sent meanwhile (`app/sync/README.md`, *Copies and backups*).

Two marks tell. The file's own number in its file system and the computer's id change when the folder is copied. A
counter that is raised in the database and then in a small file beside it, before a cycle writes, shows a database that
was replaced by an older one in place.
"""

from __future__ import annotations

import os
import sys
import zlib
from contextlib import suppress
from pathlib import Path

from app.paths import DataFolder
from app.storage.database import Database
from app.storage.syncstate import HERE, SyncState

ORIGIN, SENDS, WARY = "origin", "sends", "wary"
"""State of this folder: where the file was at the last sync, how often it began to send, and why it must be careful."""

COPIED, OLDER, RESTORED = "copied", "older", "restored"

_MACHINE_FILES = ("/etc/machine-id", "/var/lib/dbus/machine-id")


def mark_of(database: Path) -> dict[str, int]:
    """The computer (a checksum of its id: it tells two apart and names none) and the file's number on it."""
    return {"machine": zlib.crc32(_machine_id().encode()), "file": database.stat().st_ino}


def why_wary(db: Database) -> str | None:
    """Why the next cycle must look at everything before it writes: copied | older | restored; None: it need not."""
    found = SyncState(db).get(HERE, WARY)
    return found if isinstance(found, str) else None


def moved(db: Database) -> str | None:
    """What happened to the file since the last sync, by its marks: copied | older; None for nothing."""
    state = SyncState(db)
    known, sends = state.get(HERE, ORIGIN), state.get(HERE, SENDS)
    if known is not None and known != mark_of(db.path):
        return COPIED
    return OLDER if _count_beside(db) > (sends if isinstance(sends, int) else 0) else None


def settle_here(db: Database, now: int) -> None:
    """This file, in this place, is the one from now on."""
    state = SyncState(db)
    mark = mark_of(db.path)
    if state.get(HERE, ORIGIN) != mark:
        state.put(HERE, ORIGIN, mark, now)
    sends = state.get(HERE, SENDS)
    if _count_beside(db) > (sends if isinstance(sends, int) else 0):
        state.put(HERE, SENDS, _count_beside(db), now)


def note_sending(db: Database, now: int) -> None:
    """A cycle is about to write. The database first: a crash in between must raise no alarm."""
    state = SyncState(db)
    sends = state.get(HERE, SENDS)
    count = max(sends if isinstance(sends, int) else 0, _count_beside(db)) + 1
    state.put(HERE, SENDS, count, now)
    with suppress(OSError):  # a folder that takes no new file has other troubles; this mark is a help, no condition
        handle = os.open(_beside(db), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(str(count))


def _beside(db: Database) -> Path:
    return DataFolder(db.path.parent).send_count


def _count_beside(db: Database) -> int:
    try:
        return int(_beside(db).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return 0


def _machine_id() -> str:
    if sys.platform == "win32":
        import winreg

        with suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
        return ""
    if sys.platform == "darwin":
        import ctypes

        found, timeout = ctypes.create_string_buffer(16), (ctypes.c_long * 2)(1, 0)
        return found.raw.hex() if ctypes.CDLL(None).gethostuuid(found, timeout) == 0 else ""
    for name in _MACHINE_FILES:
        with suppress(OSError):
            return Path(name).read_text(encoding="ascii", errors="replace").strip()
    return ""
