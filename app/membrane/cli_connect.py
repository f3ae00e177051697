"""Connecting Clientary by `membrane connect` (Membrane reference 5.2 and 6): it prints an address and blocks until a
person has done what the page asks, or hands out a request and ends at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from app.cancel import CancelToken, Deadline
from app.errors import AuthRequired, NotConnected, OutcomeUnknown, TransportError, TransportUnavailable
from app.membrane.cli_conversation import Conversation
from app.membrane.cli_grammar import Form
from app.membrane.connecting import ConnectStep
from app.membrane.envelope import Object, output_of
from app.membrane.fields import as_id, canonical
from app.membrane.printed import Printed, membrane_answer, told_by
from app.membrane.transport import Connection
from app.membrane.verdict import judge

_APP = "clientary"
_LOOK_S = 2.0
_NAMES = ("result_connection_id", "connection_id", "id")
_NESTED = ("connection", "output", "data", "result", "item")
_IN_TEXT = re.compile(r"\bconnection(?:[ _-]?id)?\b[^\n:=]{0,30}[:=]\s*['\"]?([A-Za-z0-9][\w-]{5,99})", re.IGNORECASE)
_CANCELLED = re.compile(r"\bcancel", re.IGNORECASE)

Look = Callable[[Deadline, CancelToken], list[Connection]]


def connect_forms(connector_id: str | None) -> list[Form]:
    """G1 names the connector by id, G2 by key; the rest is of later versions."""
    ways = [("integration", f"--integrationKey={_APP}"), ("intent", f"--intent={_APP}")]
    ways.insert(0, ("key", f"--connectorKey={_APP}"))
    if connector_id is not None:
        ways.insert(0, ("id", f"--connectorId={connector_id}"))
    return [Form(name, ("connect", flag, "--json")) for name, flag in ways]


def reconnect_forms(connection_id: str) -> list[Form]:
    return [
        Form("id", ("connect", f"--connectionId={connection_id}", "--json")),
        Form("key", ("connect", f"--connectionKey={connection_id}", "--json")),
    ]


class CommandConnection:
    """A connection in the making. `look` lists the account's connections; `known` are the ids that were there before,
    `same` the id that a reconnection keeps."""

    def __init__(self, talk: Conversation, look: Look, known: frozenset[str], same: str | None = None) -> None:
        self._talk, self._look, self._known, self._same = talk, look, known, same
        self._outcome: ConnectStep | None = None
        self._over = False
        self._next_look = Deadline(0)

    def poll(self, wait_s: float, deadline: Deadline, cancel: CancelToken) -> ConnectStep:
        try:
            ended = self._talk.listen(wait_s, deadline, cancel)
        except TransportUnavailable as error:
            if error.facts.get("key") == "unsupported":
                raise NotConnected(error.detail, reason="failed") from error
            raise
        if ended is None:
            return ConnectStep(self._talk.url)
        if self._outcome is None:
            self._outcome = self._read(ended)
        elif self._outcome.connection_id is None:
            cancel.wait(min(wait_s, deadline.remaining))
        if self._outcome.connection_id is None and self._next_look.passed:
            self._outcome = self._found(deadline, cancel)
            self._next_look = Deadline(_LOOK_S)
        return self._outcome

    def close(self) -> None:
        self._talk.close()

    def _read(self, ended: Printed) -> ConnectStep:
        """What the ended command says. No id: the list of connections has to tell."""
        if ended.code != 0:
            raise _failure(ended)
        if isinstance(ended.body, Mapping):
            judge(membrane_answer(ended, write=False), write=False)
        fields = _fields(ended.body)
        status = str(fields.get("status") or "").lower()
        if status in ("cancelled", "error"):
            reason = "cancelled" if status == "cancelled" else "failed"
            raise NotConnected(told_by(ended) or "the connection was not made", reason=reason)
        self._over = status != "pending" and ("request_id" not in fields or bool(fields.get("result_connection_id")))
        found = self._same or connection_id_in(ended)
        return ConnectStep(self._talk.url, found if self._over else None)

    def _found(self, deadline: Deadline, cancel: CancelToken) -> ConnectStep:
        """The connection that is new in the list, or the only one if the command is done with it."""
        listed = [one for one in self._look(deadline, cancel) if one.clientary or one.unnamed]
        if self._same is not None:
            usable = any(one.id == self._same and one.usable for one in listed)
            return ConnectStep(self._talk.url, self._same if usable else None)
        candidates = [one.id for one in listed if one.id not in self._known]
        if not candidates and self._over:
            candidates = [one.id for one in listed if one.clientary]
        if len(candidates) > 1 or (self._over and not candidates):
            raise OutcomeUnknown("the membrane command does not say which connection it made", answered=1)
        return ConnectStep(self._talk.url, candidates[0] if candidates else None)


def connection_id_in(ended: Printed) -> str | None:
    """The id in what `connect` printed: `{id}`, `{connectionId}`, `{connection: {id}}`, `{resultConnectionId}`, a whole
    connection, any of them in a wrapper, or a line of text."""
    found = _id_in(ended.body, 4)
    if found is None and (match := _IN_TEXT.search(f"{ended.around}\n{ended.err}")) is not None:
        found = as_id(match[1])
    return found


def connector_id_in(found: Sequence[Object]) -> str | None:
    """Clientary's connector among what a search found: an item that is a connector and is called so, first one whose
    name or key is exactly that; never simply the first hit (Membrane reference 6)."""
    for exact in (True, False):
        for item in found:
            fields = _fields(item)
            element = _fields(fields.get("element")) or fields
            names = [str(element.get(name) or "").lower() for name in ("key", "name")]
            fits = _APP in names if exact else any(_APP in name for name in names)
            kind = str(fields.get("element_type") or "connector").lower()
            if kind == "connector" and fits and (identifier := as_id(element.get("id"))) is not None:
                return identifier
    return None


def _id_in(body: object, depth: int) -> str | None:
    fields = _fields(output_of(body))
    if depth == 0:
        return None
    inner = next((found for name in _NESTED if (found := _id_in(fields.get(name), depth - 1)) is not None), None)
    own = next((found for name in _NAMES if (found := as_id(fields.get(name))) is not None), None)
    return inner if inner is not None and "state" not in fields else own or inner


def _failure(ended: Printed) -> TransportError:
    """Why it came to nothing."""
    try:
        judge(membrane_answer(ended, write=False), write=False)
    except AuthRequired as error:
        return error
    except TransportError as error:
        words = told_by(ended) or error.detail
    else:
        words = told_by(ended)
    return NotConnected(
        words or "the connection was not made", reason="cancelled" if _CANCELLED.search(words) else "failed"
    )


def _fields(value: object) -> dict[str, object]:
    return {canonical(str(key)): part for key, part in value.items()} if isinstance(value, Mapping) else {}
