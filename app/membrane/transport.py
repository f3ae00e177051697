"""The one door to the outside: what every transport to Membrane can do, and what its answers look like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from app.cancel import CancelToken, Deadline


class ConnectionState(StrEnum):
    """Where a connection stands (Membrane reference 4.2), older names mapped. Only READY can be used."""

    READY = "READY"
    BUILDING = "BUILDING"
    CLIENT_ACTION_REQUIRED = "CLIENT_ACTION_REQUIRED"
    CONFIGURATION_ERROR = "CONFIGURATION_ERROR"
    SETUP_FAILED = "SETUP_FAILED"
    DISCONNECTING = "DISCONNECTING"
    DISCONNECTED = "DISCONNECTED"
    """Was usable; connecting it anew keeps its id."""
    UNKNOWN = "UNKNOWN"
    """A name that this version does not know: not ready; `Connection.raw_state` has it."""


@dataclass(frozen=True, slots=True)
class ClientAction:
    """What a person must do for a connection. `type` is connect, provide-input or a name that is not known yet; `url`
    is the page for it, where there is one (http and https only)."""

    type: str
    description: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Connection:
    """A tenant's link to an app account (Membrane reference 4.1), reduced to what is needed to choose and use it."""

    id: str
    name: str
    key: str | None = None
    state: ConnectionState = ConnectionState.READY
    usable: bool = True
    clientary: bool = False
    problem: str | None = None
    """Why it cannot be used; None if it can."""
    raw_state: str | None = None
    """The state as Membrane named it; None from servers that have none."""
    client_action: ClientAction | None = None
    unnamed: bool = False
    """It does not say to which app it leads; a person may know."""


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
    header of that name, for creates that answer with nothing else. `status` is 0 where the transport hides it;
    `headers` (names in lower case) are empty where it hides those. `wrapped`: an action had put an HTTP reply around
    its output (form F of Membrane reference 8), which was taken off.
    """

    body: object
    status: int = 200
    location: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    wrapped: bool = False


@dataclass(frozen=True, slots=True)
class RawBody:
    """A request body that is sent as it is, instead of a value that becomes JSON; its content type is the caller's
    to say. `untouched`: a transport in between must not look at it either (`--rawData`, Membrane reference 5.3)."""

    text: str
    untouched: bool = False


Query = Mapping[str, str] | Sequence[tuple[str, str]]
"""Parameters of a request; pairs where a name comes several times."""


def query_pairs(query: Query | None) -> list[tuple[str, str]]:
    return list(query.items()) if isinstance(query, Mapping) else list(query or ())


class Transport(Protocol):
    """Blocking calls; safe to use from several threads at once (reads run up to four at a time).

    Every method raises the `TransportError` family of `app.errors` and `Cancelled`, nothing
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
        query: Query | None = None,
        body: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send one request to Clientary through the proxy; `path` as the connection needs it, prefix included.

        `body` is a value that becomes JSON (and says so in its content type), or a `RawBody`. `headers` are further
        ones; those that carry credentials or steer the connection are refused (`outgoing.safe_headers`).
        """
        ...

    def close(self) -> None: ...
