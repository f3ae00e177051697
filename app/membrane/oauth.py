"""Signing in at Membrane by OAuth 2.1: a public client, PKCE with S256, a loopback redirect (Membrane reference 3).

Nothing here is worth repeating blindly or fearing twice: a code is good once, a registration costs nothing. So a lost
answer is `Offline`, and a refusal is `AuthRequired` (layer membrane) with the server's words.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from urllib.parse import urlencode

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired, BadReply, Offline, TransportError
from app.membrane.exact_json import encode
from app.membrane.fields import as_count
from app.membrane.http_peer import HttpPeer
from app.membrane.tokens import Grant
from app.membrane.verdict import Answer, Unreadable
from app.membrane.words import plain, spoken

CLIENT_NAME = "Stint"
_PUBLISHED_CLIENT = "membrane-cli"
"""The public client that the vendor names; for servers that let nobody register."""

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_JSON = {"Content-Type": "application/json"}
_NO_REGISTRATION = frozenset({401, 403, 404, 405, 501})
_LONGEST_LIFE_S = 10 * 366 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sign-in, from the address that is opened to the code that comes back. `verifier` is a secret."""

    client_id: str
    redirect_uri: str
    state: str
    verifier: str = field(repr=False)

    def stored(self) -> dict[str, str]:
        return asdict(self)

    def is_ours(self, state: str) -> bool:
        return hmac.compare_digest(state.encode(), self.state.encode())


def new_state() -> str:
    return secrets.token_urlsafe(24)


class OAuthServer:
    """The authorization server at the address of Membrane's API."""

    def __init__(self, peer: HttpPeer) -> None:
        self._peer = peer

    def begin(self, redirect_uri: str, state: str, deadline: Deadline, cancel: CancelToken) -> Attempt:
        """Register for this redirect address, where that is possible, and draw the secrets."""
        asked = {
            "client_name": CLIENT_NAME,
            "redirect_uris": [redirect_uri],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "none",
            "application_type": "native",
        }
        answer = self._post("/oauth/register", encode(asked).encode(), _JSON, deadline, cancel)
        client = _PUBLISHED_CLIENT
        if answer.status not in _NO_REGISTRATION:
            client_id = _granted(answer).get("client_id")
            if not isinstance(client_id, str) or not client_id:
                raise BadReply("the registration names no client")
            client = client_id
        return Attempt(client, redirect_uri, state, secrets.token_urlsafe(64))

    def address(self, attempt: Attempt) -> str:
        """What to open in a browser. Holds no secret that works by itself."""
        digest = hashlib.sha256(attempt.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": attempt.client_id,
            "redirect_uri": attempt.redirect_uri,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "state": attempt.state,
        }
        return f"{self._peer.url}/oauth/authorize?{urlencode(query)}"

    def exchange(self, attempt: Attempt, code: str, deadline: Deadline, cancel: CancelToken) -> Grant:
        """The tokens for a code."""
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": attempt.redirect_uri,
            "client_id": attempt.client_id,
            "code_verifier": attempt.verifier,
        }
        return _grant(self._token(asked, deadline, cancel), attempt.client_id)

    def renew(self, grant: Grant, deadline: Deadline, cancel: CancelToken) -> Grant:
        """The next tokens for a grant with a refresh token."""
        client_id = grant.client_id or _PUBLISHED_CLIENT
        asked = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token or "", "client_id": client_id}
        return _grant(self._token(asked, deadline, cancel), client_id)

    def revoke(self, grant: Grant, deadline: Deadline, cancel: CancelToken) -> None:
        """Make the tokens worthless, as far as the server can be reached and knows how."""
        for kind, token in (("refresh_token", grant.refresh_token), ("access_token", grant.access_token)):
            if token is None:
                continue
            asked = {"token": token, "token_type_hint": kind, "client_id": grant.client_id or _PUBLISHED_CLIENT}
            try:
                self._post("/oauth/revoke", urlencode(asked).encode(), _FORM, deadline, cancel)
            except TransportError:
                return

    def _token(self, asked: Mapping[str, str], deadline: Deadline, cancel: CancelToken) -> Answer:
        """Asked as a form, which the standard demands; as JSON where a form is not understood."""
        answer = self._post("/oauth/token", urlencode(asked).encode(), _FORM, deadline, cancel)
        if answer.status == 415 or (answer.status == 400 and not _speaks_oauth(answer.body)):
            answer = self._post("/oauth/token", encode(asked).encode(), _JSON, deadline, cancel)
        return answer

    def _post(
        self, path: str, content: bytes, headers: Mapping[str, str], deadline: Deadline, cancel: CancelToken
    ) -> Answer:
        return self._peer.send("POST", path, deadline, cancel, write=False, content=content, headers=headers)


def _speaks_oauth(body: object) -> bool:
    return isinstance(body, Mapping) and isinstance(body.get("error"), str)


def _granted(answer: Answer) -> Mapping[str, object]:
    """The object of a success; a refusal is `AuthRequired`, anything else no answer at all."""
    body, status = answer.body, answer.status
    if status in (408, 429) or status >= 500:
        wait = {} if answer.retry_after is None else {"retry_after": answer.retry_after}
        raise Offline(_words(body) or f"status {status}", status=status, **wait)
    if 400 <= status < 500 or (isinstance(body, Mapping) and _speaks_oauth(body)):
        raise AuthRequired(_words(body) or f"status {status}", layer="membrane")
    if not 200 <= status < 300 or not isinstance(body, Mapping):
        raise BadReply("the sign-in was answered with something else", status=status)
    return body


def _words(body: object) -> str:
    """The server's words: the description where there is one."""
    if isinstance(body, Unreadable):
        return plain(body.text)
    if isinstance(body, Mapping) and isinstance(body.get("error_description"), str):
        return plain(str(body["error_description"]))
    return spoken(body)


def _grant(answer: Answer, client_id: str) -> Grant:
    body = _granted(answer)
    token, refresh = body.get("access_token"), body.get("refresh_token")
    if not isinstance(token, str) or not token:
        raise BadReply("the sign-in brought no token")
    life_s = as_count(body.get("expires_in"))
    email = body.get("email")
    return Grant(
        token,
        refresh if isinstance(refresh, str) and refresh else None,
        None if life_s is None else int(time.time()) + min(life_s, _LONGEST_LIFE_S),
        client_id,
        plain(email) if isinstance(email, str) and email else None,
    )
