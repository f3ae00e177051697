"""Membrane's HTTP API with somebody signed in (Membrane reference 3 and 4): the token on every call, renewed once when
Membrane no longer takes it. Imports httpx: import it late."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

import httpx

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired, TransportUnavailable
from app.membrane.envelope import Page
from app.membrane.exact_json import encode
from app.membrane.http_peer import HttpPeer
from app.membrane.outgoing import safe_headers
from app.membrane.tokens import TokenSource
from app.membrane.transport import Query, RawBody, query_pairs
from app.membrane.verdict import Answer, judge

API_VERSION = "2025-10-21"
_HEADERS = {"Accept": "application/json", "membrane-api-version": API_VERSION}
_MAX_PAGES = 50

T = TypeVar("T")


def membrane_peer(base_url: str) -> HttpPeer:
    """The API's server without a token, as signing in needs it."""
    return HttpPeer(base_url, _HEADERS)


class MembraneApi:
    """Calls below one address. Safe to use from several threads."""

    def __init__(self, base_url: str, tokens: TokenSource, *, leaves_within_s: float | None = None) -> None:
        """`leaves_within_s`: a write that is held up longer, by renewing the token or by connecting, does not leave."""
        self._peer, self._tokens, self._leaves_within_s = membrane_peer(base_url), tokens, leaves_within_s

    def ask(
        self,
        method: str,
        path: str,
        judged: Callable[[Answer], T],
        deadline: Deadline,
        cancel: CancelToken,
        *,
        write: bool,
        query: Query | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
        proxied: bool = False,
    ) -> T:
        """What `judged` makes of the answer; it raises the typed errors.

        The request leaves once. Only when Membrane itself refused it for want of a valid token, so that nothing was
        done, and another token is to be had, it leaves a second time: reads and writes alike.
        """
        content = None if body is None else (body.text if isinstance(body, RawBody) else encode(body)).encode()
        said = httpx.Headers(
            {} if content is None or isinstance(body, RawBody) else {"Content-Type": "application/json"}
        )
        said.update(safe_headers(headers))
        leave_by = Deadline(self._leaves_within_s) if write and self._leaves_within_s is not None else None

        def once(token: str) -> T:
            sent = {**said, "Authorization": f"Bearer {bearer(token)}"}
            answer = self._peer.send(
                method, path, deadline, cancel, write=write, query=query_pairs(query), content=content, headers=sent,
                leave_by=leave_by,
            )  # fmt: skip
            return judged(replace(answer, proxied=proxied))

        token = self._tokens.current(deadline, cancel)
        try:
            return once(token)
        except AuthRequired as error:
            if error.facts.get("layer") != "membrane":
                raise
            renewed = self._tokens.renewed(token, deadline, cancel)
            if renewed is None:
                raise
        return once(renewed)

    def read(self, path: str, deadline: Deadline, cancel: CancelToken, *, query: Query | None = None) -> object:
        """The body of one of Membrane's own answers to a GET."""
        return self.ask(
            "GET", path, lambda answer: own_body(answer, write=False), deadline, cancel, write=False, query=query
        )

    def pages(
        self,
        path: str,
        query: Mapping[str, str],
        page_of: Callable[[object], Page],
        deadline: Deadline,
        cancel: CancelToken,
    ) -> list[Page]:
        """All pages of one of Membrane's lists, followed by cursor until none is new."""
        pages: list[Page] = []
        cursors: set[str] = set()
        while len(pages) < _MAX_PAGES:
            pages.append(page_of(self.read(path, deadline, cancel, query=query)))
            cursor = pages[-1].cursor
            if not cursor or cursor in cursors or not pages[-1].records:
                break
            cursors.add(cursor)
            query = {**query, "cursor": cursor}
        return pages

    def close(self) -> None:
        self._peer.close()


def own_body(answer: Answer, *, write: bool) -> object:
    """The body of a success of Membrane's own routes."""
    judge(answer, write=write)
    return answer.body


def bearer(token: str) -> str:
    """`token` if it can stand in a header; nothing of it is shown if not."""
    if not token.isascii() or not token.isprintable() or not token.strip():
        raise TransportUnavailable("the token is empty or damaged")
    return token.strip()
