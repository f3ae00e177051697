"""Signing in by the `membrane` command (Membrane reference 6): it prints an address, and then waits or ends; the page
behind the address may show a code."""

from __future__ import annotations

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired
from app.membrane.cli_account import account_of, complete_sign_in
from app.membrane.cli_command import Command
from app.membrane.cli_conversation import Conversation
from app.membrane.cli_grammar import Form
from app.membrane.connecting import SignInStep
from app.membrane.printed import Printed, told_by

_NAME = "--clientName=stint"
FORMS = (
    Form("login", ("login", "--tenant")),
    Form("login, named", ("login", "--tenant", _NAME)),
    Form("login start", ("login", "start", "--tenant")),
    Form("login start, named", ("login", "start", "--tenant", _NAME)),
    Form("login, quiet", ("login", "--tenant", "--non-interactive")),
    Form("login, quiet, named", ("login", "--tenant", "--non-interactive", _NAME)),
)
_LOOK_S = 8.0
"""How often to look whether somebody signed in by the page alone, after the command has ended."""


class CommandSignIn:
    """A sign-in under way."""

    def __init__(self, command: Command, deadline: Deadline, cancel: CancelToken) -> None:
        self._command = command
        self._was_signed_in = self._signed_in(deadline, cancel)
        self._talk = Conversation(command, "login", FORMS, deadline, cancel, persistent=True)
        self._next_look = Deadline(_LOOK_S)
        self._looked = False

    def poll(self, wait_s: float, deadline: Deadline, cancel: CancelToken) -> SignInStep:
        ended = self._talk.listen(wait_s, deadline, cancel)
        if ended is None:
            return self._step()
        if not self._looked:
            self._looked = True
            return self._after(ended, deadline, cancel)
        cancel.wait(min(wait_s, deadline.remaining))
        if self._was_signed_in or not self._next_look.passed:
            return self._step()
        self._next_look = Deadline(_LOOK_S)
        return self._step(done=self._signed_in(deadline, cancel))

    def give(self, code: str, deadline: Deadline, cancel: CancelToken) -> SignInStep:
        problem = complete_sign_in(self._command, code, deadline, cancel)
        return self._step(done=problem is None, problem=problem)

    def close(self) -> None:
        self._talk.close()

    def _after(self, ended: Printed, deadline: Deadline, cancel: CancelToken) -> SignInStep:
        """The command has ended: by a sign-in, or because the rest goes by the code."""
        url = self._talk.url
        if ended.code == 0 and (url is None or not self._was_signed_in) and self._signed_in(deadline, cancel):
            return self._step(done=True)
        if url is None:
            raise AuthRequired(told_by(ended) or "the membrane command names no page to sign in on", layer="membrane")
        return self._step()

    def _signed_in(self, deadline: Deadline, cancel: CancelToken) -> bool:
        try:
            account_of(self._command, deadline, cancel)
        except AuthRequired:
            return False
        return True

    def _step(self, *, done: bool = False, problem: str | None = None) -> SignInStep:
        return SignInStep(self._talk.url, code_wanted=self._talk.url is not None, done=done, problem=problem)
