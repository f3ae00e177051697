"""Speaking to the open window of a data folder: raise it, or let it do a sync. No Qt on this side.

Whoever holds `window.lock` in the data folder is its window; that lock is freed by the kernel, so a window that was
killed leaves nothing to be cleared up. The window listens on a local socket (a named pipe on Windows) that only this
user may open. Both sides send one JSON object per line: a request `{"do": "raise"}`, `{"do": "quick_log"}` (with the
desktop's `token` for the focus, where it gave the asking process one) or
`{"do": "sync", "full": false, "retry_parked": false, "timeout_s": 120.0, "way": [...]}`,
and one answer `{"ok": true, ...}`.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from app.locks import FileLock, is_locked
from app.paths import DataFolder

if TYPE_CHECKING:
    from app.config import Config
    from app.sync.result import SyncResult

MAX_LINE = 256 * 1024
"""Bytes; whatever sends more than this in one line is not one of us."""

_NAME = "window.sock"
_LONGEST_PATH = 90
"""Bytes. A socket's path may have 104 on macOS, 108 on Linux, and Qt makes the socket in a folder beside it first."""
_POLL_S = 0.05
_CONNECT_S = 2.0


def window_lock(folder: DataFolder) -> FileLock:
    """The lock that makes a process the window of this data folder."""
    return FileLock(folder.root / "window.lock")


def socket_address(folder: DataFolder) -> str:
    """Where the window listens: a path, or the name of a pipe on Windows.

    A data folder whose path is too long for a socket has it in the run-time folder, under a name of its own.
    """
    if sys.platform == "win32":
        return f"stint-{_mark(folder)}"
    beside = folder.root.resolve() / _NAME
    if len(os.fsencode(beside)) <= _LONGEST_PATH:
        return str(beside)
    import tempfile

    return str(Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir()) / f"stint-{_mark(folder)}.sock")


def _mark(folder: DataFolder) -> str:
    import hashlib  # brings OpenSSL: a megabyte for a window that does not need it

    return hashlib.sha256(os.fsencode(folder.root.resolve())).hexdigest()[:16]


def raise_window(folder: DataFolder, timeout_s: float = 10.0) -> bool:
    """Ask the open window to come to the front. It may still be starting, so this waits until it listens.

    False when no window is open (any more), or when it does not answer in that time.
    """
    return _have_done(folder, "raise", timeout_s)


def open_quick_log(folder: DataFolder, timeout_s: float = 10.0) -> bool:
    """Ask the open window, shown or not, to bring up its quick log, or to close it. Waits and answers likewise."""
    return _have_done(folder, "quick_log", timeout_s)


def _have_done(folder: DataFolder, what: str, timeout_s: float) -> bool:
    until = time.monotonic() + timeout_s
    request = {"do": what, "token": os.environ.get("XDG_ACTIVATION_TOKEN", "")}
    while is_locked(window_lock(folder).path):
        answer = _ask(folder, request, _CONNECT_S)
        if answer is not None and answer.get("ok") is True:
            return True
        if time.monotonic() >= until:
            return False
        time.sleep(_POLL_S)
    return False


def sync_by_window(
    config: Config, *, timeout_s: float, full: bool = False, retry_parked: bool = False
) -> SyncResult | None:
    """Let the open window do a sync that a person asked for, and wait for what came of it.

    None when there is no window, it was closed meanwhile, or it uses another way to Clientary than `config`: the
    caller then does the sync itself.
    """
    if not is_locked(window_lock(config.folder).path):
        return None
    request = {"do": "sync", "full": full, "retry_parked": retry_parked, "timeout_s": timeout_s, "way": way_of(config)}
    answer = _ask(config.folder, request, timeout_s + _CONNECT_S)
    if answer is None or answer.get("ok") is not True:
        return None
    return sync_result(answer.get("result"))


def way_of(config: Config) -> list[str | None]:
    """Which way to Clientary a configuration takes; two that agree in this may sync for each other. No secrets."""
    return [config.transport, config.connection_id, config.api_url, config.membrane_command]


def sync_result(values: object) -> SyncResult | None:
    """A result as it came over the socket; None where it is not one (a window of another version)."""
    if not isinstance(values, dict) or not isinstance(values.get("state"), str):
        return None
    from dataclasses import fields

    from app.sync.result import SyncResult

    known = {field.name: values[field.name] for field in fields(SyncResult) if field.name in values}
    known.pop("refused", None)  # only who waits for a record asks, and nobody can by this way
    return SyncResult(**{**known, "problems": tuple(known.get("problems", ()))})


def _ask(folder: DataFolder, request: Mapping[str, object], timeout_s: float) -> dict[str, object] | None:
    """Send one line and read one; None when nobody listens or the answer is not one."""
    line = json.dumps(request).encode() + b"\n"
    try:
        reply = _by_pipe(folder, line) if sys.platform == "win32" else _by_socket(folder, line, timeout_s)
        answer = json.loads(reply)
    except (OSError, ValueError):
        return None
    return answer if isinstance(answer, dict) else None


def _by_socket(folder: DataFolder, line: bytes, timeout_s: float) -> bytes:
    import socket

    until = time.monotonic() + timeout_s
    received = b""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as peer:
        peer.settimeout(min(_CONNECT_S, timeout_s))
        peer.connect(socket_address(folder))
        peer.sendall(line)
        while not received.endswith(b"\n") and len(received) < MAX_LINE:
            peer.settimeout(max(0.01, until - time.monotonic()))
            part = peer.recv(65_536)
            if not part:
                break
            received += part
    return received


def _by_pipe(folder: DataFolder, line: bytes) -> bytes:
    """A named pipe is opened like a file; the window bounds the time by answering."""
    with Path(rf"\\.\pipe\{socket_address(folder)}").open("r+b", buffering=0) as pipe:
        pipe.write(line)
        received = b""
        while not received.endswith(b"\n") and len(received) < MAX_LINE:
            part = pipe.read(65_536)
            if not part:
                break
            received += part
    return received
