"""The window's end of `app.handover`: a second start raises this window, `stint sync` lets it sync."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.errors import AppError
from app.handover import MAX_LINE, socket_address, way_of
from app.sync.result import SyncResult
from ui.session import Session
from ui.sync_worker import AUTOMATIC_TIMEOUT_S, SyncRequest

log = logging.getLogger(__name__)

MAX_PEERS = 16
LONGEST_SYNC_S = 3_600.0


class InstanceServer(QObject):
    """Listens as long as this process holds the window's lock. Only this user may connect."""

    raise_requested = Signal()
    sync_requested = Signal(object)
    """SyncRequest with an id; hand the result to `answer`."""

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._address = socket_address(session.config.folder)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(MAX_PEERS)
        self._server.newConnection.connect(self._welcome)
        self._waiting: dict[str, _Peer] = {}
        self._asked = 0

    def listen(self) -> bool:
        """Begin; False where the system does not let us, which costs only raising and handing over."""
        QLocalServer.removeServer(self._address)  # of a window that was killed; its lock is ours now
        if self._server.listen(self._address):
            return True
        log.warning("a second start cannot be noticed: %s", self._server.errorString())
        return False

    def close(self) -> None:
        """Listen no more; whoever still waits is cut off and helps itself."""
        self._server.close()
        waiting = list(self._waiting.values())
        self._waiting.clear()
        for peer in waiting:
            peer.drop()

    @Slot(object, object)
    def answer(self, request: SyncRequest, outcome: object) -> None:
        """Tell the process that asked for this sync what came of it."""
        peer = self._waiting.pop(request.id, None)
        if peer is None:
            return
        match outcome:
            case SyncResult():
                peer.send({"ok": True, "result": asdict(outcome)})
            case AppError():
                peer.send({"ok": False, "code": outcome.code, "detail": outcome.detail})
            case _:
                peer.send({"ok": False, "code": "bug", "detail": ""})

    @Slot()
    def _welcome(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            peer = _Peer(socket, self)
            peer.asked.connect(self._serve)
            peer.gone.connect(self._forget)

    @Slot(object, object)
    def _serve(self, peer: _Peer, message: dict[str, object]) -> None:
        match message.get("do"):
            case "raise":
                self.raise_requested.emit()
                peer.send({"ok": True})
            case "sync" if message.get("way") != way_of(self._session.config):
                peer.send({"ok": False, "code": "another_way", "detail": ""})
            case "sync":
                self._asked += 1
                request = _sync_request(f"handed-over-{self._asked}", message)
                self._waiting[request.id] = peer
                self.sync_requested.emit(request)
            case _:
                peer.send({"ok": False, "code": "usage", "detail": "unknown request"})

    @Slot(object)
    def _forget(self, peer: _Peer) -> None:
        for request_id in [key for key, waiting in self._waiting.items() if waiting is peer]:
            del self._waiting[request_id]


class _Peer(QObject):
    """One connection: reads one line, writes one line, goes."""

    asked = Signal(object, object)
    gone = Signal(object)

    def __init__(self, socket: QLocalSocket, parent: QObject) -> None:
        super().__init__(parent)
        self._socket, self._received, self._done = socket, b"", False
        socket.setParent(self)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self._leave)

    def send(self, message: dict[str, object]) -> None:
        self._socket.write(json.dumps(message).encode() + b"\n")
        self._socket.flush()
        self._socket.disconnectFromServer()

    def drop(self) -> None:
        self._socket.abort()

    @Slot()
    def _leave(self) -> None:
        self._done = True
        self.gone.emit(self)
        self.deleteLater()

    @Slot()
    def _read(self) -> None:
        if self._done:
            return
        self._received += self._socket.read(MAX_LINE + 1 - len(self._received)).data()
        line, newline, _ = self._received.partition(b"\n")
        if not newline and len(self._received) <= MAX_LINE:
            return
        self._done = True
        try:
            message = json.loads(line)
        except ValueError:
            message = None
        if isinstance(message, dict):
            self.asked.emit(self, message)
        else:
            self.send({"ok": False, "code": "usage", "detail": "one JSON object per line"})


def _sync_request(request_id: str, message: dict[str, object]) -> SyncRequest:
    timeout = message.get("timeout_s")
    usable = isinstance(timeout, int | float) and 0 < timeout <= LONGEST_SYNC_S
    return SyncRequest(
        id=request_id,
        full=message.get("full") is True,
        retry_parked=message.get("retry_parked") is True,
        timeout_s=float(timeout) if usable and isinstance(timeout, int | float) else AUTOMATIC_TIMEOUT_S,
    )
