"""`settings get` and `settings set`."""

from __future__ import annotations

from app.cli.arguments import Flags, Given
from app.cli.outcome import Command, Outcome, Session
from app.cli.tables import cell, table
from app.errors import NotFound
from app.settings import KEYS, Settings, SettingsFile


def _get_flags(flags: Flags) -> None:
    flags.positional("key", metavar="KEY", count="?")


def _set_flags(flags: Flags) -> None:
    flags.positional("key", metavar="KEY")
    flags.positional("value", metavar="VALUE")


def _get(given: Given, session: Session) -> Outcome:
    settings, key = session.context.config.settings, given.text("key")
    if key is not None and key not in KEYS:
        raise NotFound(
            f'There is no setting "{cell(key)}". Known: {", ".join(KEYS)}.', what="setting", name=key, field="key"
        )
    return _shown(settings, list(KEYS) if key is None else [key])


def _set(given: Given, session: Session) -> Outcome:
    key = given.required("key")
    settings = SettingsFile(session.context.config.folder.settings).set(key, given.required("value"))
    return _shown(settings, [key])


def _shown(settings: Settings, keys: list[str]) -> Outcome:
    values: dict[str, object] = {key: getattr(settings, KEYS[key]) for key in keys}
    cells = [(key, str(value)) for key, value in values.items()]
    return Outcome({"settings": values}, lambda: table(("Setting", "Value"), cells))


COMMANDS = {"settings get": Command(_get_flags, _get), "settings set": Command(_set_flags, _set)}
