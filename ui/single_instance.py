"""The window's end of `app.handover`: a second start raises this window, `stint sync` lets it sync."""

from __future__ import annotations

import json
import logging
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.errors import AppError
from app.handover import socket_address, way_of
from app.sync.result import SyncResult
from ui.focus import use_token
from ui.local_peer import LocalPeer
from ui.session import Session
from ui.sync_worker import AUTOMATIC_TIMEOUT_S, SyncRequest

if TYPE_CHECKING:
    from ui.pipe_server import PipeServer
    from ui.unix_server import UnixServer

log = logging.getLogger(__name__)

LONGEST_SYNC_S = 3_600.0


class InstanceServer(QObject):
    """Listens as long as this process holds the window's lock. Only this user may connect."""

    raise_requested = Signal()
    quick_log_requested = Signal()
    sync_requested = Signal(object)
    """SyncRequest with an id; hand the result to `answer`."""

    def __init__(
        self, session: Session, parent: QObject | None = None, server: UnixServer | PipeServer | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._address = socket_address(session.config.folder)
        self._server = server or _server()
        self._server.setParent(self)
        self._server.came.connect(self._welcome)
        self._waiting: dict[str, LocalPeer] = {}
        self._asked = 0

    def listen(self) -> bool:
        """Begin; False where the system does not let us, which costs only raising and handing over."""
        problem = self._server.listen(self._address)  # what lies there is of a window that was killed: its lock is ours
        if problem:
            log.warning("a second start cannot be noticed: %s", problem)
        return not problem

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
                _send(peer, {"ok": True, "result": asdict(outcome)})
            case AppError():
                _send(peer, {"ok": False, "code": outcome.code, "detail": outcome.detail})
            case _:
                _send(peer, {"ok": False, "code": "bug", "detail": ""})

    @Slot(object)
    def _welcome(self, peer: LocalPeer) -> None:
        peer.line_came.connect(self._serve)
        peer.gone.connect(self._forget)

    @Slot(object, object)
    def _serve(self, peer: LocalPeer, line: bytes) -> None:
        try:
            message = json.loads(line)
        except ValueError:
            message = None
        if not isinstance(message, dict):
            _send(peer, {"ok": False, "code": "usage", "detail": "one JSON object per line"})
            return
        match message.get("do"):
            case "raise":
                use_token(message.get("token"))
                self.raise_requested.emit()
                _send(peer, {"ok": True})
            case "quick_log":
                use_token(message.get("token"))
                self.quick_log_requested.emit()
                _send(peer, {"ok": True})
            case "sync" if message.get("way") != way_of(self._session.config):
                _send(peer, {"ok": False, "code": "another_way", "detail": ""})
            case "sync":
                self._asked += 1
                request = _sync_request(f"handed-over-{self._asked}", message)
                self._waiting[request.id] = peer
                self.sync_requested.emit(request)
            case _:
                _send(peer, {"ok": False, "code": "usage", "detail": "unknown request"})

    @Slot(object)
    def _forget(self, peer: LocalPeer) -> None:
        for request_id in [key for key, waiting in self._waiting.items() if waiting is peer]:
            del self._waiting[request_id]


def _server() -> UnixServer | PipeServer:
    if sys.platform == "win32":
        from ui.pipe_server import PipeServer

        return PipeServer()
    from ui.unix_server import UnixServer

    return UnixServer()


def _send(peer: LocalPeer, message: dict[str, object]) -> None:
    peer.send(json.dumps(message).encode())


def _sync_request(request_id: str, message: dict[str, object]) -> SyncRequest:
    timeout = message.get("timeout_s")
    usable = isinstance(timeout, int | float) and 0 < timeout <= LONGEST_SYNC_S
    return SyncRequest(
        id=request_id,
        full=message.get("full") is True,
        retry_parked=message.get("retry_parked") is True,
        timeout_s=float(timeout) if usable and isinstance(timeout, int | float) else AUTOMATIC_TIMEOUT_S,
    )
