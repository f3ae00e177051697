"""The one door to the outside: what every transport to Membrane can do, and what its answers look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from app.cancel import CancelToken, Deadline


@dataclass(frozen=True, slots=True)
class Connection:
    """A tenant's link to an app account (Membrane reference 4.1), reduced to what is needed to choose and use it."""

    id: str
    name: str
    key: str | None = None
    state: str | None = None
    usable: bool = True
    clientary: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A discovered action. `key` may be empty; only `id` always runs. `input_schema` is JSON-Schema-like."""

    id: str
    key: str
    name: str
    input_schema: Mapping[str, object] = field(default_factory=dict)
    description: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """A believable answer. `body` is decoded JSON (numbers as int or Decimal) or None when empty; `location` is the
    header of that name, for creates that answer with nothing else. `status` is 0 where the transport hides it.
    """

    body: object
    status: int = 200
    location: str | None = None


class Transport(Protocol):
    """Blocking calls; safe to use from several threads at once (reads run up to four at a time).

    Every method raises the `TransportError` family of `app.errors` by `sync.md` section 2 and `Cancelled`, nothing
    else. `request` raises `Rejected` for Clientary's 4xx; a failed *read* raises Offline/BadReply, never
    OutcomeUnknown. What is a write is known from the method (not GET) and, for actions, from the flag.
    """

    name: str

    def connections(self, deadline: Deadline, cancel: CancelToken) -> list[Connection]: ...

    def actions(
        self, connection_id: str, deadline: Deadline, cancel: CancelToken, intent: str | None = None
    ) -> list[Action]: ...

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
        """Run an action; the reply's body is the unwrapped `output`."""
        ...

    def request(
        self,
        connection_id: str,
        method: str,
        path: str,
        deadline: Deadline,
        cancel: CancelToken,
        *,
        query: Mapping[str, str] | None = None,
        body: object = None,
    ) -> Reply:
        """Send one request to Clientary through the proxy; `path` as the connection needs it, prefix included."""
        ...

    def close(self) -> None: ...
