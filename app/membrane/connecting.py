"""Signing in to Membrane and connecting Clientary there: what every way to Membrane can do for it.

There are two ways: the HTTP API (`app.membrane.api_connecting.ApiConnector`) and the `membrane` command
(`app.membrane.cli_connecting.CliConnector`). No way opens a browser or asks a person: they hand out addresses, and
`app.services.connecting` decides. Every call blocks, obeys its deadline and releases its caller within 100 ms of a
cancellation; raises the `TransportError` family and `Cancelled` only. A connection or sign-in is never made twice by
repeating a call whose answer was lost: that is `OutcomeUnknown`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from app.cancel import CancelToken, Deadline
from app.membrane.transport import Connection, Transport

APP_URL = "https://www.clientary.com/"
"""What `connection ensure` is asked for: its schema wants an address with a dotted host (Membrane reference 4)."""

LONGEST_WAIT_S = 60.0
"""The longest that Membrane holds a request for a connection's state to change (Membrane reference 4)."""


@dataclass(frozen=True, slots=True)
class SignInStep:
    """How far a sign-in is. `url` is to be opened in a browser, None until it is known; `code_wanted`: that page may
    show a code (or end on an address) that the person can give back; `done`: somebody is signed in; `problem`: why the
    last code was not taken. A refusal for good is raised instead."""

    url: str | None
    code_wanted: bool = False
    done: bool = False
    problem: str | None = None


class PendingSignIn(Protocol):
    """A sign-in under way; used by one thread. Always close it: that ends its listener or process."""

    def poll(self, wait_s: float, deadline: Deadline, cancel: CancelToken) -> SignInStep:
        """How far it is, after at most `wait_s` seconds; returns sooner when something changes."""
        ...

    def give(self, code: str, deadline: Deadline, cancel: CancelToken) -> SignInStep:
        """What the person copied from the page: a code, or the address that the browser ended on."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ConnectStep:
    """How far a connection in the making is. `url` is to be opened in a browser, None until it is known. Done when
    `connection_id` is set; its state still has to be looked at."""

    url: str | None
    connection_id: str | None = None


class PendingConnection(Protocol):
    """A connection that a person makes in the browser; used by one thread. Always close it."""

    def poll(self, wait_s: float, deadline: Deadline, cancel: CancelToken) -> ConnectStep:
        """How far it is, after at most `wait_s` seconds. Raises `NotConnected` with reason `cancelled` or `failed` and
        the server's words in the detail when it came to nothing."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Account:
    """Who is signed in, as far as Membrane says so."""

    label: str | None = None
    """An e-mail address or a name, for a person to recognise; None if nothing is known."""
    unkept: str | None = None
    """Why the sign-in lasts for this session only (no_keyring, keyring_locked, keyring_failed); None where it lasts."""


class Connector(Protocol):
    """One way to Membrane, for signing in and connecting. Holds no state of a sign-in between two objects but what the
    command or the keyring keeps."""

    name: str
    """cli or api."""

    def account(self, deadline: Deadline, cancel: CancelToken) -> Account:
        """Who is signed in. Raises `AuthRequired` (layer membrane) if nobody is, `TransportUnavailable` if this way
        does not exist here (no command, another program of that name)."""
        ...

    def sign_in(self, deadline: Deadline, cancel: CancelToken) -> PendingSignIn:
        """Begin to sign in; opens nothing by itself."""
        ...

    def finish_sign_in(self, code: str, deadline: Deadline, cancel: CancelToken) -> None:
        """Finish a sign-in that another process began, by what the person copied from its page. Raises `AuthRequired`
        if the code is not taken."""
        ...

    def sign_out(self, deadline: Deadline, cancel: CancelToken) -> None:
        """Have Membrane forget the sign-in that Stint made. The command's own belongs to the person and to other
        programs: there it does nothing."""
        ...

    def connections(self, deadline: Deadline, cancel: CancelToken) -> list[Connection]: ...

    def connection(
        self, connection_id: str, deadline: Deadline, cancel: CancelToken, *, wait_s: float = 0.0
    ) -> Connection:
        """One connection; with `wait_s` (at most 60) Membrane may answer later, when its state has changed.
        `Rejected` with key `not_found` if it does not exist. `clientary` may be False for want of a name."""
        ...

    def ensure(self, deadline: Deadline, cancel: CancelToken) -> Connection | None:
        """Find or create the connection to Clientary by `APP_URL`, else by the bare word where only that is taken; it
        may well be CLIENT_ACTION_REQUIRED or BUILDING. None: this way does not know how; use `connect`."""
        ...

    def connect(self, deadline: Deadline, cancel: CancelToken) -> PendingConnection:
        """Begin a new connection to Clientary."""
        ...

    def reconnect(self, connection_id: str, deadline: Deadline, cancel: CancelToken) -> PendingConnection:
        """Begin to connect this one anew; it keeps its id."""
        ...

    def transport(self) -> Transport:
        """The same way for calls to Clientary; closed with this connector."""
        ...

    def close(self) -> None: ...
