"""What signing in and connecting can come to. Plain values for the window and the command line; texts of servers in
them are plain text."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from enum import StrEnum

INSTALL = "npm install -g @membranehq/cli"
CONSOLE_URL = "https://console.getmembrane.com"


class Advice(StrEnum):
    """What a person can do about a failure; the sentence for it is the window's or the command line's."""

    TRY_AGAIN = "try_again"
    RECONNECT = "reconnect"
    """Connect the same connection anew in the browser: `Connecting.reconnect`."""
    NEW_CONNECTION = "new_connection"
    """This one is of no use any more: `Connecting.create` makes another."""
    WAIT = "wait"
    """Membrane names a state that this version does not know; look again later."""


@dataclass(frozen=True, slots=True)
class Found:
    """A connection as it is shown. `problem` says why it cannot be used as it is, None if it can."""

    id: str
    name: str
    state: str = "READY"
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that the connected account lets us read. `what`: clients, projects, tasks, staff, invoices. `count` is
    how many there are, None if that is not told; `problem`: why it could not be read."""

    what: str
    count: int | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class NeedCommand:
    """There is no usable `membrane` command. `install` is to be typed in a terminal; `reason` says what is wrong."""

    reason: str
    install: str = INSTALL


@dataclass(frozen=True, slots=True)
class NeedSignIn:
    """Nobody is signed in to Membrane on this way: `Connecting.sign_in`."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """Waiting for a person to sign in at `url` (None: not known yet). `code_wanted`: what that page shows, or the
    address it ends on, can be given back through the `CodeBox`; `problem`: why the last one was not taken."""

    url: str | None
    code_wanted: bool = False
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """Somebody is signed in. `account`: e-mail address or name, None if not told. `unkept`: why the sign-in lasts for
    this session only (no_keyring, keyring_locked, keyring_failed); None where it is kept, or nothing was to keep."""

    account: str | None = None
    unkept: str | None = None


@dataclass(frozen=True, slots=True)
class NoConnection:
    """The account has no Clientary connection: `Connecting.create`, only when the person wants one. `others` do not
    say to which app they lead; one of them may be meant (`Connecting.choose`)."""

    others: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class ChooseConnection:
    """Several Clientary connections, or not the configured one: a person chooses (`Connecting.choose`)."""

    connections: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class OpenInBrowser:
    """Waiting for a person to connect Clientary at `url` (None: not known yet)."""

    url: str | None
    description: str = ""


@dataclass(frozen=True, slots=True)
class Building:
    """Membrane is still setting the connection up; `Connecting.wait` goes on waiting."""

    connection: Found


@dataclass(frozen=True, slots=True)
class ActionRequired:
    """The connection waits for a person, at `url`; `description` is Membrane's. `Connecting.wait` goes on waiting."""

    connection: Found
    description: str
    url: str


@dataclass(frozen=True, slots=True)
class Failed:
    """It came to nothing: the server's `reason` (may be empty) and what can be done about it."""

    reason: str
    advice: Advice
    connection: Found | None = None


@dataclass(frozen=True, slots=True)
class AnotherAccount:
    """The connection leads to another Clientary account than the one this data belongs to; nothing was exchanged and
    nothing chosen. The other account needs a data folder of its own."""

    connection: Found


@dataclass(frozen=True, slots=True)
class Ready:
    """The connection is in use from now on; `checks` is what this account lets us read."""

    connection: Found
    checks: tuple[Check, ...] = ()


State = (
    NeedCommand | NeedSignIn | SignIn | Signed | NoConnection | ChooseConnection | OpenInBrowser | Building
    | ActionRequired | Failed | AnotherAccount | Ready
)  # fmt: skip


class CodeBox:
    """Takes what a person copied from the sign-in page to the thread that waits for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._code: str | None = None

    def give(self, code: str) -> None:
        """From any thread; never blocks. Blanks around it are dropped; an empty one is nothing."""
        with self._lock:
            self._code = "".join(code.split()) or None

    def take(self) -> str | None:
        with self._lock:
            code, self._code = self._code, None
            return code
