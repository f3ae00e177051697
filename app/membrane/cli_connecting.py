"""Signing in and connecting by the `membrane` command, in every grammar (Membrane reference 5 and 6)."""

from __future__ import annotations

from pathlib import Path

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired, OutcomeUnknown, Rejected, TransportUnavailable
from app.membrane.catalogue import connection_of
from app.membrane.cli import CliTransport
from app.membrane.cli_account import account_of, complete_sign_in
from app.membrane.cli_connect import CommandConnection, connect_forms, connector_id_in, reconnect_forms
from app.membrane.cli_conversation import Conversation
from app.membrane.cli_grammar import Form
from app.membrane.cli_sign_in import CommandSignIn
from app.membrane.connecting import APP_URL, LONGEST_WAIT_S, Account
from app.membrane.envelope import page_of
from app.membrane.outgoing import safe_id
from app.membrane.printed import membrane_answer
from app.membrane.transport import Connection
from app.membrane.verdict import judge

_APP = "clientary"
_ROUND_TRIP_S = 15.0
"""What a held call may take beyond the time for which it is held (Membrane reference 5.4)."""

_ENSURE_S = 60.0
_NOT_ABOUT_THE_WORD = frozenset({"access_denied", "already_exists"})


class CliConnector:
    """The command at an absolute path, run in `home`, its private folder."""

    name = "cli"

    def __init__(self, command: Path, home: Path) -> None:
        self._transport = CliTransport(command, home)
        self._command = self._transport.command

    def account(self, deadline: Deadline, cancel: CancelToken) -> Account:
        return account_of(self._command, deadline, cancel)

    def sign_in(self, deadline: Deadline, cancel: CancelToken) -> CommandSignIn:
        return CommandSignIn(self._command, deadline, cancel)

    def finish_sign_in(self, code: str, deadline: Deadline, cancel: CancelToken) -> None:
        problem = complete_sign_in(self._command, code, deadline, cancel)
        if problem is not None:
            raise AuthRequired(problem, layer="membrane")

    def sign_out(self, deadline: Deadline, cancel: CancelToken) -> None:
        """The command forgets its sign-in; other programs that use it are signed out as well."""
        self._command.say("logout", [Form("logout", ("logout",))], deadline, cancel, write=False)

    def connections(self, deadline: Deadline, cancel: CancelToken) -> list[Connection]:
        return self._transport.connections(deadline, cancel)

    def connection(
        self, connection_id: str, deadline: Deadline, cancel: CancelToken, *, wait_s: float = 0.0
    ) -> Connection:
        """G1 has no `connection get`: then the list is looked at, without waiting."""
        wanted, seconds = safe_id(connection_id, "connection"), int(min(wait_s, LONGEST_WAIT_S))
        limit = deadline.at_most(seconds + _ROUND_TRIP_S)
        try:
            wish = "connection get" if seconds < 1 else "connection get, held"
            said = self._command.say(wish, _get_forms(wanted, seconds), limit, cancel, write=False)
        except TransportUnavailable as error:
            if error.facts.get("key") != "unsupported":
                raise
            return self._listed(wanted, deadline, cancel)
        answer = membrane_answer(said.printed, write=False)
        judge(answer, write=False)
        return connection_of(answer.body)

    def ensure(self, deadline: Deadline, cancel: CancelToken) -> Connection | None:
        """By the address; by the bare word only where that is refused as not valid."""
        limit = deadline.at_most(_ENSURE_S)
        for asked in (APP_URL, _APP):
            form = Form("ensure", ("connection", "ensure", asked, "--json"))
            try:
                said = self._command.say("connection ensure", [form], limit, cancel, write=True)
                answer = membrane_answer(said.printed, write=True)
                judge(answer, write=True)
                return connection_of(answer.body)
            except Rejected as error:
                if error.facts.get("key") in _NOT_ABOUT_THE_WORD:
                    raise
            except OutcomeUnknown as error:
                if not _says_invalid(error.detail):
                    raise
            except TransportUnavailable as error:
                if error.facts.get("key") != "unsupported":
                    raise
                return None
        return None

    def connect(self, deadline: Deadline, cancel: CancelToken) -> CommandConnection:
        known = frozenset(one.id for one in self.connections(deadline, cancel))
        forms = connect_forms(self._connector_id(deadline, cancel))
        talk = Conversation(self._command, "connect", forms, deadline, cancel)
        return CommandConnection(talk, self.connections, known)

    def reconnect(self, connection_id: str, deadline: Deadline, cancel: CancelToken) -> CommandConnection:
        wanted = safe_id(connection_id, "connection")
        talk = Conversation(self._command, "reconnect", reconnect_forms(wanted), deadline, cancel)
        return CommandConnection(talk, self.connections, frozenset(), wanted)

    def transport(self) -> CliTransport:
        return self._transport

    def close(self) -> None:
        self._transport.close()

    def _listed(self, wanted: str, deadline: Deadline, cancel: CancelToken) -> Connection:
        for one in self.connections(deadline, cancel):
            if wanted in (one.id, one.key):
                return one
        raise Rejected(f"there is no connection {wanted!r:.80}", layer="membrane", status=404, key="not_found")

    def _connector_id(self, deadline: Deadline, cancel: CancelToken) -> str | None:
        """For G1; None where this version has no search, or the search finds nothing: the app's key is tried then."""
        form = Form("search", ("search", _APP, "--elementType=connector", "--json"))
        try:
            said = self._command.say("search", [form], deadline, cancel, write=False)
            answer = membrane_answer(said.printed, write=False)
            judge(answer, write=False)
        except Rejected:
            return None
        except TransportUnavailable as error:
            if error.facts.get("key") != "unsupported":
                raise
            return None
        return connector_id_in(page_of(answer.body, "items").records)


def _get_forms(wanted: str, seconds: int) -> list[Form]:
    plain = Form("at once", ("connection", "get", wanted, "--json"))
    if seconds < 1:
        return [plain]
    held = ("connection", "get", wanted, "--wait")
    return [Form("held", (*held, f"--timeout={seconds}", "--json")), Form("waiting", (*held, "--json")), plain]


def _says_invalid(words: str) -> bool:
    """Whether a failure is about the word that was given. To ask once more is safe: this finds or creates."""
    lowered = words.lower()
    return any(word in lowered for word in ("invalid", "must", "valid", "expected", "appurl", "host", "url"))
