"""Switches of signing in and of the list of connections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.sandbox.dialect_command import CommandDialect


@dataclass(frozen=True, slots=True)
class ConnectionDialect(CommandDialect):
    """A part of `app.sandbox.dialect.Dialect` (Membrane reference 3, 4.1, 4.2 and 6)."""

    # Connections
    connections_listed: Literal["stored", "none", "several", "archived", "disconnected"] = "stored"
    connection_id_name: Literal["id", "connectionId"] = "id"
    connection_app: Literal["integration", "connectorKey", "name", "app_url", "none"] = "integration"
    connection_states: Literal["new", "old", "none"] = "new"
    client_action_url: bool = True
    new_connection: Literal["ready", "building", "action_required", "configuration_error", "setup_failed"] = "ready"
    building_looks: int = 2
    browser_step: Literal["granted", "waits"] = "granted"
    ensure_takes: Literal["appUrl", "intent", "nothing"] = "appUrl"
    search_neighbours: bool = False
    # Signing in
    oauth_register: bool = True
    oauth_refresh: bool = True
    oauth_rotates: bool = True
    oauth_body: Literal["form", "json"] = "form"
    oauth_life_s: int = 3600
    self_shape: Literal["tenant", "user", "missing"] = "tenant"
