"""Membrane's HTTP API as a transport (Membrane reference 4). Imports httpx, so import it only when it is used."""

from __future__ import annotations

import ssl
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from typing import NoReturn
from urllib.parse import quote, urlsplit

import httpcore
import httpx

from app.cancel import CancelToken, Deadline
from app.errors import Offline, TransportUnavailable
from app.membrane.answers import action_reply, proxied_reply
from app.membrane.catalogue import actions_of, actions_page, connections_of, connections_page
from app.membrane.envelope import Page
from app.membrane.exact_json import MAX_BYTES, encode
from app.membrane.network import Call, CallBackend, Overdue, current_call
from app.membrane.outgoing import safe_headers, safe_id, safe_path
from app.membrane.transport import Action, Connection, Query, RawBody, Reply, query_pairs
from app.membrane.verdict import Answer, Unreadable, judge, parse_body, retry_after_s, unanswered

_API_VERSION = "2025-10-21"
_CONNECT_S = 10.0
_KEEP_ALIVE_S = 3.0
"""Shorter than servers keep idle sockets (often 5 s): a write on a socket closed meanwhile has an unknown outcome."""

_MAX_PAGES = 50
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


class ApiTransport:
    """Calls Membrane's API with a bearer token over kept-alive connections; safe to use from several threads."""

    def __init__(self, base_url: str, token: str, *, name: str = "api") -> None:
        self.name = name
        self._url = base_url.rstrip("/")
        if urlsplit(self._url).scheme not in ("http", "https") or not urlsplit(self._url).hostname:
            raise TransportUnavailable(f"{base_url!r:.100} is not the address of an API")
        if not token.isascii() or not token.isprintable() or not token.strip():
            raise TransportUnavailable("the token is empty or damaged")
        headers = {
            "Authorization": f"Bearer {token.strip()}",
            "Accept": "application/json",
            "membrane-api-version": _API_VERSION,
        }
        timeout = httpx.Timeout(None, connect=_CONNECT_S)  # each call's own deadline bounds the rest
        self._client = httpx.Client(transport=_Pooled(self._url), headers=headers, timeout=timeout, trust_env=False)

    def connections(self, deadline: Deadline, cancel: CancelToken) -> list[Connection]:
        return connections_of(self._pages("/connections", {"limit": "100"}, connections_page, deadline, cancel))

    def actions(
        self, connection_id: str, deadline: Deadline, cancel: CancelToken, intent: str | None = None
    ) -> list[Action]:
        query = {"connectionId": safe_id(connection_id, "connection"), "limit": "100"}
        if intent:
            query["intent"] = intent[:200]
        return actions_of(self._pages("/actions", query, actions_page, deadline, cancel))

    def run(
        self,
        connection_id: str,
        action_id: str,
        payload: Mapping[str, object],
        deadline: Deadline,
        cancel: CancelToken,
        *,
        write: bool,
    ) -> Reply:
        path = f"/actions/{quote(safe_id(action_id, 'action'), safe='')}/run"
        query = {"connectionId": safe_id(connection_id, "connection")}
        answer, _ = self._send("POST", path, query, {"input": payload}, Call(deadline, cancel), write=write)
        return action_reply(answer, write=write)

    def request(
        self,
        connection_id: str,
        method: str,
        path: str,
        deadline: Deadline,
        cancel: CancelToken,
        *,
        query: Query | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        target = f"/connections/{quote(safe_id(connection_id, 'connection'), safe='')}/proxy{safe_path(path)}"
        write = method != "GET"
        answer, location = self._send(
            method, target, query or {}, body, Call(deadline, cancel), write=write, proxied=True, headers=headers
        )
        return proxied_reply(answer, method, location)

    def close(self) -> None:
        self._client.close()

    def _pages(
        self,
        path: str,
        query: Mapping[str, str],
        page_of: Callable[[object], Page],
        deadline: Deadline,
        cancel: CancelToken,
    ) -> list[Page]:
        pages: list[Page] = []
        cursors: set[str] = set()
        while len(pages) < _MAX_PAGES:
            answer, _ = self._send("GET", path, query, None, Call(deadline, cancel), write=False)
            judge(answer, write=False)
            pages.append(page_of(answer.body))
            cursor = pages[-1].cursor
            if not cursor or cursor in cursors or not pages[-1].records:
                break
            cursors.add(cursor)
            query = {**query, "cursor": cursor}
        return pages

    def _send(
        self,
        method: str,
        path: str,
        query: Query,
        body: object,
        call: Call,
        *,
        write: bool,
        proxied: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[Answer, str | None]:
        """One request, sent at most once; the answer unjudged, and its `Location`."""
        content = None if body is None else (body.text if isinstance(body, RawBody) else encode(body)).encode()
        said = {} if content is None or isinstance(body, RawBody) else {"Content-Type": "application/json"}
        sent = httpx.Headers(said)
        sent.update(safe_headers(headers))
        token = current_call.set(call)
        try:
            call.cancel.check()
            with self._client.stream(
                method, self._url + path, params=tuple(query_pairs(query)), content=content, headers=sent
            ) as response:
                data = _bounded_body(response)
        except _FAILURES as exc:
            _not_answered(exc, call, write)
        finally:
            current_call.reset(token)
        retry_after = retry_after_s(response.headers.get("retry-after"))
        found = data if isinstance(data, Unreadable) else parse_body(data)
        shown = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, found, proxied, retry_after, shown), shown.get("location")


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
