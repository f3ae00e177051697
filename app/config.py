"""What is in force for this run: flag beats environment beats setting beats default, each with where it came from."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from app.errors import UserInputError
from app.paths import DataFolder, default_root
from app.settings import Settings, SettingsFile

TRANSPORTS = ("auto", "cli", "api", "sandbox", "none")


class Config(NamedTuple):
    """One run's configuration. `origins`: value name -> flag | environment | setting | default, for `doctor`."""

    folder: DataFolder
    settings: Settings
    sandbox: bool
    transport: str
    membrane_command: str | None
    connection_id: str | None
    settle_seconds: float
    writes_per_second: float
    api_url: str | None
    token: str | None
    origins: Mapping[str, str]

    @property
    def uses_sandbox(self) -> bool:
        return self.transport == "sandbox"

    def __repr__(self) -> str:
        return f"Config({self.folder.root}, {self.transport})"  # never the token, which a traceback might show


def read_config(environment: Mapping[str, str], *, data_dir: str | None = None, sandbox: bool = False) -> Config:
    """Work out what is in force; raises `UserInputError` for a value that is not understood."""
    origins: dict[str, str] = {}
    folder = DataFolder(_root(environment, data_dir, origins, sandbox=sandbox))
    file = SettingsFile(folder.settings)
    settings, explicit = file.load(), file.explicit()

    def chosen(name: str, variable: str, key: str | None, default: str) -> str:
        value = environment.get(variable, "")
        if value:
            origins[name] = f"environment {variable}"
            return value
        origins[name] = "setting" if key in explicit else "default"
        return default

    transport = chosen("transport", "STINT_TRANSPORT", "account.transport", settings.account_transport)
    if sandbox:
        transport, origins["transport"] = "sandbox", "flag --sandbox"
    if transport not in TRANSPORTS:
        raise UserInputError(f'STINT_TRANSPORT is "{transport}"; it can be {", ".join(TRANSPORTS)}.', field="transport")
    command = chosen(
        "membrane_command", "STINT_MEMBRANE_COMMAND", "account.membrane_command", settings.account_membrane_command
    )
    connection = chosen("connection_id", "STINT_CONNECTION_ID", "account.connection_id", settings.account_connection_id)
    settle = chosen("settle_seconds", "STINT_SETTLE_SECONDS", "sync.settle_seconds", str(settings.sync_settle_seconds))
    # The sandbox has no one to be polite to, so it is unpaced unless somebody asks for it.
    unpaced = transport == "sandbox" and "sync.writes_per_second" not in explicit
    pace = chosen(
        "writes_per_second",
        "STINT_WRITES_PER_SECOND",
        "sync.writes_per_second",
        "0" if unpaced else str(settings.sync_writes_per_second),
    )
    return Config(
        folder=folder,
        settings=settings,
        sandbox=sandbox,
        transport=transport,
        membrane_command=command or None,
        connection_id=connection or None,
        settle_seconds=_number(settle, "STINT_SETTLE_SECONDS"),
        writes_per_second=_number(pace, "STINT_WRITES_PER_SECOND"),
        api_url=chosen("api_url", "MEMBRANE_API_URL", None, "") or None,
        token=environment.get("MEMBRANE_TOKEN") or None,
        origins=origins,
    )


def _root(environment: Mapping[str, str], data_dir: str | None, origins: dict[str, str], *, sandbox: bool) -> Path:
    if data_dir:
        origins["data_dir"] = "flag --data-dir"
        return Path(data_dir).absolute()
    if environment.get("STINT_DATA_DIR"):
        origins["data_dir"] = "environment STINT_DATA_DIR"
        return Path(environment["STINT_DATA_DIR"]).absolute()
    origins["data_dir"] = "default"
    return default_root(sandbox=sandbox)


def _number(text: str, name: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 86_400:
        raise UserInputError(f'{name} is "{text}"; it must be a number of at least 0.', field=name)
    return value
