"""Which transport, and which connection: decided from the configuration, never guessed between several.

Importing this module is cheap; the transports are imported when one is opened.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cancel import CancelToken, Deadline
from app.errors import NotConnected, TransportUnavailable
from app.membrane.cli_lookup import COMMAND, INSTALL, command_path, on_path
from app.membrane.transport import Connection, Transport

if TYPE_CHECKING:
    from app.membrane.tokens import TokenSource

DEFAULT_API_URL = "https://api.getmembrane.com"


@dataclass(frozen=True, slots=True)
class TransportChoice:
    """The configuration of the outside. `home` is the private folder in which the command runs; for `sandbox`,
    `api_url` and `token` are those of the running sandbox."""

    transport: str
    membrane_command: str | None
    api_url: str | None
    token: str | TokenSource | None
    home: Path


def open_transport(choice: TransportChoice) -> Transport:
    """The transport that the choice comes to. Raises `TransportUnavailable` saying what is missing."""
    match choice.transport:
        case "api" | "sandbox":
            return _api(choice)
        case "cli":
            return _cli(choice)
        case "auto":
            if choice.token:
                return _api(choice)
            if choice.membrane_command or on_path(COMMAND):
                return _cli(choice)
            raise TransportUnavailable(
                f"no account is connected: there is no membrane command; install it with: {INSTALL}"
            )
        case "none":
            raise TransportUnavailable("no account is connected")
        case other:
            raise TransportUnavailable(f"{other!r:.40} is not a transport (auto, cli, api, sandbox, none)")


def _api(choice: TransportChoice) -> Transport:
    if not choice.token:
        raise TransportUnavailable("the API needs a token, and none is known")
    if choice.transport == "sandbox" and not choice.api_url:
        raise TransportUnavailable("the sandbox is not running")
    from app.membrane.api import ApiTransport  # here: httpx costs 100 ms, paid only by who uses it

    name = "sandbox" if choice.transport == "sandbox" else "api"
    return ApiTransport(choice.api_url or DEFAULT_API_URL, choice.token, name=name)


def _cli(choice: TransportChoice) -> Transport:
    from app.membrane.cli import CliTransport

    return CliTransport(command_path(choice.membrane_command), choice.home)


def pick_connection(transport: Transport, wanted: str | None, deadline: Deadline, cancel: CancelToken) -> Connection:
    """The connection to use, of those that the account lists; raises as `pick_from`."""
    return pick_from(transport.connections(deadline, cancel), wanted)


def pick_from(listed: Sequence[Connection], wanted: str | None) -> Connection:
    """The wanted one (id or key), else the only one to Clientary.

    Raises `NotConnected` with `reason` none, not_listed (another than the wanted one is), several (listed in the
    detail) or reconnect (what is wrong with it).
    """
    if wanted:
        fitting = [one for one in listed if one.id == wanted] or [one for one in listed if one.key == wanted]
        if not fitting:
            ours = ", ".join(f"{one.id} ({one.name})" for one in listed if one.clientary)
            there = f"; there are: {ours}" if ours else ""
            reason = "not_listed" if ours else "none"
            raise NotConnected(f"there is no connection {wanted!r:.80} on the account{there}", reason=reason)
    else:
        fitting = [one for one in listed if one.clientary]
        if not fitting:
            raise NotConnected("the account has no Clientary connection", reason="none")
    if len(fitting) > 1:
        names = ", ".join(f"{one.id} ({one.name})" for one in fitting)
        raise NotConnected(f"several Clientary connections: {names}", reason="several")
    connection = fitting[0]
    if not connection.usable:
        raise NotConnected(connection.problem or "the connection cannot be used", reason="reconnect")
    return connection
