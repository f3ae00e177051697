"""The `membrane` command as a transport, in every grammar of Membrane reference 5: one process per call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired, TransportError, TransportUnavailable
from app.membrane.answers import action_reply, proxied_reply
from app.membrane.catalogue import actions_of, actions_page, connections_of, connections_page
from app.membrane.cli_command import Command, Said
from app.membrane.cli_grammar import (
    REQUEST,
    Form,
    Proxied,
    Selected,
    list_actions,
    list_connections,
    run_action,
    send_request,
)
from app.membrane.envelope import Page
from app.membrane.exact_json import encode
from app.membrane.outgoing import safe_headers, safe_id, safe_path
from app.membrane.printed import act_answer, membrane_answer, proxy_answer
from app.membrane.transport import Action, Connection, Query, RawBody, Reply, query_pairs
from app.membrane.verdict import judge

_MOST_PAGES = 50


class CliTransport:
    """Runs the command by its absolute path, in `home`, its private folder. Safe to use from several threads."""

    name = "cli"

    def __init__(self, command: Path, home: Path) -> None:
        self.command = Command(command, home)
        self._keys: dict[str, str] = {}

    def connections(self, deadline: Deadline, cancel: CancelToken) -> list[Connection]:
        pages = self._pages("connection list", list_connections, connections_page, deadline, cancel)
        found = connections_of(pages)
        self._keys = {one.id: one.key for one in found if one.key is not None}
        return found

    def actions(
        self, connection_id: str, deadline: Deadline, cancel: CancelToken, intent: str | None = None
    ) -> list[Action]:
        connection, asked = self._selected(connection_id), intent[:200] if intent else None

        def forms(cursor: str | None) -> list[Form]:
            return list_actions(connection, asked, cursor)

        return actions_of(self._pages("action list", forms, actions_page, deadline, cancel))

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
        forms = run_action(self._selected(connection_id), safe_id(action_id, "action"), encode(payload))
        said = self.command.say("action run", forms, deadline, cancel, write=write)
        return action_reply(membrane_answer(said.printed, write=write), write=write)

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
        write = method != "GET"
        sent = {"Accept": "application/json"}
        if body is not None and not isinstance(body, RawBody):
            sent["Content-Type"] = "application/json"
        for name, value in safe_headers(headers).items():
            sent = {known: one for known, one in sent.items() if known.lower() != name.lower()} | {name: value}
        proxied = Proxied(method, safe_path(path), query_pairs(query), sent, body)
        forms = send_request(self._selected(connection_id), proxied)
        said = self.command.say("request", forms, deadline, cancel, write=write)
        read = proxy_answer if said.form.name == REQUEST else act_answer
        try:
            return proxied_reply(read(said.printed, write=write), method)
        except AuthRequired as error:
            if not isinstance(said.printed.body, Mapping | list):
                raise self._whose(error, deadline, cancel) from error
            raise

    def close(self) -> None:
        """Nothing to close: no process outlives its call."""

    def _whose(self, error: AuthRequired, deadline: Deadline, cancel: CancelToken) -> AuthRequired:
        """A bare 401 in the text may be Membrane's or Clientary's: Membrane's own list tells."""
        try:
            self.connections(deadline, cancel)
        except AuthRequired as told:
            return told
        except TransportError:
            return error
        return AuthRequired(error.detail, layer="clientary")

    def _selected(self, connection_id: str) -> Selected:
        found = safe_id(connection_id, "connection")
        return Selected(found, self._keys.get(found, found))

    def _pages(
        self,
        wish: str,
        forms: Callable[[str | None], Sequence[Form]],
        read: Callable[[object], Page],
        deadline: Deadline,
        cancel: CancelToken,
    ) -> list[Page]:
        """Every page of a list. No flag for a further page is documented; the plausible one is tried, for as long as it
        brings something new. A version that does not know it has shown all that it can."""
        said = self.command.say(wish, forms(None), deadline, cancel, write=False)
        pages = [_page(said, read)]
        while (cursor := pages[-1].cursor) and len(pages) < _MOST_PAGES:
            same = [form for form in forms(cursor) if form.name == said.form.name]
            try:
                following = _page(self.command.say(f"{wish} on", same, deadline, cancel, write=False), read)
            except TransportUnavailable as error:
                if error.facts.get("key") == "unsupported":
                    break
                raise
            if any(following.records == page.records for page in pages):
                break
            pages.append(following)
        return pages


def _page(said: Said, read: Callable[[object], Page]) -> Page:
    answer = membrane_answer(said.printed, write=False)
    judge(answer, write=False)
    return read(answer.body)
