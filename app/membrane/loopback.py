"""Where the browser comes back to after signing in: a listener on this computer only (RFC 8252), on a port that the
system chooses, for the one request that carries the answer. It runs on the thread that polls it."""

from __future__ import annotations

import contextlib
import selectors
import socket
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from app.cancel import CancelToken, Deadline

PATH = "/callback"
_SLICE_S = 0.04
_LONGEST_REQUEST = 16 * 1024
_MOST_GUESTS = 16
"""Browsers open sockets in advance; more than a few come from no browser."""

_DONE = "Stint has got the answer. You can close this page and go back to Stint."
_NOT_OURS = (
    "This is not the sign-in that Stint waits for. Close this page, and open the address again that Stint shows."
)
_NO_PAGE = "There is nothing here."


@dataclass(frozen=True, slots=True)
class Redirected:
    """What the address said on which a browser ended: a code, or why there is none."""

    code: str | None
    state: str | None
    error: str | None = None


def redirected(address: str) -> Redirected | None:
    """The answer in an address such as `http://127.0.0.1:1/callback?code=...&state=...`, None if it holds none."""
    try:
        query = parse_qs(urlsplit(address).query, max_num_fields=50)
    except ValueError:
        return None
    code, state = (query.get(name, [None])[0] for name in ("code", "state"))
    error = query.get("error_description", query.get("error", [None]))[0]
    return Redirected(code, state, error) if code or error else None


class LoopbackListener:
    """Waits for the browser. Any other request, and one with another `state` than ours, is answered and ignored."""

    def __init__(self, state: str) -> None:
        self._state = state
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.setblocking(False)
        self._guests: dict[socket.socket, bytearray] = {}
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._socket, selectors.EVENT_READ)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._socket.getsockname()[1]}{PATH}"

    def wait(self, seconds: float, cancel: CancelToken) -> Redirected | None:
        """The answer if it comes within that time."""
        limit = Deadline(seconds)
        while True:
            cancel.check()
            for key, _ in self._selector.select(min(_SLICE_S, limit.remaining)):
                sock = key.fileobj
                if sock is self._socket:
                    self._welcome()
                elif isinstance(sock, socket.socket) and (found := self._hear(sock)) is not None:
                    return found
            if limit.passed:
                return None

    def close(self) -> None:
        for guest in list(self._guests):
            self._dismiss(guest)
        self._selector.close()
        self._socket.close()

    def _welcome(self) -> None:
        try:
            guest, _ = self._socket.accept()
        except OSError:  # gone again
            return
        guest.setblocking(False)
        if len(self._guests) >= _MOST_GUESTS:
            self._dismiss(next(iter(self._guests)))
        self._guests[guest] = bytearray()
        self._selector.register(guest, selectors.EVENT_READ)

    def _dismiss(self, guest: socket.socket) -> None:
        self._guests.pop(guest, None)
        with contextlib.suppress(KeyError, ValueError):
            self._selector.unregister(guest)
        guest.close()

    def _hear(self, guest: socket.socket) -> Redirected | None:
        heard = self._guests.get(guest)
        if heard is None:  # dismissed a moment ago, in favour of another
            return None
        try:
            part = guest.recv(_LONGEST_REQUEST)
        except BlockingIOError:
            return None
        except OSError:
            part = b""
        heard += part
        if part and b"\r\n\r\n" not in heard and len(heard) < _LONGEST_REQUEST:
            return None
        found, page = self._understood(bytes(heard))
        with contextlib.suppress(OSError):
            if heard:
                guest.sendall(page)
        self._dismiss(guest)
        return found

    def _understood(self, request: bytes) -> tuple[Redirected | None, bytes]:
        method, _, rest = request.partition(b"\r\n")[0].decode("latin-1").partition(" ")
        target = rest.partition(" ")[0]
        if method != "GET" or target.partition("?")[0] != PATH:
            return None, _page("404 Not Found", _NO_PAGE)
        found = redirected(target)
        if found is None or found.state != self._state:
            return None, _page("400 Bad Request", _NOT_OURS)
        return found, _page("200 OK", _DONE)


def _page(status: str, text: str) -> bytes:
    """A page without scripts or links; nothing of the request is repeated in it."""
    body = f"<!doctype html><meta charset=utf-8><title>Stint</title><p>{text}</p>".encode()
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        "Content-Security-Policy: default-src 'none'\r\nReferrer-Policy: no-referrer\r\nCache-Control: no-store\r\n"
        "Connection: close\r\n\r\n"
    )
    return head.encode() + body
