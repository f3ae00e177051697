"""Membrane's HTTP API as a transport (Membrane reference 4). Imports httpx, so import it only when it is used."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from app.cancel import CancelToken, Deadline
from app.errors import Rejected
from app.membrane.answers import action_reply, proxied_reply
from app.membrane.catalogue import actions_of, actions_page, connections_of, connections_page
from app.membrane.membrane_api import MembraneApi, bearer
from app.membrane.outgoing import safe_id, safe_path
from app.membrane.tokens import FixedToken, TokenSource
from app.membrane.transport import Action, Connection, Query, Reply

_PAGE = "100"
_LEAVES_WITHIN_S = 4.0
"""How long a write may still take effect is counted from its announcement, with 5 s to spare (`app/sync/settle.py`)."""

_NO_SUCH_ROUTE = frozenset({404, 405, 501})


class ApiTransport:
    """Calls Membrane's API with a bearer token over kept-alive connections; safe to use from several threads."""

    def __init__(
        self, base_url: str, token: str | TokenSource, *, name: str = "api", leaves_within_s: float = _LEAVES_WITHIN_S
    ) -> None:
        self.name = name
        if isinstance(token, str):
            token = FixedToken(bearer(token))
        self._api = MembraneApi(base_url, token, leaves_within_s=leaves_within_s)

    def connections(self, deadline: Deadline, cancel: CancelToken) -> list[Connection]:
        return connections_of(self._api.pages("/connections", {"limit": _PAGE}, connections_page, deadline, cancel))

    def actions(
        self, connection_id: str, deadline: Deadline, cancel: CancelToken, intent: str | None = None
    ) -> list[Action]:
        query = {"connectionId": safe_id(connection_id, "connection"), "limit": _PAGE}
        if intent:
            query["intent"] = intent[:200]
        return actions_of(self._api.pages("/actions", query, actions_page, deadline, cancel))

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
        connection = safe_id(connection_id, "connection")

        def post(path: str, query: Query, body: object) -> Reply:
            return self._api.ask(
                "POST", path, lambda answer: action_reply(answer, write=write), deadline, cancel, write=write,
                query=query, body=body,
            )  # fmt: skip

        path = f"/actions/{quote(safe_id(action_id, 'action'), safe='')}/run"
        try:
            return post(path, {"connectionId": connection}, {"input": payload})
        except Rejected as error:
            # Nothing ran. Whether the action is gone or this way of running it, the newer one tells (reference 4).
            if error.facts.get("layer") != "membrane" or error.facts.get("status") not in _NO_SUCH_ROUTE:
                raise
            refused = error
        try:
            return post("/act", (), {"id": action_id, "connectionId": connection, "input": payload})
        except Rejected as error:
            if error.facts.get("layer") == "membrane" and error.facts.get("status") in _NO_SUCH_ROUTE | {400}:
                raise refused from error
            raise

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
        return self._api.ask(
            method,
            f"/connections/{quote(safe_id(connection_id, 'connection'), safe='')}/proxy{safe_path(path)}",
            lambda answer: proxied_reply(answer, method, answer.headers.get("location")),
            deadline,
            cancel,
            write=method != "GET",
            query=query,
            body=body,
            headers=headers,
            proxied=True,
        )

    def close(self) -> None:
        self._api.close()
