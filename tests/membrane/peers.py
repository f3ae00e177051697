"""Odd peers: a socket that answers byte by byte as a test says, and programs that call themselves `membrane`."""

from __future__ import annotations

import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

Answer = Callable[[socket.socket, bytes, threading.Event], None]
"""Called with the connection, the request as it came, and an event that is set when the test is over."""

LOOK_S = 0.05
"""How long a read lasts before it looks whether the test is over."""
PATIENCE_S = 60.0


class Peer:
    """A TCP server on loopback. Each request that arrives is answered by the next of `answers`, the last one again and
    again. `requests` are what came, `connections` how many sockets were opened."""

    def __init__(self) -> None:
        self.answers: list[Answer] = [reply(200, b"{}")]
        self.requests: list[bytes] = []
        self.connections = 0
        self.over = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept)]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def __enter__(self) -> Peer:
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        for thread in self._threads:
            thread.join(PATIENCE_S)
            assert not thread.is_alive()

    def _accept(self) -> None:
        while not self.over.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            connection.settimeout(LOOK_S)
            while not self.over.is_set():
                request = self._read(connection)
                if request is None:
                    return
                self.requests.append(request)
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                connection.settimeout(PATIENCE_S)  # who reads it may be busy
                try:
                    answer(connection, request, self.over)
                    connection.settimeout(LOOK_S)
                except OSError:
                    return

    def _read(self, connection: socket.socket) -> bytes | None:
        """One request with its body; None when the other side is gone."""
        data = b""
        while not self.over.is_set():
            head, found, body = data.partition(b"\r\n\r\n")
            length = next(
                (int(line[15:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
            )
            if found and len(body) >= length:
                return data
            try:
                chunk = connection.recv(65536)
            except TimeoutError:
                continue
            except OSError:
                return None
            if not chunk:
                return None
            data += chunk
        return None


def reply(status: int, body: bytes, *headers: str) -> Answer:
    """A whole answer on a connection that stays open."""
    lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", *headers, "", ""]
    return raw("\r\n".join(lines).encode() + body)


def raw(data: bytes) -> Answer:
    return lambda connection, _request, _over: connection.sendall(data)


def then_close(answer: Answer) -> Answer:
    def both(connection: socket.socket, request: bytes, over: threading.Event) -> None:
        answer(connection, request, over)
        connection.close()

    return both


def hang(connection: socket.socket, _request: bytes, over: threading.Event) -> None:
    """Never answer."""
    over.wait(30)


def trickle(data: bytes, seconds: float) -> Answer:
    """A byte now and then, so that no single read ever takes long."""

    def answer(connection: socket.socket, _request: bytes, over: threading.Event) -> None:
        for at in range(len(data)):
            connection.sendall(data[at : at + 1])
            if over.wait(seconds):
                return

    return answer


IDENTITY = """\
import sys
if sys.argv[1:] == ["--version"]:
    print("@membranehq/cli 1.18.3"); raise SystemExit
if sys.argv[1:] == ["--help"]:
    print("Commands: login, search, connect, connection, action, request"); raise SystemExit
"""


def program(folder: Path, body: str, *, identity: str = IDENTITY, shebang: str = sys.executable) -> Path:
    """An executable Python script that behaves as `body` says once it has said what it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "membrane"
    path.write_text(f"#!{shebang}\n{identity}\n{body}\n")
    path.chmod(0o700)
    return path
