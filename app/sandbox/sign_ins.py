"""Who may come in by OAuth: registered clients, codes, tokens. The sandbox's own token is none of them."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import asdict, dataclass, replace
from typing import Any

from app.sandbox.bearer_tokens import new_token
from app.sandbox.dialect_connections import ConnectionDialect
from app.sandbox.store import Store

PUBLISHED_CLIENT = "membrane-cli"
_CLIENTS, _CODES, _GRANTS = "oauth_clients", "oauth_codes", "oauth_grants"
_CODE_LIFE_S = 600


class OAuthError(Exception):
    """A refusal as RFC 6749 5.2 words it: `error` is its code."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(description)
        self.error = error


@dataclass(frozen=True, slots=True)
class Code:
    """What was allowed in the browser, until it is exchanged."""

    code: str
    client_id: str
    redirect_uri: str
    challenge: str
    at: int


@dataclass(frozen=True, slots=True)
class Granted:
    """An access token with its refresh token (None: the server gives none)."""

    access: str
    refresh: str | None
    client_id: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class SignIns:
    """The stored clients, codes and grants."""

    store: Store

    def register(self, redirect_uris: list[str]) -> str:
        client_id = f"client-{secrets.token_hex(8)}"
        self.store.set_setting(_CLIENTS, {**self._clients(), client_id: redirect_uris})
        return client_id

    def knows(self, client_id: str, redirect_uri: str) -> bool:
        """Whether this client may be sent back there; the published one may, to any port of this computer."""
        if client_id == PUBLISHED_CLIENT:
            return redirect_uri.startswith("http://127.0.0.1:")
        return redirect_uri in self._clients().get(client_id, [])

    def allow(self, client_id: str, redirect_uri: str, challenge: str) -> str:
        code = Code(secrets.token_urlsafe(24), client_id, redirect_uri, challenge, int(time.time()))
        self.store.set_setting(_CODES, [*(self.store.setting(_CODES) or []), asdict(code)])
        return code.code

    def exchange(self, asked: dict[str, Any], dialect: ConnectionDialect) -> Granted:
        """The tokens for a code, which is good once."""
        codes = [Code(**values) for values in self.store.setting(_CODES) or []]
        found = next((one for one in codes if one.code == asked.get("code")), None)
        self.store.set_setting(_CODES, [asdict(one) for one in codes if one is not found])
        if found is None or time.time() > found.at + _CODE_LIFE_S:
            raise OAuthError("invalid_grant", "The code is unknown, used or too old")
        if (found.client_id, found.redirect_uri) != (asked.get("client_id"), asked.get("redirect_uri")):
            raise OAuthError("invalid_grant", "The code was given to another client or address")
        digest = hashlib.sha256(str(asked.get("code_verifier", "")).encode()).digest()
        if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != found.challenge:
            raise OAuthError("invalid_grant", "The code verifier does not fit")
        return self._grant(found.client_id, dialect)

    def renew(self, asked: dict[str, Any], dialect: ConnectionDialect) -> Granted:
        """The next tokens for a refresh token; where those rotate, the old one is of no more use."""
        grants = self._grants()
        given = asked.get("refresh_token")
        found = next((one for one in grants if one.refresh is not None and one.refresh == given), None)
        if found is None or found.client_id != asked.get("client_id"):
            raise OAuthError("invalid_grant", "The refresh token is unknown or was revoked")
        self._save([one for one in grants if one is not found])
        made = self._grant(found.client_id, dialect)
        if dialect.oauth_rotates:
            return made
        kept = replace(made, refresh=found.refresh)
        self._save([kept if one.access == made.access else one for one in self._grants()])
        return replace(made, refresh=None)

    def revoke(self, token: str) -> None:
        self._save([one for one in self._grants() if token not in (one.access, one.refresh)])

    def expire(self, *, refresh: bool) -> None:
        """Every access token is too old from now on; with `refresh` the sign-ins are over."""
        self._save([] if refresh else [replace(one, expires_at=0) for one in self._grants()])

    def admits(self, token: str) -> bool:
        given, now = token.encode(), time.time()
        living = (one.access for one in self._grants() if now < one.expires_at)
        return any(secrets.compare_digest(access.encode(), given) for access in living)

    def _grant(self, client_id: str, dialect: ConnectionDialect) -> Granted:
        refresh = secrets.token_urlsafe(32) if dialect.oauth_refresh else None
        expires_at = int(time.time()) + dialect.oauth_life_s
        made = Granted(new_token(expires_at), refresh, client_id, expires_at)
        self._save([*self._grants(), made])
        return made

    def _clients(self) -> dict[str, list[str]]:
        return dict(self.store.setting(_CLIENTS) or {})

    def _grants(self) -> list[Granted]:
        return [Granted(**values) for values in self.store.setting(_GRANTS) or []]

    def _save(self, grants: list[Granted]) -> None:
        self.store.set_setting(_GRANTS, [asdict(one) for one in grants])
