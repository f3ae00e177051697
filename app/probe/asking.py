"""The only way in which a probe speaks to the outside: reads, one after another. It has no method that could write."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from statistics import median

from app.cancel import CancelToken, Deadline
from app.errors import BadReply, NotConnected, Offline, Rejected
from app.membrane.transport import Action, Transport

CALL_S = 30.0
_LONGEST_WAIT_S = 30
_PAUSE_S = 1.0
_HEADERS = frozenset({
    "content-type", "date", "etag", "last-modified", "cache-control", "vary", "link", "age", "x-runtime",
    "x-request-id", "x-total-count", "retry-after", "x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset",
    "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "content-encoding", "strict-transport-security",
})  # fmt: skip


class OutOfTime(Offline):
    """The time given to the probe is over; what was learned until then stands."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer. `failure` is "" or one of missing, forbidden, refused, membrane (refused there), unusable; `html`
    says that a page came instead of JSON, `wordless` that a refusal had an empty body."""

    body: object = None
    status: int = 200
    failure: str = ""
    html: bool = False
    wordless: bool = False
    wrapped: bool = False

    @property
    def came(self) -> bool:
        return not self.failure


@dataclass(slots=True)
class Asker:
    """Reads of one connection, counted and timed. Offline, Membrane's 401 and Clientary's 401 end a probe."""

    transport: Transport
    connection_id: str
    cancel: CancelToken
    deadline: Deadline
    requests: int = 0
    header_names: set[str] = field(default_factory=set)
    _times_ms: dict[str, list[int]] = field(default_factory=dict)

    def get(self, path: str, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None) -> Seen:
        """One GET through the proxy; `path` with the prefix it needs."""

        def once(limit: Deadline) -> Seen:
            reply = self.transport.request(
                self.connection_id, "GET", path, limit, self.cancel, query=query, headers=headers
            )
            self.header_names.update(_HEADERS & reply.headers.keys())
            return Seen(reply.body, reply.status)

        return self._patiently("request", once)

    def run(self, action: Action, payload: Mapping[str, object]) -> Seen:
        """Run an action that the caller knows to read only."""

        def once(limit: Deadline) -> Seen:
            reply = self.transport.run(self.connection_id, action.id, payload, limit, self.cancel, write=False)
            return Seen(reply.body, reply.status, wrapped=reply.wrapped)

        return self._patiently("action run", once)

    def actions(self, intent: str | None = None) -> list[Action] | None:
        """The connection's actions; None if they are not told."""
        found: list[Action] = []

        def once(limit: Deadline) -> Seen:
            found.extend(self.transport.actions(self.connection_id, limit, self.cancel, intent))
            return Seen()

        return found if self._patiently("action list", once).came else None

    def latency_ms(self) -> dict[str, int]:
        """The median time of each kind of call."""
        return {what: round(median(times)) for what, times in sorted(self._times_ms.items())}

    def _patiently(self, what: str, once: Callable[[Deadline], Seen]) -> Seen:
        """Ask; a torn answer or a limit is met with one more try, after as long as the other side asks for."""
        try:
            return self._timed(what, once)
        except Offline as error:
            wait_s = error.facts.get("retry_after", _PAUSE_S)
            limited = error.facts.get("status") == 429
            if isinstance(error, OutOfTime) or not (limited or error.facts.get("sent") == 1):
                raise
            if not isinstance(wait_s, int | float) or wait_s > min(_LONGEST_WAIT_S, self.deadline.remaining):
                raise
        self.cancel.wait(wait_s)
        return self._timed(what, once)

    def _timed(self, what: str, once: Callable[[Deadline], Seen]) -> Seen:
        self.cancel.check()
        if self.deadline.passed:
            raise OutOfTime("the time for the probe is over", reason="time")
        self.requests += 1
        began = time.monotonic()
        try:
            seen: Seen = once(self.deadline.at_most(CALL_S))
        except Rejected as error:
            if what == "request" and error.facts.get("layer") == "membrane" and error.facts.get("key") == "not_found":
                raise NotConnected(error.detail, reason="reconnect") from error  # of a proxy that is the connection
            seen = _refused(error)
        except BadReply as error:
            seen = Seen(status=int(error.facts.get("status", 0)), failure="unusable")
        self._times_ms.setdefault(what, []).append(round((time.monotonic() - began) * 1000))
        return seen


def _refused(error: Rejected) -> Seen:
    status = int(error.facts.get("status", 0))
    if error.facts.get("layer") == "membrane":
        return Seen(status=status, failure="membrane")
    failure = {404: "missing", 403: "forbidden"}.get(status, "refused")
    wordless = error.detail == f"status {status}"
    return Seen(status=status, failure=failure, html=bool(error.facts.get("html")), wordless=wordless)
