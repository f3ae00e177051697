"""What is stored about the way to Membrane. Signing in and connecting is `app.services.connecting`."""

from __future__ import annotations

from dataclasses import dataclass

from app.config import Config
from app.settings import SettingsFile


@dataclass(frozen=True, slots=True)
class AccountService:
    """The way of one data folder. `sign_out` may block on the keyring."""

    config: Config

    def use_way(self, way: str) -> None:
        """Reach Membrane by cli or api from now on."""
        self._use(way)

    def sign_out(self) -> None:
        """Forget the sign-in. Everything recorded stays, and goes on working without a server."""
        from app.services.connectors import keeper

        keeper(self.config).forget()
        self._use("none")

    def _use(self, transport: str) -> None:
        SettingsFile(self.config.folder.settings).set("account.transport", transport)
