"""Membrane's connections of the sandbox's one tenant: which Clientary account each leads to, and its state."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from app.errors import UserInputError
from app.sandbox.clientary.rendering import timestamp
from app.sandbox.dialect_connections import ConnectionDialect
from app.sandbox.errors import bad_request
from app.sandbox.store import Store

CONNECTOR_ID = "65d1f0c2a4b8e3976c215d08"
INTEGRATION_ID = "65d1f0c2a4b8e3976c215d19"
_LOGO = "https://static.membrane.example/clientary.png"
ACTION_REQUIRED = "CLIENT_ACTION_REQUIRED"
_FAILED = {
    "CONFIGURATION_ERROR": "The connector is not configured for this workspace.",
    "SETUP_FAILED": "The account acme.clientary.com could not be reached.",
}
_OLD_NAMES = {
    "BUILDING": "SETUP_IN_PROGRESS",
    ACTION_REQUIRED: "NOT_CONFIGURED",
    "CONFIGURATION_ERROR": "ERROR",
    "SETUP_FAILED": "ERROR",
}


@dataclass(frozen=True, slots=True)
class Connection:
    """A link to a Clientary account. `user_id` is the staff member whose API token it holds; `looks_left`: how often it
    is still seen as BUILDING before it is READY (0: it stays as it is); `renewed`: a person connected it in the
    browser, so that a dialect that lists the first connections as disconnected no longer means this one."""

    id: str
    account: str
    user_id: int
    created_at: int
    name: str = "Clientary"
    key: str | None = None
    state: str = "READY"
    disconnected: bool = False
    archived: bool = False
    clientary_token_valid: bool = True
    looks_left: int = 0
    renewed: bool = False

    def shown(self, dialect: ConnectionDialect, address: str) -> dict[str, Any]:
        """The object that Membrane's API shows (Membrane reference 4.1); `address` of this server, for its pages."""
        shown: dict[str, Any] = {
            dialect.connection_id_name: self.id,
            "name": self.name,
            "isTest": False,
            "createdAt": timestamp(self.created_at),
            "updatedAt": timestamp(self.created_at),
            "userId": "sandbox",
            **self._app(dialect),
            **self._standing(dialect, address),
        }
        if self.key is not None:
            shown["key"] = self.key
        if self.archived:
            shown["archivedAt"] = timestamp(self.created_at)
        return shown

    def _app(self, dialect: ConnectionDialect) -> dict[str, Any]:
        match dialect.connection_app:
            case "integration":
                integration = {"id": INTEGRATION_ID, "key": "clientary", "name": "Clientary", "logoUri": _LOGO}
                return {"connectorId": CONNECTOR_ID, "integrationId": INTEGRATION_ID, "integration": integration}
            case "connectorKey":
                return {"connectorKey": "clientary", "name": "My books"}
            case "app_url":
                return {"externalApp": {"appUrl": "https://acme.clientary.com/"}, "name": "My books"}
            case "none":
                return {"connectorId": CONNECTOR_ID, "name": "My books"}
            case "name":
                return {}

    def _standing(self, dialect: ConnectionDialect, address: str) -> dict[str, Any]:
        gone = self.disconnected or (dialect.connections_listed == "disconnected" and not self.renewed)
        flags: dict[str, Any] = {"connected": not gone, "disconnected": gone}
        if dialect.connection_states == "none":
            return flags
        if dialect.connection_states == "old":
            return {"state": "DISCONNECTED" if gone else _OLD_NAMES.get(self.state, self.state)}
        shown: dict[str, Any] = {"state": self.state, **flags}
        if self.state == ACTION_REQUIRED:
            page = {"uiUrl": f"{address}/connect/{self.id}"} if dialect.client_action_url else {}
            shown["clientAction"] = {"type": "connect", "description": "Sign in to Clientary again.", **page}
        if self.state in _FAILED:
            shown["errors"] = [{"type": "configuration", "message": _FAILED[self.state]}]
        return shown


EDITABLE = (
    "name",
    "key",
    "state",
    "disconnected",
    "archived",
    "clientary_token_valid",
    "user_id",
    "looks_left",
    "renewed",
)
WORKING: dict[str, Any] = {"state": "READY", "disconnected": False, "clientary_token_valid": True, "renewed": True}
"""What a person leaves behind who connected it in the browser."""


@dataclass(frozen=True, slots=True)
class Connections:
    """The stored list, oldest first."""

    store: Store

    def all(self) -> list[Connection]:
        return [Connection(**values) for values in self.store.setting("connections") or []]

    def find(self, selector: str) -> Connection:
        """By id or key; raises Membrane's `not_found`."""
        for connection in self.all():
            if selector in (connection.id, connection.key):
                return connection
        raise bad_request(f'Connection "{selector}" not found', "not_found")

    def add(self, account: str, user_id: int, now: int, name: str = "Clientary") -> Connection:
        connection = Connection(secrets.token_hex(12), account, user_id, now, name)
        self._save([*self.all(), connection])
        return connection

    def edit(self, connection: Connection, changes: dict[str, Any]) -> Connection:
        """Apply changes of the fields in `EDITABLE`; others raise `UserInputError`."""
        kinds = {part.name: type(getattr(connection, part.name)) for part in fields(Connection)}
        for name, value in changes.items():
            if name not in EDITABLE or (name != "key" and type(value) is not kinds[name]):
                raise UserInputError(f"a connection cannot have {name}={value!r}", field=name)
        changed = replace(connection, **changes)
        self._save([changed if other.id == changed.id else other for other in self.all()])
        return changed

    def looked_at(self, connection: Connection) -> Connection:
        """What building comes to: somebody who looks often enough finds it done."""
        if connection.state != "BUILDING" or connection.looks_left == 0:
            return connection
        left = connection.looks_left - 1
        return self.edit(connection, {"looks_left": left, "state": "BUILDING" if left else "READY"})

    def _save(self, connections: list[Connection]) -> None:
        with self.store.transaction():
            self.store.set_setting("connections", [asdict(connection) for connection in connections])
