"""Where the window listens on systems with Unix sockets.

Qt has this too, in QtNetwork; but that brings Kerberos and a second set of sockets, 3 MB for a window that is asked for
something once a week.
"""

from __future__ import annotations

import socket
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, QSocketNotifier, Signal, Slot

from ui.local_peer import LocalPeer

MAX_PEERS = 16
_PART = 65_536


class UnixPeer(LocalPeer):
    """A connection that never blocks the event loop."""

    def __init__(self, connection: socket.socket, parent: QObject) -> None:
        super().__init__(parent)
        connection.setblocking(False)
        self._socket = connection
        self._notifier = QSocketNotifier(connection.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def send(self, line: bytes) -> None:
        """An answer is far smaller than the system's buffer; whoever let that fill up goes without one."""
        with suppress(OSError):
            self._socket.send(line + b"\n")
        self.drop()

    def drop(self) -> None:
        if self._socket.fileno() >= 0:
            self._notifier.setEnabled(False)
            self._socket.close()
            self._leave()

    @Slot()
    def _read(self) -> None:
        try:
            part = self._socket.recv(_PART)
        except BlockingIOError:
            return
        except OSError:
            part = b""
        if part:
            self._take(part)
        else:
            self.drop()


class UnixServer(QObject):
    """A socket in the file system that only this user may open."""

    came = Signal(object)
    """UnixPeer"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listener: socket.socket | None = None
        self._address = ""
        self._peers = 0

    def listen(self, address: str) -> str:
        """Begin, in place of what a killed window left there; "" or why the system does not let us."""
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            Path(address).unlink(missing_ok=True)
            listener.bind(address)
            Path(address).chmod(0o600)  # nobody can connect before `listen`
            listener.listen(MAX_PEERS)
        except OSError as error:
            listener.close()
            return str(error)
        listener.setblocking(False)
        self._listener, self._address = listener, address
        self._notifier = QSocketNotifier(listener.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._welcome)
        return ""

    def close(self) -> None:
        """Listen no more. Connections stay until they are dropped."""
        if self._listener is None:
            return
        self._notifier.setEnabled(False)
        self._listener.close()
        self._listener = None
        with suppress(OSError):
            Path(self._address).unlink()

    @Slot()
    def _welcome(self) -> None:
        if self._listener is None:
            return
        try:
            connection, _ = self._listener.accept()
        except OSError:  # it left before we came to it
            return
        if self._peers >= MAX_PEERS:
            connection.close()
            return
        self._peers += 1
        peer = UnixPeer(connection, self)
        peer.gone.connect(self._forget)
        self.came.emit(peer)

    @Slot(object)
    def _forget(self, _peer: LocalPeer) -> None:
        self._peers -= 1
