"""Sockets that obey a call's deadline and cancellation at every step, and know whether a byte of the request left.

httpx gives each single read a time-out, which a server that trickles bytes can stretch for ever, and a blocked read
cannot be woken from another thread. So the pool gets streams that wait in short slices and look at the call in between.
They run on the calling thread and leave nothing behind; only a name lookup, which the system cannot interrupt, is
abandoned to a daemon thread.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import httpcore

from app.cancel import CancelToken, Deadline

_SLICE_S = 0.04
"""How long a cancelled caller may stay blocked."""

_Address = tuple[int, int, int, Any]
_T = TypeVar("_T")


class Overdue(Exception):
    """The call's deadline passed while it waited."""


@dataclass(slots=True)
class Call:
    """One request under way. `sent` is set just before its first byte may leave; none leaves after `leave_by`."""

    deadline: Deadline
    cancel: CancelToken
    leave_by: Deadline | None = None
    sent: bool = False

    def check(self) -> None:
        self.cancel.check()
        if self.deadline.passed:
            raise Overdue


current_call: ContextVar[Call] = ContextVar("current_call")


class CallBackend(httpcore.NetworkBackend):
    """Opens `CallStream`s for the call of the current context."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002 - the pool passes what it was given: nothing
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,  # noqa: ARG002 - as above
    ) -> httpcore.NetworkStream:
        call = current_call.get()
        limit = call.deadline.at_most(timeout if timeout is not None else call.deadline.remaining)
        problem: OSError = OSError(f"no address for {host}")
        for address in _resolved(host, port, call, limit):
            try:
                return CallStream(_connected(address, call, limit))
            except OSError as exc:
                problem = exc
        raise httpcore.ConnectError(f"cannot connect: {problem.strerror or problem}") from problem


class CallStream(httpcore.NetworkStream):
    """A connected socket, plain or with TLS, used by one call after another."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline decides
        try:
            return self._patiently(lambda: self._sock.recv(max_bytes))
        except OSError as exc:
            raise httpcore.ReadError(str(exc)) from exc

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline decides
        call = current_call.get()
        call.check()
        if not call.sent and call.leave_by is not None and call.leave_by.passed:
            raise Overdue
        call.sent = call.sent or bool(buffer)
        try:
            while buffer:
                buffer = buffer[self._patiently(partial(self._sock.send, buffer)) :]
        except OSError as exc:
            raise httpcore.WriteError(str(exc)) from exc

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._sock.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        if isinstance(self._sock, ssl.SSLSocket):
            raise httpcore.ConnectError("TLS through a TLS proxy is not supported")
        try:
            sock = ssl_context.wrap_socket(self._sock, server_hostname=server_hostname, do_handshake_on_connect=False)
            stream = CallStream(sock)
            stream._patiently(sock.do_handshake, timeout)
        except OSError as exc:
            self.close()
            raise httpcore.ConnectError(str(exc)) from exc
        return stream

    def get_extra_info(self, info: str) -> Any:
        """What the pool asks: an idle socket that became readable was closed by the other side."""
        if info == "is_readable":
            return self._sock.fileno() < 0 or _ready(self._sock, selectors.EVENT_READ, 0)
        return self._sock if info == "socket" else None

    def _patiently(self, step: Callable[[], _T], timeout: float | None = None) -> _T:
        """Repeat `step` in slices until it is done, the call is over, or `timeout` seconds went by."""
        call = current_call.get()
        limit = call.deadline if timeout is None else call.deadline.at_most(timeout)
        while True:
            call.check()
            if limit.passed:
                raise TimeoutError("no answer in time")
            self._sock.settimeout(max(0.001, min(_SLICE_S, limit.remaining)))
            with contextlib.suppress(TimeoutError):
                return step()


def _connected(address: _Address, call: Call, limit: Deadline) -> socket.socket:
    family, kind, protocol, target = address
    sock = socket.socket(family, kind, protocol)
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            sock.connect(target)
        while not _ready(sock, selectors.EVENT_WRITE, min(_SLICE_S, limit.remaining)):
            call.check()
            if limit.passed:
                raise TimeoutError("no connection in time")
        error = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, os.strerror(error))
    except BaseException:
        sock.close()
        raise
    return sock


def _ready(sock: socket.socket, event: int, seconds: float) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(sock, event)
        return bool(selector.select(seconds))


def _resolved(host: str, port: int, call: Call, limit: Deadline) -> list[_Address]:
    """The addresses of a host; a literal needs no lookup and no thread."""
    try:
        return _lookup(host, port, socket.AI_NUMERICHOST)
    except OSError:
        pass
    found: list[_Address] = []
    failed: list[OSError] = []
    done = threading.Event()

    def look() -> None:
        try:
            found.extend(_lookup(host, port, 0))
        except OSError as exc:
            failed.append(exc)
        done.set()

    threading.Thread(target=look, name="name-lookup", daemon=True).start()
    while not done.wait(_SLICE_S):
        call.check()
        if limit.passed:
            raise httpcore.ConnectTimeout("the name lookup took too long")
    if failed:
        raise httpcore.ConnectError(str(failed[0])) from failed[0]
    return found


def _lookup(host: str, port: int, flags: int) -> list[_Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return [(family, kind, protocol, target) for family, kind, protocol, _, target in found]
