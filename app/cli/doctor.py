"""`doctor`: what is in force on this computer and where each value comes from. Asks no server, shows no secret."""

from __future__ import annotations

import platform
from importlib.metadata import version

from app.cli.arguments import Flags, Given
from app.cli.learned import learned_objects, learned_rows
from app.cli.outcome import Command, Outcome, Session
from app.cli.present import Json, standing_object
from app.cli.tables import cell, table
from app.context import AppContext
from app.secrets import backend_name
from app.services.status import StatusService
from app.services.window_facts import WindowFacts
from app.settings import KEYS
from app.storage.backup import Backups
from app.storage.migrations import version as schema_version
from app.storage.syncstate import SyncState


def _flags(flags: Flags) -> None:
    """No flags of its own."""


def _doctor(given: Given, session: Session) -> Outcome:  # noqa: ARG001 - every command has this shape
    context = session.context
    status = StatusService(context.db, context.clock, context.config, context.zone).read()
    result: Json = {
        "version": version("stint"),
        "python": platform.python_version(),
        "system": platform.platform(),
        "timezone": context.zone,
        "keyring": backend_name(),
        "data": _data(context),
        "window": _window(context),
        "configuration": _configuration(context),
        "settings": {key: getattr(context.config.settings, name) for key, name in KEYS.items()},
        "connection_id": status.connection_id,
        "sync": standing_object(status.sync, context.zone),
        "learned": _learned(context, status.connection_id),
    }
    return Outcome(result, lambda: _text(result))


def _data(context: AppContext) -> Json:
    folder = context.config.folder
    newest = Backups(folder.backups).newest()
    return {
        "folder": str(folder.root),
        "database_bytes": folder.database.stat().st_size,
        "schema": schema_version(context.db),
        "newest_backup": None if newest is None else newest.name,
    }


def _window(context: AppContext) -> Json:
    """What the window last recorded about the desktop; it looks for an idle source only while a timer runs."""
    return {"idle_source": None, **WindowFacts(context.db, context.clock).read()}


def _configuration(context: AppContext) -> Json:
    """Each value beside where it came from; the token only as whether there is one."""
    config = context.config
    values: Json = {
        "data_dir": str(config.folder.root),
        "transport": config.transport,
        "membrane_command": config.membrane_command,
        "connection_id": config.connection_id,
        "settle_seconds": config.settle_seconds,
        "writes_per_second": config.writes_per_second,
        "api_url": config.api_url,
    }
    shown: Json = {
        name: {"value": value, "from": config.origins.get(name, "default")} for name, value in values.items()
    }
    shown["token"] = {
        "value": config.token is not None,
        "from": "environment MEMBRANE_TOKEN" if config.token else "none",
    }
    return shown


def _learned(context: AppContext, connection_id: str | None) -> list[Json]:
    if connection_id is None:
        return []
    return learned_objects(SyncState(context.db).facts(connection_id), context.zone)


def _text(result: Json) -> str:
    rows: list[tuple[str, str]] = []
    for name, value in result.items():
        if isinstance(value, dict):
            rows += [(f"{name}.{key}", _shown(inner)) for key, inner in value.items()]
        elif isinstance(value, list):
            rows += learned_rows(value)
        else:
            rows.append((name, _shown(value)))
    return table(("What", "Value"), [(name, cell(text, 120)) for name, text in rows])


def _shown(value: object) -> str:
    if isinstance(value, dict) and isinstance(value["value"], bool):  # of a secret, only whether there is one
        return f"set ({value['from']})" if value["value"] else "no token in the environment"
    if isinstance(value, dict):
        return f"{_shown(value['value'])} ({value['from']})"
    return "none" if value is None else str(value)


COMMANDS = {"doctor": Command(_flags, _doctor)}
