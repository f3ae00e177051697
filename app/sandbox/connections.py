"""Membrane's connections of the sandbox's one tenant: which Clientary account each leads to, and its state."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from app.errors import UserInputError
from app.sandbox.clientary.rendering import timestamp
from app.sandbox.errors import bad_request
from app.sandbox.store import Store

CONNECTOR_ID = "65d1f0c2a4b8e3976c215d08"
INTEGRATION_ID = "65d1f0c2a4b8e3976c215d19"


@dataclass(frozen=True, slots=True)
class Connection:
    """A link to a Clientary account. `user_id` is the staff member whose API token it holds."""

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

    def shown(self) -> dict[str, Any]:
        """The object that Membrane's API shows (Membrane reference 4.1)."""
        shown: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "state": self.state,
            "connected": not self.disconnected,
            "disconnected": self.disconnected,
            "isTest": False,
            "connectorId": CONNECTOR_ID,
            "integrationId": INTEGRATION_ID,
            "integration": {"id": INTEGRATION_ID, "key": "clientary", "name": "Clientary"},
            "createdAt": timestamp(self.created_at),
            "updatedAt": timestamp(self.created_at),
            "userId": "sandbox",
        }
        if self.key is not None:
            shown["key"] = self.key
        if self.archived:
            shown["archivedAt"] = timestamp(self.created_at)
        if self.state == "CLIENT_ACTION_REQUIRED":
            shown["clientAction"] = {"type": "connect", "description": "Sign in to Clientary again."}
        return shown


EDITABLE = ("name", "key", "state", "disconnected", "archived", "clientary_token_valid", "user_id")


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

    def _save(self, connections: list[Connection]) -> None:
        with self.store.transaction():
            self.store.set_setting("connections", [asdict(connection) for connection in connections])
