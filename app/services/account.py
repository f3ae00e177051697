"""Which way leads to Membrane, and who is signed in there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.cancel import CancelToken, Deadline
from app.config import Config
from app.errors import UserInputError
from app.secrets import TokenStore
from app.settings import SettingsFile

if TYPE_CHECKING:
    from app.membrane.transport import Connection


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The connection in use, and whether the token could be kept for the next time (None: there was no token)."""

    connection: Connection
    kept: bool | None = None


@dataclass(frozen=True, slots=True)
class FoundConnection:
    """A Clientary connection of the account; `problem` says why it cannot be used as it is."""

    id: str
    name: str
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class AccountService:
    """Chooses transport and connection for a data folder. Blocks on network, process and keyring."""

    config: Config
    connection_id: str | None = None
    """Asked for now; else the configured one."""

    def use_api(self, token: str, deadline: Deadline, cancel: CancelToken) -> SignedIn:
        """Sign in with a token: proved by finding the connection, then kept in the OS keyring, never in a file."""
        from app.membrane.select import TransportChoice, open_transport, pick_connection

        if not token or any(c.isspace() for c in token):
            raise UserInputError("Standard input holds no token.", field="token")
        choice = TransportChoice("api", None, self.config.api_url, token, self.config.folder.membrane_home)
        transport = open_transport(choice)
        try:
            connection = pick_connection(transport, self.connection_id or self.config.connection_id, deadline, cancel)
        finally:
            transport.close()
        kept = token_store(self.config).set(token)
        self._set("account.transport", "api")
        return SignedIn(connection, kept)

    def use_command(self, deadline: Deadline, cancel: CancelToken) -> SignedIn:
        """Go through the signed-in `membrane` command."""
        from app.membrane.select import TransportChoice, open_transport, pick_connection

        command = self.config.membrane_command
        transport = open_transport(TransportChoice("cli", command, None, None, self.config.folder.membrane_home))
        try:
            connection = pick_connection(transport, self.connection_id or self.config.connection_id, deadline, cancel)
        finally:
            transport.close()
        self._set("account.transport", "cli")
        return SignedIn(connection)

    def look(self, deadline: Deadline, cancel: CancelToken) -> tuple[FoundConnection, ...]:
        """The account's Clientary connections, reached as configured or by whatever way there is; changes nothing.

        Raises `TransportUnavailable` (no way there) and `AuthRequired` (nobody is signed in).
        """
        from app.services.sync import opened_transport

        config = self.config._replace(transport="auto") if self.config.transport == "none" else self.config
        with opened_transport(config) as (transport, _):
            listed = transport.connections(deadline, cancel)
        return tuple(
            FoundConnection(one.id, one.name, None if one.usable else one.problem or one.state or "")
            for one in listed
            if one.clientary
        )

    def choose(self, connection_id: str | None) -> None:
        """Sync from now on, by whatever way there is; with several connections over the one of that id."""
        if connection_id is not None:
            self._set("account.connection_id", connection_id)
        if self.config.transport == "none":
            self._set("account.transport", "auto")

    def use_connection(self, connection_id: str) -> None:
        """Use this connection from now on; the next sync proves that it leads to the same account."""
        self._set("account.connection_id", connection_id)

    def sign_out(self) -> None:
        """Forget the token. Everything recorded stays, and goes on working without a server."""
        token_store(self.config).forget()
        self._set("account.transport", "none")

    def _set(self, key: str, value: str) -> None:
        SettingsFile(self.config.folder.settings).set(key, value)


def token_store(config: Config) -> TokenStore:
    """The keyring's place for this data folder's token."""
    return TokenStore(str(config.folder.root))
