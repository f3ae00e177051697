"""Idle time on Wayland by ext-idle-notify-v1, spoken over a connection of its own: Qt offers no way to it.

Only what that takes of the wire format (wayland.xml and ext-idle-notify-v1.xml): a message is the object's id, then
size << 16 | opcode, then arguments of 32 bits, text with its length before it and filled up to 32 bits.
"""

from __future__ import annotations

import logging
import os
import socket
import struct
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, Slot

from app.domain.presence_events import IdleSince, InputSeen
from ui.presence.source import Now, Source

log = logging.getLogger(__name__)

_DISPLAY, _REGISTRY, _LISTED, _SEAT, _NOTIFIER, _NOTIFICATION = range(1, 7)
"""Ids of our objects: the first is given, the others are ours to number in the order of their making."""
_HEAD = struct.Struct("=II")
_WORD = struct.Struct("=I")
_LONGEST = 1 << 16
_GET_REGISTRY, _SYNC = 1, 0
_BIND = 0
_GET_IDLE, _GET_INPUT_IDLE = 1, 2
"""The second (from version 2 on) counts keys and pointer only; the first stands still while a film plays."""
_ERROR, _GLOBAL, _DONE = (_DISPLAY, 0), (_REGISTRY, 0), (_LISTED, 0)
_IDLED, _RESUMED = (_NOTIFICATION, 0), (_NOTIFICATION, 1)
"""Events: object and opcode."""


class WaylandIdle(Source):
    """The compositor tells by itself when nobody did anything for the time asked for, and when somebody is back."""

    label = "Wayland (ext-idle-notify)"

    def __init__(self, now: Now, parent: QObject | None = None) -> None:
        super().__init__(now, parent)
        self._socket: socket.socket | None = None
        self._watcher: QSocketNotifier | None = None
        self._unread = b""
        self._idle_s = 0
        self._globals: dict[str, tuple[int, int]] = {}

    def start(self, idle_s: int) -> None:
        self._idle_s, self._unread, self._globals = idle_s, b"", {}
        try:
            self._socket = made = _connected()
        except OSError as error:
            log.info("no Wayland compositor: %s", error)
            self.settled.emit(False)
            return
        self._watcher = QSocketNotifier(made.fileno(), QSocketNotifier.Type.Read, self)
        self._watcher.activated.connect(self._read)
        self._send(_DISPLAY, _GET_REGISTRY, _WORD.pack(_REGISTRY))
        self._send(_DISPLAY, _SYNC, _WORD.pack(_LISTED))  # answered when all globals are listed

    def stop(self) -> None:
        if self._watcher is not None:
            self._watcher.setEnabled(False)
            self._watcher.deleteLater()
            self._watcher = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _send(self, target: int, opcode: int, body: bytes) -> None:
        if self._socket is None:
            return
        try:
            self._socket.sendall(_HEAD.pack(target, (_HEAD.size + len(body)) << 16 | opcode) + body)
        except OSError as error:
            self._lose(error)

    @Slot()
    def _read(self) -> None:
        if self._socket is None:
            return
        try:
            data = self._socket.recv(_LONGEST)
        except BlockingIOError:
            return
        except OSError as error:
            self._lose(error)
            return
        if not data:
            self._lose(ConnectionResetError("the compositor hung up"))
            return
        self._unread += data
        for source, opcode, body in self._messages():
            self._take(source, opcode, body)

    def _messages(self) -> Iterator[tuple[int, int, bytes]]:
        """Whole messages: id of the object, opcode of the event, arguments."""
        while self._socket is not None and len(self._unread) >= _HEAD.size:
            source, word = _HEAD.unpack_from(self._unread)
            size = word >> 16
            if size < _HEAD.size:
                self._lose(ValueError("a message without a head"))
            elif len(self._unread) < size:
                return
            else:
                body, self._unread = self._unread[_HEAD.size : size], self._unread[size:]
                yield source, word & 0xFFFF, body

    def _take(self, source: int, opcode: int, body: bytes) -> None:
        event = source, opcode
        if event == _GLOBAL:
            self._note_global(body)
        elif event == _DONE:
            self._ask()
        elif event == _IDLED:
            self.tell(IdleSince(self.now(), self.now() - self._idle_s))
        elif event == _RESUMED:
            self.tell(InputSeen(self.now()))
        elif event == _ERROR:
            self._lose(ValueError("the compositor refused what we asked for"))

    def _note_global(self, body: bytes) -> None:
        number, length = _HEAD.unpack_from(body)
        name = body[_HEAD.size : _HEAD.size + length - 1].decode("ascii", "replace")
        (version,) = _WORD.unpack_from(body, len(body) - _WORD.size)
        self._globals.setdefault(name, (number, version))  # of several seats the first

    def _ask(self) -> None:
        """All globals are known: ask to be told, if this compositor can."""
        seat, notifier = self._globals.get("wl_seat"), self._globals.get("ext_idle_notifier_v1")
        if seat is None or notifier is None:
            self._lose(LookupError("this compositor has no ext-idle-notify"))
            return
        version = min(notifier[1], 2)
        self._send(_REGISTRY, _BIND, _bound(seat[0], "wl_seat", 1, _SEAT))
        self._send(_REGISTRY, _BIND, _bound(notifier[0], "ext_idle_notifier_v1", version, _NOTIFIER))
        ask = _GET_INPUT_IDLE if version >= 2 else _GET_IDLE
        self._send(_NOTIFIER, ask, struct.pack("=III", _NOTIFICATION, self._idle_s * 1000, _SEAT))
        if self._socket is not None:
            self.settled.emit(True)

    def _lose(self, error: Exception) -> None:
        log.info("no news of idling from Wayland: %s", error)
        self.stop()
        self.settled.emit(False)


def _connected() -> socket.socket:
    """A connection to the compositor that the environment names; raises `OSError`."""
    name = os.environ.get("WAYLAND_DISPLAY", "")
    if not name:
        raise FileNotFoundError("WAYLAND_DISPLAY is not set")
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    made.setblocking(False)
    try:
        made.connect(str(Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent")) / name))
    except OSError:
        made.close()
        raise
    return made


def _bound(number: int, interface: str, version: int, new_id: int) -> bytes:
    """Arguments of `wl_registry.bind`: an id without a declared interface brings name and version along."""
    text = interface.encode("ascii") + b"\0"
    filled = text.ljust((len(text) + 3) & ~3, b"\0")
    return _HEAD.pack(number, len(text)) + filled + _HEAD.pack(version, new_id)
