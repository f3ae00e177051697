"""One HTTP server, spoken to over kept-alive connections: each request leaves at most once, and nothing that the server
does can make a call longer, larger or less cancellable than its caller allows. Imports httpx: import it late."""

from __future__ import annotations

import ssl
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from typing import NoReturn
from urllib.parse import urlsplit

import httpcore
import httpx

from app.cancel import CancelToken, Deadline
from app.errors import Offline, Rejected, TransportUnavailable
from app.membrane.exact_json import MAX_BYTES
from app.membrane.network import Call, CallBackend, Overdue, current_call
from app.membrane.verdict import Answer, Unreadable, parse_body, retry_after_s, unanswered

MAX_REQUEST_BYTES = 10 * 1024 * 1024
"""Membrane's own limit on a request (Membrane reference 2)."""

_CONNECT_S = 10.0
_KEEP_ALIVE_S = 3.0
"""Shorter than servers keep idle sockets (often 5 s): a write on a socket closed meanwhile has an unknown outcome."""

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_FAILURES = (
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    httpx.HTTPError,
    httpx.InvalidURL,
    ssl.SSLError,
    OSError,
    Overdue,
)


class _Pooled(httpx.BaseTransport):
    """httpx over a keep-alive pool whose sockets obey the current call."""

    def __init__(self, url: str) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context() if url.startswith("https:") else None,
            proxy=_proxy_for(url),
            max_connections=None,
            keepalive_expiry=_KEEP_ALIVE_S,
            network_backend=CallBackend(),
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        answer = self._pool.handle_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                content=request.read(),
                extensions=request.extensions,
            )
        )
        return httpx.Response(answer.status, headers=answer.headers, stream=_Body(answer))

    def close(self) -> None:
        self._pool.close()


class _Body(httpx.SyncByteStream):
    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __iter__(self) -> Iterator[bytes]:
        yield from self._answer.iter_stream()

    def close(self) -> None:
        self._answer.close()


def _proxy_for(url: str) -> httpcore.Proxy | None:
    """The proxy that the environment or the system sets for this address; never one for loopback."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    address = urllib.request.getproxies().get(parts.scheme)
    if not address or host in _LOOPBACK or urllib.request.proxy_bypass(host):
        return None
    return httpcore.Proxy(address if "//" in address else f"http://{address}")


class HttpPeer:
    """Sends requests below one address, with `headers` on each; safe to use from several threads."""

    def __init__(self, base_url: str, headers: Mapping[str, str]) -> None:
        self.url = base_url.rstrip("/")
        if urlsplit(self.url).scheme not in ("http", "https") or not urlsplit(self.url).hostname:
            raise TransportUnavailable(f"{base_url!r:.100} is not the address of an API")
        timeout = httpx.Timeout(None, connect=_CONNECT_S)  # each call's own deadline bounds the rest
        self._client = httpx.Client(
            transport=_Pooled(self.url), headers=dict(headers), timeout=timeout, trust_env=False
        )

    def send(
        self,
        method: str,
        path: str,
        deadline: Deadline,
        cancel: CancelToken,
        *,
        write: bool,
        query: Sequence[tuple[str, str]] = (),
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        leave_by: Deadline | None = None,
    ) -> Answer:
        """One request, sent at most once, and not after `leave_by`; the answer unjudged. Without one: `Offline`, or
        `OutcomeUnknown` if a byte of a write left."""
        if content is not None and len(content) > MAX_REQUEST_BYTES:
            raise Rejected("the request is larger than 10 MB", layer="membrane", status=0, key="too_large")
        call = Call(deadline, cancel, leave_by)
        token = current_call.set(call)
        try:
            cancel.check()
            with self._client.stream(
                method, self.url + path, params=tuple(query), content=content, headers=httpx.Headers(headers)
            ) as response:
                data = _bounded_body(response)
        except _FAILURES as exc:
            _not_answered(exc, call, write)
        finally:
            current_call.reset(token)
        found = data if isinstance(data, Unreadable) else parse_body(data)
        shown = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, found, False, retry_after_s(shown.get("retry-after")), shown)

    def close(self) -> None:
        self._client.close()


def _bounded_body(response: httpx.Response) -> bytes | Unreadable:
    """The whole body. Once a status came, a torn body is a fact about the answer, not a missing answer."""
    parts = bytearray()
    try:
        for chunk in response.iter_bytes():
            parts += chunk
            if len(parts) > MAX_BYTES:
                return Unreadable("the answer is too large")
    except _FAILURES as exc:
        return Unreadable(
            f"the answer is cut: {str(exc) or type(exc).__name__}", parts[:20_000].decode("utf-8", "replace")
        )
    return bytes(parts)


def _not_answered(exc: BaseException, call: Call, write: bool) -> NoReturn:
    reason = "no answer in time" if isinstance(exc, Overdue) else str(exc) or type(exc).__name__
    if call.sent:
        unanswered(reason, write=write)
    raise Offline(reason) from exc
