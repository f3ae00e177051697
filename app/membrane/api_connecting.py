"""Signing in and connecting by Membrane's HTTP API (Membrane reference 3, 4 and 6). Imports httpx: import it late."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired, BadReply, NotConnected, Rejected
from app.membrane.api import ApiTransport
from app.membrane.api_requests import ConnectionAnew, ConnectionRequest, fields_of
from app.membrane.browser_sign_in import BrowserSignIn, code_in
from app.membrane.catalogue import connection_of, web_address
from app.membrane.connecting import APP_URL, LONGEST_WAIT_S, Account, PendingConnection
from app.membrane.envelope import page_of, record_of
from app.membrane.fields import as_id
from app.membrane.membrane_api import MembraneApi, membrane_peer, own_body
from app.membrane.oauth import Attempt, OAuthServer
from app.membrane.outgoing import safe_id
from app.membrane.tokens import Grant, Keeper, KeptToken, TokenSource
from app.membrane.transport import Connection
from app.membrane.verdict import Answer
from app.membrane.words import plain
from app.secrets import Keeping

_APP = "clientary"
_ROUND_TRIP_S = 15.0
"""What a held request may take beyond the time for which it is held."""

_REVOKED_WITHIN_S = 10.0
_UNKNOWN_ROUTE = frozenset({404, 405, 501})
_NOT_UNDERSTOOD = frozenset({400, 422})


class ApiConnector:
    """The API at one address. `keeper` keeps the sign-in that is made here; `tokens` may be another than the kept one:
    a token that somebody brought along."""

    name = "api"

    def __init__(self, base_url: str, tokens: TokenSource, keeper: Keeper) -> None:
        self._url, self._tokens, self._keeper = base_url, tokens, keeper
        self._api = MembraneApi(base_url, tokens)
        self._transport = ApiTransport(base_url, tokens)

    def account(self, deadline: Deadline, cancel: CancelToken) -> Account:
        self._tokens.current(deadline, cancel)
        try:
            told = self._api.read("/self", deadline, cancel)
        except (Rejected, BadReply):
            told = None  # a server without that route; the list of connections asks for the token as well
            self._api.read("/connections", deadline, cancel, query={"limit": "1"})
        label = _label(told)
        if not isinstance(self._tokens, KeptToken):
            return Account(label)
        grant = self._keeper.load()
        unkept = None if grant is None or self._keeper.keeping is Keeping.KEPT else self._keeper.keeping.value
        return Account((grant.label if grant is not None else None) or label, unkept)

    def sign_in(self, deadline: Deadline, cancel: CancelToken) -> BrowserSignIn:
        return BrowserSignIn(membrane_peer(self._url), self._keeper, deadline, cancel)

    def finish_sign_in(self, code: str, deadline: Deadline, cancel: CancelToken) -> None:
        stored = self._keeper.pending()
        try:
            attempt = Attempt(**stored) if stored else None
        except TypeError:
            attempt = None
        if attempt is None:
            raise AuthRequired("no sign-in waits for a code here", layer="membrane")
        peer = membrane_peer(self._url)
        try:
            grant = OAuthServer(peer).exchange(attempt, code_in(code, attempt), deadline, cancel)
        finally:
            peer.close()
        self._keeper.forget_pending()
        self._keeper.save(grant)

    def keep(self, token: str) -> Account:
        """Keep a token that somebody brought, once `account` proved it."""
        keeping = self._keeper.save(Grant(token))
        return Account(unkept=None if keeping is Keeping.KEPT else keeping.value)

    def sign_out(self, deadline: Deadline, cancel: CancelToken) -> None:
        grant = self._keeper.load()
        self._keeper.forget()
        if grant is None or grant.client_id is None:
            return
        peer = membrane_peer(self._url)
        try:
            OAuthServer(peer).revoke(grant, deadline.at_most(_REVOKED_WITHIN_S), cancel)
        finally:
            peer.close()

    def connections(self, deadline: Deadline, cancel: CancelToken) -> list[Connection]:
        return self._transport.connections(deadline, cancel)

    def connection(
        self, connection_id: str, deadline: Deadline, cancel: CancelToken, *, wait_s: float = 0.0
    ) -> Connection:
        path = f"/connections/{quote(safe_id(connection_id, 'connection'), safe='')}"
        seconds = int(min(wait_s, LONGEST_WAIT_S))
        query = {"wait": "true", "timeout": str(seconds)} if seconds >= 1 else {}
        limit = deadline.at_most(seconds + _ROUND_TRIP_S)
        return connection_of(self._api.read(path, limit, cancel, query=query))

    def ensure(self, deadline: Deadline, cancel: CancelToken) -> Connection | None:
        """By address; by intent on servers of the earlier edition, which do not take one (Membrane reference 4)."""
        try:
            return connection_of(self._made("/connections/ensure", {"appUrl": APP_URL}, deadline, cancel))
        except Rejected as error:
            if error.facts.get("status") in _UNKNOWN_ROUTE:
                return None
            if error.facts.get("status") not in _NOT_UNDERSTOOD:
                raise
        try:
            return connection_of(self._made("/connections/ensure", {"intent": _APP}, deadline, cancel))
        except Rejected as error:
            if error.facts.get("status") in _UNKNOWN_ROUTE | _NOT_UNDERSTOOD:
                return None
            raise

    def connect(self, deadline: Deadline, cancel: CancelToken) -> PendingConnection:
        return self._requested({"connectorId": self._connector_id(deadline, cancel)}, deadline, cancel)

    def reconnect(self, connection_id: str, deadline: Deadline, cancel: CancelToken) -> PendingConnection:
        """By a connection request, else by the connection's own route: the documents do not agree."""
        identifier = safe_id(connection_id, "connection")
        try:
            return self._requested({"connectionId": identifier}, deadline, cancel)
        except Rejected as error:
            if error.facts.get("status") not in _UNKNOWN_ROUTE | _NOT_UNDERSTOOD:
                raise
            refused = error
        try:
            told = self._made(f"/connections/{quote(identifier, safe='')}/reconnect", {}, deadline, cancel)
        except Rejected as error:
            raise refused from error
        return ConnectionAnew(self, identifier, _page_in(told))

    def transport(self) -> ApiTransport:
        return self._transport

    def close(self) -> None:
        self._transport.close()
        self._api.close()

    def _requested(self, asked: Mapping[str, object], deadline: Deadline, cancel: CancelToken) -> ConnectionRequest:
        made = fields_of(self._made("/connection-requests", asked, deadline, cancel))
        number, url = as_id(made.get("request_id", made.get("id"))), web_address(made.get("url"))
        if number is None or url is None:
            raise BadReply("the connection request names no address to open")
        return ConnectionRequest(self._api, number, url)

    def _made(self, path: str, body: Mapping[str, object], deadline: Deadline, cancel: CancelToken) -> object:
        """Ask for something to be made: a lost answer is `OutcomeUnknown`, nothing is asked for twice."""

        def judged(answer: Answer) -> object:
            return own_body(answer, write=True)

        return self._api.ask("POST", path, judged, deadline, cancel, write=True, body=body)

    def _connector_id(self, deadline: Deadline, cancel: CancelToken) -> str:
        """Clientary's connector: never simply the first hit, since a search finds neighbours (Membrane reference 6)."""
        query = {"q": _APP, "elementType": "connector", "limit": "100"}
        found = page_of(self._api.read("/search", deadline, cancel, query=query), "items").records
        for exact in (True, False):
            for item in found:
                fields = fields_of(item)
                element = fields_of(fields.get("element"))
                names = [str(element.get(name) or "").lower() for name in ("key", "name")]
                kind = str(fields.get("element_type") or "connector").lower()
                fits = _APP in names if exact else any(_APP in name for name in names)
                if kind == "connector" and fits and (identifier := as_id(element.get("id"))) is not None:
                    return identifier
        raise NotConnected("Membrane knows no connector for Clientary", reason="none")


def _page_in(told: object) -> str | None:
    """The address to open in an answer whose shape nobody has seen."""
    fields = fields_of(told)
    action = fields_of(fields.get("client_action"))
    places = (fields.get("url"), fields.get("ui_url"), action.get("ui_url"), fields.get("redirect_url"))
    return next((url for url in map(web_address, places) if url is not None), None)


def _label(told: object) -> str | None:
    """A name for who is signed in, from whatever `/self` tells (its shape is not documented)."""
    values = fields_of(record_of(told, ("self", "user", "tenant")) if isinstance(told, Mapping) else None)
    for source in (values, fields_of(values.get("user")), fields_of(values.get("tenant"))):
        for name in ("email", "name"):
            found = source.get(name)
            if isinstance(found, str) and plain(found):
                return plain(found)
    return None
