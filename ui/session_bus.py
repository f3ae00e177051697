"""The desktop's message bus, and the system's, as a few asynchronous calls: ask, and hear signals. Not for Windows.

Spoken through jeepney, which keyring brings anyway: PySide's QtDBus cannot send an unsigned number, and that is what
`Notify` wants first. Nothing here waits for another program longer than `_AUTH_S`.
"""

from __future__ import annotations

import logging
import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from jeepney import AuthenticationError, DBusAddress, HeaderFields, Message, MessageType, Parser, new_method_call
from jeepney.bus import get_bus
from jeepney.fds import FileDescriptor, fds_buf_size
from jeepney.io.blocking import prep_socket
from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal, Slot

log = logging.getLogger(__name__)

_AUTH_S = 1.0
_SEND_S = 1.0
_ANSWER_S = 25.0
_READ_BYTES = 65_536
_BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")

Reply = Callable[[tuple[Any, ...] | None], None]
"""Gets the body of the answer; None where it is an error or none came in 25 s."""


@dataclass(frozen=True, slots=True)
class BusSignal:
    """A signal of another program: `body` has strings, numbers, lists, dicts and (signature, value) variants."""

    path: str
    interface: str
    member: str
    body: tuple[Any, ...]


@dataclass(slots=True)
class _Call:
    on_reply: Reply
    until: float
    what: str


class SessionBus(QObject):
    """Lives on the GUI thread, as every `Reply`. Made by `connect_session_bus`."""

    signal_came = Signal(object)
    """BusSignal, of those asked for by `listen`."""
    lost = Signal()
    """The bus hung up; nothing comes or goes any more."""

    def __init__(self, connected: socket.socket, parent: QObject | None = None, *, files: bool = False) -> None:
        """`files`: open files may come with an answer; whoever gets one closes it."""
        super().__init__(parent)
        self._socket: socket.socket | None = connected
        self._files = files
        connected.settimeout(_SEND_S)
        self._parser, self._serials = Parser(), count(1)
        self._waiting: dict[int, _Call] = {}
        self.name = ""
        """Our unique name (`:1.42`), known once the bus has answered."""
        self._patience = QTimer(self)
        self._patience.setInterval(int(_ANSWER_S * 1000))
        self._patience.timeout.connect(self._give_up)
        self._notifier = QSocketNotifier(connected.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)
        self.call(_BUS, "Hello", on_reply=self._note_name)

    def call(
        self,
        to: tuple[str, str, str],
        method: str,
        signature: str | None = None,
        body: tuple[Any, ...] = (),
        on_reply: Reply | None = None,
    ) -> None:
        """Call a method. `to` is (bus name, object path, interface); variants in `body` are (signature, value)."""
        name, path, interface = to
        serial = next(self._serials)
        if on_reply is not None:
            self._waiting[serial] = _Call(on_reply, time.monotonic() + _ANSWER_S, f"{interface}.{method}")
            self._patience.start()
        message = new_method_call(DBusAddress(path, bus_name=name, interface=interface), method, signature, body)
        try:
            if self._socket is not None:
                self._socket.sendall(message.serialise(serial=serial))
        except OSError as error:
            log.info("the message bus takes no message: %s", error)
            QTimer.singleShot(0, self.close)

    def listen(self, sender: str, interface: str) -> None:
        """Hear the signals of an interface, sent by whoever owns the bus name `sender`."""
        self.call(_BUS, "AddMatch", "s", (f"type='signal',sender='{sender}',interface='{interface}'",))

    @Slot()
    def close(self) -> None:
        """Hang up. Who waits for an answer gets none."""
        self._notifier.setEnabled(False)
        self._patience.stop()
        if self._socket is None:
            return
        self._socket.close()
        self._socket = None
        waiting, self._waiting = self._waiting, {}
        for call in waiting.values():
            call.on_reply(None)
        self.lost.emit()

    def _note_name(self, body: tuple[Any, ...] | None) -> None:
        self.name = str(body[0]) if body else ""

    @Slot()
    def _read(self) -> None:
        try:
            data, files = self._received()
        except (BlockingIOError, TimeoutError):
            return
        except OSError:
            data, files = b"", []
        if not data:
            log.info("the message bus hung up")
            self.close()
            return
        self._parser.add_data(data, fds=files)
        while (message := self._parser.get_next_message()) is not None:
            self._take(message)

    def _received(self) -> tuple[bytes, list[FileDescriptor]]:
        """What there is to read, b"" when the bus hung up. Where files may come, of one message only: they are its."""
        if self._socket is None:
            return b"", []
        if not self._files:
            return self._socket.recv(_READ_BYTES), []
        data, extra, _flags, _sender = self._socket.recvmsg(self._parser.bytes_desired(), fds_buf_size())
        return data, FileDescriptor.from_ancdata(extra)

    def _take(self, message: Message) -> None:
        fields = message.header.fields
        match message.header.message_type:
            case MessageType.signal:
                path, interface = fields.get(HeaderFields.path), fields.get(HeaderFields.interface)
                self.signal_came.emit(
                    BusSignal(str(path), str(interface), str(fields.get(HeaderFields.member)), message.body)
                )
            case MessageType.method_return | MessageType.error as kind:
                call = self._waiting.pop(fields.get(HeaderFields.reply_serial, -1), None)
                if not self._waiting:
                    self._patience.stop()
                if call is not None and kind is MessageType.error:
                    log.info("%s was refused: %s", call.what, fields.get(HeaderFields.error_name))
                if call is not None:
                    call.on_reply(message.body if kind is MessageType.method_return else None)
            case _:
                return  # nobody has a reason to call us

    @Slot()
    def _give_up(self) -> None:
        now = time.monotonic()
        for serial in [serial for serial, call in self._waiting.items() if call.until <= now]:
            call = self._waiting.pop(serial)
            log.info("%s was not answered", call.what)
            call.on_reply(None)
        if not self._waiting:
            self._patience.stop()


def connect_session_bus(parent: QObject | None = None) -> SessionBus | None:
    """Connect to the bus of this desktop; None where there is none, which costs what would have used it."""
    try:
        return SessionBus(prep_socket(_address(), timeout=_AUTH_S), parent)
    except (OSError, KeyError, ValueError, RuntimeError, StopIteration, AuthenticationError) as error:
        log.info("no session bus: %s", error)
        return None


def connect_system_bus(parent: QObject | None = None) -> SessionBus | None:
    """Connect to the bus of the whole computer, on which answers may bring open files; None where there is none."""
    try:
        return SessionBus(prep_socket(get_bus("SYSTEM"), enable_fds=True, timeout=_AUTH_S), parent, files=True)
    except (OSError, ValueError, RuntimeError, StopIteration, AuthenticationError) as error:
        log.info("no system bus: %s", error)
        return None


def _address() -> str:
    """Where the bus listens: as the environment says, else where systemd puts it."""
    usual = Path(os.environ.get("XDG_RUNTIME_DIR", "/nonexistent")) / "bus"
    if "DBUS_SESSION_BUS_ADDRESS" not in os.environ and usual.exists():
        return str(usual)
    return str(get_bus("SESSION"))
