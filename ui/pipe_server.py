"""Where the window listens on Windows: a named pipe, by Qt. Works everywhere, but brings QtNetwork."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.handover import MAX_LINE
from ui.local_peer import LocalPeer

MAX_PEERS = 16


class PipePeer(LocalPeer):
    """A connection of Qt's."""

    def __init__(self, connection: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket = connection
        connection.setParent(self)
        connection.readyRead.connect(self._read)
        connection.disconnected.connect(self._end)

    def send(self, line: bytes) -> None:
        self._socket.write(line + b"\n")
        self._socket.flush()
        self._socket.disconnectFromServer()

    def drop(self) -> None:
        self._socket.abort()

    @Slot()
    def _read(self) -> None:
        self._take(bytes(self._socket.read(MAX_LINE + 1).data()))

    @Slot()
    def _end(self) -> None:
        self._leave()


class PipeServer(QObject):
    """As `ui.unix_server.UnixServer`."""

    came = Signal(object)
    """PipePeer"""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(MAX_PEERS)
        self._server.newConnection.connect(self._welcome)

    def listen(self, address: str) -> str:
        """Begin, in place of what a killed window left there; "" or why the system does not let us."""
        QLocalServer.removeServer(address)
        return "" if self._server.listen(address) else self._server.errorString()

    def close(self) -> None:
        """Listen no more. Connections stay until they are dropped."""
        self._server.close()

    @Slot()
    def _welcome(self) -> None:
        while (connection := self._server.nextPendingConnection()) is not None:
            self.came.emit(PipePeer(connection, self))
