"""Which way leads to Membrane, and who is signed in there: what is stored, and what is looked at without changing it.
Signing in and connecting is `app.services.connecting`."""

from __future__ import annotations

from dataclasses import dataclass

from app.cancel import CancelToken, Deadline
from app.config import Config
from app.settings import SettingsFile


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

    def look(self, deadline: Deadline, cancel: CancelToken) -> tuple[FoundConnection, ...]:
        """The account's Clientary connections, reached as configured or by whatever way there is; changes nothing.

        Raises `TransportUnavailable` (no way there) and `AuthRequired` (nobody is signed in).
        """
        from app.services.sync import opened_transport

        config = self.config._replace(transport="auto") if self.config.transport == "none" else self.config
        with opened_transport(config) as (transport, _):
            listed = transport.connections(deadline, cancel)
        return tuple(FoundConnection(one.id, one.name, one.problem) for one in listed if one.clientary)

    def choose(self, connection_id: str | None) -> None:
        """Sync from now on, by whatever way there is; with several connections over the one of that id."""
        if connection_id is not None:
            self._set("account.connection_id", connection_id)
        if self.config.transport == "none":
            self._set("account.transport", "auto")

    def use_way(self, way: str) -> None:
        """Reach Membrane by cli or api from now on."""
        self._set("account.transport", way)

    def sign_out(self) -> None:
        """Forget the sign-in. Everything recorded stays, and goes on working without a server."""
        from app.services.connectors import keeper

        keeper(self.config).forget()
        self._set("account.transport", "none")

    def _set(self, key: str, value: str) -> None:
        SettingsFile(self.config.folder.settings).set(key, value)
