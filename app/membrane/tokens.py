"""Membrane's token and how to come by the next one. Importing this is cheap; no token is ever shown by `repr`."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Protocol

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired, LockBusy, Offline, TransportError
from app.locks import FileLock
from app.secrets import Keeping, TokenStore

_RENEWED_BEFORE_S = 60
"""As Membrane's own SDK does it (Membrane reference 3)."""

_RENEWAL_S = 20.0
_LOCK_SLICE_S = 0.1
_RENEWED_AGAIN_S = 30.0
"""After a renewal in advance: until then the token is used as it is. Where renewing fails, or brings tokens that live
for less than a minute, no call waits for that again and again."""

_MISSING = {
    Keeping.KEPT: "nobody is signed in",
    Keeping.NO_KEYRING: "nobody is signed in, and this computer has no keyring that would keep a sign-in",
    Keeping.LOCKED: "the sign-in lies in a keyring that is locked",
    Keeping.FAILED: "the keyring that keeps the sign-in does not answer",
}


class TokenSource(Protocol):
    """Where a call's token comes from. Safe to use from several threads."""

    def current(self, deadline: Deadline, cancel: CancelToken) -> str:
        """The token to use. Raises `AuthRequired` (layer membrane) when nobody is signed in."""
        ...

    def renewed(self, stale: str, deadline: Deadline, cancel: CancelToken) -> str | None:
        """Another token, after Membrane refused `stale`; None if there is no way to one. Raises `AuthRequired` when the
        sign-in is over, `Offline` when that could not be found out."""
        ...


@dataclass(frozen=True, slots=True)
class FixedToken:
    """A token that somebody gave: it lasts as long as it lasts."""

    token: str = field(repr=False)

    def current(self, deadline: Deadline, cancel: CancelToken) -> str:  # noqa: ARG002 - nothing is waited for
        return self.token

    def renewed(self, stale: str, deadline: Deadline, cancel: CancelToken) -> str | None:  # noqa: ARG002 - as above
        return None


@dataclass(frozen=True, slots=True)
class Grant:
    """A sign-in: the token, and what renews it. `expires_at` in epoch seconds, None if not told."""

    access_token: str = field(repr=False)
    refresh_token: str | None = field(default=None, repr=False)
    expires_at: int | None = None
    client_id: str | None = None
    label: str | None = None
    """Who signed in, if Membrane said so."""

    @property
    def expires_soon(self) -> bool:
        return self.expires_at is not None and time.time() > self.expires_at - _RENEWED_BEFORE_S


class Keeper:
    """One data folder's sign-in in the OS keyring. The token lies under `account` by itself, what renews it beside it,
    and a sign-in that waits for its code in a third place."""

    def __init__(self, account: str) -> None:
        self._token = TokenStore(account)
        self._renewal = TokenStore(f"{account}#renewal")
        self._pending = TokenStore(f"{account}#pending")

    def load(self) -> Grant | None:
        token = self._token.get()
        if not token:
            return None
        kept = _object(self._renewal.get())
        if kept is None or kept.get("of") != _mark(token):
            return Grant(token)
        expires_at = kept.get("expires_at")
        return Grant(
            token,
            _text(kept.get("refresh_token")),
            expires_at if isinstance(expires_at, int) else None,
            _text(kept.get("client_id")),
            _text(kept.get("label")),
        )

    def save(self, grant: Grant) -> Keeping:
        """Keep the sign-in; says whether it could be kept for longer than this session."""
        if grant == Grant(grant.access_token):
            self._renewal.forget()
            return self._token.set(grant.access_token)
        beside = {
            "of": _mark(grant.access_token),
            "refresh_token": grant.refresh_token,
            "expires_at": grant.expires_at,
            "client_id": grant.client_id,
            "label": grant.label,
        }
        renewal = self._renewal.set(json.dumps(beside))
        token = self._token.set(grant.access_token)
        return renewal if token is Keeping.KEPT else token

    def forget(self) -> None:
        for store in (self._pending, self._renewal, self._token):
            store.forget()

    @property
    def keeping(self) -> Keeping:
        """Whether the sign-in of `load` lasts longer than this session."""
        return self._token.keeping

    def pending(self) -> dict[str, str] | None:
        """What a sign-in that waits for its code needs to be finished by another process."""
        found = _object(self._pending.get())
        if found is None or not all(isinstance(value, str) for value in found.values()):
            return None
        return {key: str(value) for key, value in found.items()}

    @property
    def pending_is_kept(self) -> bool:
        """Whether another process sees what the last call to `pending` found."""
        return self._pending.keeping is Keeping.KEPT

    def keep_pending(self, values: dict[str, str]) -> bool:
        return self._pending.set(json.dumps(values)) is Keeping.KEPT

    def forget_pending(self) -> None:
        self._pending.forget()


AskCommand = Callable[[Deadline, CancelToken], str | None]
"""The token that the signed-in `membrane` command hands out; None without a command, or if nobody is signed in."""
Renew = Callable[[Grant, Deadline, CancelToken], Grant]
"""Turn a grant with a refresh token into the next one; raises `AuthRequired` if Membrane does not."""


class KeptToken:
    """The token of the kept sign-in, renewed in silence; without one, the signed-in command's."""

    def __init__(self, keeper: Keeper, lock: Path, renew: Renew, ask_command: AskCommand) -> None:
        """`lock`: a file that keeps two processes from renewing at once, since a refresh token may work only once."""
        self._keeper, self._lock_file, self._renew, self._ask_command = keeper, lock, renew, ask_command
        self._grant: Grant | None = None
        self._mutex = threading.Lock()
        self._renew_from = 0.0

    def current(self, deadline: Deadline, cancel: CancelToken) -> str:
        with self._mutex:
            grant = self._grant = self._grant or self._keeper.load() or self._asked(None, deadline, cancel)
            if grant is None:
                raise AuthRequired(_MISSING[self._keeper.keeping], layer="membrane", key=f"none_{self._keeper.keeping}")
            if grant.refresh_token and grant.expires_soon and time.monotonic() >= self._renew_from:
                self._renew_from = time.monotonic() + _RENEWED_AGAIN_S
                try:
                    grant = self._grant = self._next(grant, deadline, cancel)
                except TransportError:
                    pass  # it may still be taken; if not, the refusal says so
            return grant.access_token

    def renewed(self, stale: str, deadline: Deadline, cancel: CancelToken) -> str | None:
        with self._mutex:
            grant = self._grant
            if grant is not None and grant.access_token != stale:
                return grant.access_token  # another thread was quicker
            found = self._next(grant, deadline, cancel) if grant is not None and grant.refresh_token else None
            if found is None:
                kept = self._keeper.load()
                found = (
                    kept if kept is not None and kept.access_token != stale else self._asked(stale, deadline, cancel)
                )
            if found is None:
                return None
            self._grant = found
            return found.access_token

    def _asked(self, stale: str | None, deadline: Deadline, cancel: CancelToken) -> Grant | None:
        token = self._ask_command(deadline, cancel)
        if not token or token == stale:
            return None
        grant = Grant(token)
        self._keeper.save(grant)
        return grant

    def _next(self, grant: Grant, deadline: Deadline, cancel: CancelToken) -> Grant:
        """The renewed grant, ours or the one that another process got meanwhile."""
        limit = deadline.at_most(_RENEWAL_S)
        lock = self._locked(limit, cancel)
        with lock:
            kept = self._keeper.load()
            if kept is not None and kept.access_token != grant.access_token:
                return kept
            found = self._renew(grant, limit, cancel)
            # A server that does not rotate refresh tokens sends none with the new access token.
            found = replace(found, refresh_token=found.refresh_token or grant.refresh_token, label=grant.label)
            self._keeper.save(found)
            return found

    def _locked(self, limit: Deadline, cancel: CancelToken) -> FileLock:
        while True:
            cancel.check()
            lock = FileLock(self._lock_file)
            try:
                lock.acquire(_LOCK_SLICE_S)
            except LockBusy as error:
                if limit.passed:
                    raise Offline("another process is renewing the sign-in") from error
            else:
                return lock


def _mark(token: str) -> str:
    """Ties what renews to its token without repeating it: two writes to a keyring are not one."""
    import hashlib

    return hashlib.sha256(token.encode()).hexdigest()[:16]


def _object(text: str | None) -> dict[str, object] | None:
    try:
        found = json.loads(text or "")
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
