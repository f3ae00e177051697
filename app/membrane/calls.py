"""How one call to Clientary is made: reads are tried again, writes never, everything within the caller's deadline."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from app.cancel import CancelToken, Deadline
from app.errors import BadReply, NotConnected, Offline, Rejected, TransportUnavailable
from app.membrane.answers import NO_OUTPUT
from app.membrane.transport import Action, Reply, Transport

READ_S = 30.0
WRITE_S = 60.0
"""Membrane's own limit on a request (Membrane reference 2)."""

_PAUSES_S = (0.2, 1.0)
_T = TypeVar("_T")


NO_PROXY = "proxy"
"""Key of the refusal that says: this connection's actions work, its proxy does not."""

UNSUPPORTED = "unsupported"
"""Key of what the installed command has no words for: nothing ran, and another way may do."""


class Calls:
    """The calls of one connection, counted. `pace` is called before each write and waits as long as it must."""

    def __init__(
        self,
        transport: Transport,
        connection_id: str,
        cancel: CancelToken,
        deadline: Deadline,
        pace: Callable[[], None] | None = None,
    ) -> None:
        self._transport, self._connection = transport, connection_id
        self.cancel, self.deadline = cancel, deadline
        self._pace = pace
        self._lock = threading.Lock()
        self._turn_taken = False
        self.count = 0
        self.acted = False
        """Whether an action has run, so that the connection is there whatever the proxy says."""

    def get(self, path: str, query: Mapping[str, str] | None = None) -> Reply:
        """Read by the proxy; `path` with its learned prefix. Clientary's refusals are raised at once."""
        with self._connection_kept():
            return self._read(
                lambda limit: self._transport.request(self._connection, "GET", path, limit, self.cancel, query=query)
            )

    def actions(self, intent: str | None) -> list[Action]:
        with _worded():
            return self._read(lambda limit: self._transport.actions(self._connection, limit, self.cancel, intent))

    def send(self, method: str, path: str, body: object = None) -> Reply:
        """Write by the proxy, exactly once."""
        limit = self._before_write()
        with self._connection_kept():
            return self._transport.request(self._connection, method, path, limit, self.cancel, body=body)

    def run(self, action_id: str, payload: Mapping[str, object], *, write: bool) -> Reply:
        """Run an action: a write exactly once."""

        def attempt(limit: Deadline) -> Reply:
            return self._transport.run(self._connection, action_id, payload, limit, self.cancel, write=write)

        with _worded():
            reply = attempt(self._before_write()) if write else self._read(attempt)
        self.acted = True
        return reply

    def take_turn(self) -> None:
        """Wait for the next write's turn now, so that the write itself leaves at once when it is asked for."""
        if self._pace is not None and not self._turn_taken:
            self._pace()
        self._turn_taken = True

    @contextmanager
    def _connection_kept(self) -> Iterator[None]:
        """On the proxy, Membrane's own "not found" is about the connection, not about a record; unless actions of that
        very connection work, then it is about the proxy. So is a command that has no word for such requests."""
        try:
            yield
        except TransportUnavailable as error:
            if error.facts.get("key") != UNSUPPORTED or not self.acted:
                raise
            raise Rejected(error.detail, layer="membrane", status=403, key=NO_PROXY) from error
        except Rejected as error:
            if error.facts.get("layer") != "membrane" or error.facts.get("key") != "not_found":
                raise
            if self.acted:
                raise Rejected(error.detail, layer="membrane", status=404, key=NO_PROXY) from error
            raise NotConnected(error.detail, reason="reconnect") from error

    def _before_write(self) -> Deadline:
        self.take_turn()
        self._turn_taken = False
        return self._before_call(WRITE_S)

    def _before_call(self, seconds: float) -> Deadline:
        self.cancel.check()
        if self.deadline.passed:
            raise Offline("The time for this sync is over.", reason="time")
        with self._lock:
            self.count += 1
        return self.deadline.at_most(seconds)

    def _read(self, attempt: Callable[[Deadline], _T]) -> _T:
        """Up to three attempts on a bad or torn answer; a refusal, 429 or a refused connection ends it at once."""
        for pause in (*_PAUSES_S, None):
            limit = self._before_call(READ_S)
            try:
                return attempt(limit)
            except (BadReply, Offline) as error:
                if pause is None or not _may_change(error) or self.deadline.remaining <= pause:
                    raise
            self.cancel.wait(pause)
        raise AssertionError("the last attempt returns or raises")


@contextmanager
def _worded() -> Iterator[None]:
    """A command that cannot do something with actions is one where the proxy has to."""
    try:
        yield
    except TransportUnavailable as error:
        if error.facts.get("key") != UNSUPPORTED:
            raise
        raise Rejected(error.detail, layer="membrane", status=0, key=UNSUPPORTED) from error


def _may_change(error: BadReply | Offline) -> bool:
    """Whether asking again may help: not where an output came and was empty, nor where no connection was made."""
    if isinstance(error, BadReply):
        return error.facts.get("key") != NO_OUTPUT
    return error.facts.get("sent") == 1
