"""Opens the ways to Membrane for signing in and connecting, and finds the token of the API's way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.cancel import CancelToken, Deadline
from app.config import Config
from app.errors import TransportUnavailable, UserInputError

if TYPE_CHECKING:
    from app.membrane.api_connecting import ApiConnector
    from app.membrane.connecting import Connector
    from app.membrane.tokens import Grant, Keeper, TokenSource

_COMMAND_TOKEN_S = 30.0


def open_connector(config: Config, way: str) -> Connector:
    """The connector of `way` (cli or api); close it. Raises `TransportUnavailable` where that way cannot be gone."""
    if way == "api":
        return open_api(config)
    if way != "cli":
        raise UserInputError(f'There is no way "{way:.20}" to sign in by.', field="transport")
    from app.membrane.cli_connecting import CliConnector
    from app.membrane.cli_lookup import command_path

    return CliConnector(command_path(config.membrane_command), config.folder.membrane_home)


def open_api(config: Config, token: str | None = None) -> ApiConnector:
    """The API's connector; `token`: one that somebody brings, instead of the kept sign-in."""
    from app.membrane.api_connecting import ApiConnector
    from app.membrane.tokens import FixedToken

    tokens = token_source(config) if token is None else FixedToken(token)
    return ApiConnector(_address(config), tokens, keeper(config))


def keeper(config: Config) -> Keeper:
    """The keyring's place for this data folder's sign-in."""
    from app.membrane.tokens import Keeper

    return Keeper(str(config.folder.root))


def token_source(config: Config) -> TokenSource:
    """The token of the environment, else that of the kept sign-in, else the signed-in command's."""
    from app.membrane.tokens import FixedToken, KeptToken

    if config.token is not None:
        return FixedToken(config.token)

    def renew(grant: Grant, deadline: Deadline, cancel: CancelToken) -> Grant:
        from app.membrane.membrane_api import membrane_peer
        from app.membrane.oauth import OAuthServer

        peer = membrane_peer(_address(config))
        try:
            return OAuthServer(peer).renew(grant, deadline, cancel)
        finally:
            peer.close()

    def ask_command(deadline: Deadline, cancel: CancelToken) -> str | None:
        return _command_token(config, deadline.at_most(_COMMAND_TOKEN_S), cancel)

    return KeptToken(keeper(config), config.folder.root / "sign-in.lock", renew, ask_command)


def _command_token(config: Config, deadline: Deadline, cancel: CancelToken) -> str | None:
    from app.membrane.cli_lookup import command_path
    from app.membrane.cli_token import command_token

    try:
        command = command_path(config.membrane_command)
    except TransportUnavailable:
        return None
    return command_token(command, config.folder.membrane_home, deadline, cancel)


def _address(config: Config) -> str:
    from app.membrane.select import DEFAULT_API_URL

    return config.api_url or DEFAULT_API_URL


def likely_way(config: Config) -> str:
    """The way to offer first: the one in force, else the command where there is one, else the API."""
    if config.transport in ("api", "cli"):
        return config.transport
    from app.membrane.cli_lookup import command_path

    try:
        command_path(config.membrane_command)
    except TransportUnavailable:
        return "api"
    return "api" if config.token is not None else "cli"


def waits_for_code(config: Config) -> bool:
    """Whether a sign-in by the API, begun by another process, waits for its code."""
    kept = keeper(config)
    return kept.pending() is not None and kept.pending_is_kept


def cannot_keep(config: Config) -> str | None:
    """Why a sign-in by the API would last for this process only (as `Signed.unkept`), None if it would last."""
    from app.secrets import Keeping, backend_name

    kept = keeper(config)
    kept.load()
    if kept.keeping is Keeping.KEPT:
        return None if backend_name() is not None else Keeping.NO_KEYRING.value
    return kept.keeping.value
