"""A sign-in in the browser: it comes back to this computer by itself, or a person brings the code, or the address that
the browser ended on when it runs on another computer."""

from __future__ import annotations

import time

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired
from app.membrane.connecting import SignInStep
from app.membrane.http_peer import HttpPeer
from app.membrane.loopback import LoopbackListener, Redirected, redirected
from app.membrane.oauth import Attempt, OAuthServer, new_state
from app.membrane.tokens import Keeper
from app.membrane.words import plain

_PENDING_LOOKED_AT_S = 2.0
_REFUSALS = {
    "access_denied": "the sign-in was turned down on its page",
    "server_error": "Membrane had trouble with the sign-in",
    "temporarily_unavailable": "Membrane cannot sign anybody in right now",
}
"""Words for what OAuth names by a code (RFC 6749, 4.1.2.1)."""


class BrowserSignIn:
    """Listens for the browser from its making until `close`. Meanwhile what another process needs to finish the sign-in
    with a code lies in the keyring."""

    def __init__(self, peer: HttpPeer, keeper: Keeper, deadline: Deadline, cancel: CancelToken) -> None:
        self._peer, self._server, self._keeper = peer, OAuthServer(peer), keeper
        state = new_state()
        self._listener = LoopbackListener(state)
        self._pending = False
        try:
            self._attempt = self._server.begin(self._listener.address, state, deadline, cancel)
        except BaseException:
            self.close()
            raise
        self._pending = keeper.keep_pending(self._attempt.stored())
        self._looked_at = time.monotonic()
        self._step = SignInStep(self._server.address(self._attempt), code_wanted=True)

    def poll(self, wait_s: float, deadline: Deadline, cancel: CancelToken) -> SignInStep:
        found = self._listener.wait(min(wait_s, deadline.remaining), cancel)
        if found is not None:
            return self._exchanged(found, deadline, cancel)
        return SignInStep(None, done=True) if self._finished_elsewhere() else self._step

    def give(self, code: str, deadline: Deadline, cancel: CancelToken) -> SignInStep:
        try:
            return self._exchanged(Redirected(code_in(code, self._attempt), None), deadline, cancel)
        except AuthRequired as error:
            return SignInStep(self._step.url, code_wanted=True, problem=error.detail)

    def close(self) -> None:
        self._listener.close()
        self._peer.close()
        if self._pending:
            self._keeper.forget_pending()

    def _exchanged(self, found: Redirected, deadline: Deadline, cancel: CancelToken) -> SignInStep:
        if found.code is None:
            raise _refused(found)
        self._keeper.save(self._server.exchange(self._attempt, found.code, deadline, cancel))
        return SignInStep(None, done=True)

    def _finished_elsewhere(self) -> bool:
        """Whether another process was given the code meanwhile (`finish_sign_in`)."""
        if not self._pending or time.monotonic() - self._looked_at < _PENDING_LOOKED_AT_S:
            return False
        self._looked_at = time.monotonic()
        if self._keeper.pending() is not None:
            return False
        self._pending = False
        return self._keeper.load() is not None


def code_in(given: str, attempt: Attempt) -> str:
    """The code in what a person brought: the code itself, or the address on which the browser ended."""
    found = redirected(given) if "://" in given or "code=" in given else None
    if found is None:
        return given
    if found.state is not None and not attempt.is_ours(found.state):
        raise AuthRequired("this address belongs to another sign-in", layer="membrane")
    if found.code is None:
        raise _refused(found)
    return found.code


def _refused(found: Redirected) -> AuthRequired:
    told = plain(found.error or "")
    return AuthRequired(_REFUSALS.get(told, told) or "the page gave no code", layer="membrane")
