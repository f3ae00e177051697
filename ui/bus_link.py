"""A connection to a message bus: signing in, and messages there and back. Nothing here waits: a bus that hangs costs
what would have used it, not the window. Not for Windows.

D-Bus specification 0.43, "Authentication Protocol" and "Message Format"; jeepney knows both, the waiting is ours.
"""

from __future__ import annotations

import errno
import logging
import os
import socket
import struct

from jeepney import AuthenticationError, Message
from jeepney.auth import BEGIN, Authenticator
from jeepney.fds import FileDescriptor, fds_buf_size
from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal, Slot

log = logging.getLogger(__name__)

SIGN_IN_MS = 5_000
"""A bus answers within a millisecond; one that does not within this is taken for dead."""
_CONNECT_AGAIN_MS = 100
_READ_BYTES = 8_192
"""Some seventy signals: a flood of them is taken in turns with whatever else there is to do."""
_LONGEST_UNSENT = 1_048_576
_LONGEST_MESSAGE = 1 << 27
_HEADER_BYTES = 16
_ENDS = {ord("l"): "<", ord("B"): ">"}
_NOT_YET = frozenset({errno.EAGAIN, errno.EINPROGRESS, errno.EALREADY})
_UNREADABLE = (ValueError, KeyError, IndexError, TypeError, AssertionError, RecursionError, struct.error)
"""What jeepney raises for a message that is not as it should be, or of a kind that it does not know."""


class BusLink(QObject):
    """Lives on the GUI thread. Takes messages to send at once and keeps them until it is signed in."""

    came = Signal(object, object)
    """Message and the open files that came with it: whoever takes one closes it, the rest the receiver."""
    lost = Signal(str)
    """Why nothing comes or goes any more; at most once, and not after `close`."""

    def __init__(self, parent: QObject | None = None, *, files: bool = False) -> None:
        """`files`: open files may come with an answer."""
        super().__init__(parent)
        self._files = files
        self._address = ""
        self._socket: socket.socket | None = None
        self._readable: QSocketNotifier | None = None
        self._writable: QSocketNotifier | None = None
        self._signing_in: Authenticator | None = Authenticator(enable_fds=files)
        self._held, self._unsent, self._read_so_far = bytearray(), bytearray(), bytearray()
        self._files_came: list[FileDescriptor] = []
        self._told = False
        self._patience, self._again = QTimer(self), QTimer(self)
        for timer, act in ((self._patience, self._lose_patience), (self._again, self._connect_again)):
            timer.setSingleShot(True)
            timer.timeout.connect(act)

    def open(self, address: str) -> None:
        """Begin to connect to a Unix socket (a path, or "\\0" and an abstract name). OSError: nobody listens there."""
        self._address = address
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.setblocking(False)
        try:
            self._connect()
        except OSError:
            self.close()
            raise
        self._patience.start(SIGN_IN_MS)

    def send(self, message: bytes) -> None:
        """Send it as soon as the bus takes it."""
        if self._socket is None:
            return
        if self._signing_in is not None:
            self._held += message
        else:
            self._unsent += message
            self._flush()
        if len(self._held) + len(self._unsent) > _LONGEST_UNSENT:
            self._fail_soon("it takes no messages")

    @Slot()
    def close(self) -> None:
        """Hang up, without a word to anybody."""
        self._patience.stop()
        self._again.stop()
        for notifier in (self._readable, self._writable):
            if notifier is not None:
                notifier.setEnabled(False)
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        drop_files(self._files_came)

    def _connect(self) -> None:
        if self._socket is None:
            return
        code = self._socket.connect_ex(self._address)
        if code in _NOT_YET:  # more programs come than it lets in; a Unix socket does not say when there is room
            self._again.start(_CONNECT_AGAIN_MS)
        elif code not in (0, errno.EISCONN):
            raise OSError(code, os.strerror(code))
        else:
            self._sign_in(self._socket)

    @Slot()
    def _connect_again(self) -> None:
        try:
            self._connect()
        except OSError as error:
            self._fail(str(error))

    def _sign_in(self, connected: socket.socket) -> None:
        self._readable = QSocketNotifier(connected.fileno(), QSocketNotifier.Type.Read, self)
        self._readable.activated.connect(self._read)
        self._writable = QSocketNotifier(connected.fileno(), QSocketNotifier.Type.Write, self)
        self._writable.setEnabled(False)
        self._writable.activated.connect(self._flush)
        self._say_next()

    def _say_next(self) -> None:
        """Send the next line of the sign-in; after the last one whatever waited for it."""
        signing_in = self._signing_in
        if signing_in is None:
            return
        if signing_in.authenticated:
            self._signing_in = None
            self._patience.stop()
            self._unsent += BEGIN + self._held
            self._held.clear()
        else:
            self._unsent += signing_in.data_to_send() or b""
        self._flush()

    @Slot()
    def _flush(self) -> None:
        if self._socket is None or self._writable is None:
            return
        try:
            while self._unsent:
                del self._unsent[: self._socket.send(self._unsent)]
        except BlockingIOError:
            pass  # it says when there is room again
        except OSError as error:
            self._fail_soon(str(error))
            return
        self._writable.setEnabled(bool(self._unsent))

    @Slot()
    def _read(self) -> None:
        try:
            data = self._received()
            if not data:
                self._fail("it hung up")
            elif self._signing_in is not None:
                self._signing_in.feed(data)
                self._say_next()
            else:
                self._read_so_far += data
                self._hand_on()
        except BlockingIOError:
            return
        except (OSError, AuthenticationError, _NoMessage) as error:
            self._fail(str(error))

    def _received(self) -> bytes:
        """What there is to read, b"" when the bus hung up. Where files may come, of one message only: they are its."""
        if self._socket is None:
            return b""
        if not self._files or self._signing_in is not None:
            return self._socket.recv(_READ_BYTES)
        wanted = (self._message_bytes() or _HEADER_BYTES) - len(self._read_so_far)
        data, extra, _flags, _sender = self._socket.recvmsg(wanted, fds_buf_size())
        self._files_came += FileDescriptor.from_ancdata(extra)
        return data

    def _hand_on(self) -> None:
        while self._socket is not None and 0 < (size := self._message_bytes()) <= len(self._read_so_far):
            raw = bytes(self._read_so_far[:size])
            del self._read_so_far[:size]
            files, self._files_came = self._files_came, []
            try:
                message = Message.from_buffer(raw, fds=files)
            except _UNREADABLE as error:
                drop_files(files)
                self._tell_once(error)
                continue
            self.came.emit(message, files)

    def _message_bytes(self) -> int:
        """Length of the message that is being read; 0 where its beginning is not there yet."""
        start = self._read_so_far[:_HEADER_BYTES]
        if len(start) < _HEADER_BYTES:
            return 0
        if start[0] not in _ENDS:
            raise _NoMessage("it sent what is no message")
        body, fields = struct.unpack(f"{_ENDS[start[0]]}4xI4xI", start)
        size = _HEADER_BYTES + (fields + 7) // 8 * 8 + body
        if size > _LONGEST_MESSAGE:
            raise _NoMessage(f"it sent a message of {size} bytes")
        return int(size)

    def _tell_once(self, error: Exception) -> None:
        if not self._told:
            self._told = True
            log.info("a message of the bus was passed over, as others like it will be: %r", error)

    @Slot()
    def _lose_patience(self) -> None:
        self._fail("it did not let us sign in in time")

    def _fail_soon(self, reason: str) -> None:
        """Not while somebody is sending, who does not expect to be called meanwhile."""
        QTimer.singleShot(0, self, lambda: self._fail(reason))

    def _fail(self, reason: str) -> None:
        if self._socket is not None:
            self.close()
            self.lost.emit(reason)


class _NoMessage(Exception):
    """Nothing that follows can be told apart any more."""


def drop_files(files: list[FileDescriptor]) -> None:
    """Close the files that nobody asked for."""
    for file in files:
        file.close()
    files.clear()
