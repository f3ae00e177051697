"""Settings: one frozen value, declared once, read without pydantic, validated when changed.

The file is JSON beside the database. Unknown keys survive; a file that cannot be read is set aside, never overwritten.
"""

import os
from pathlib import Path
from typing import Any, NamedTuple

from app.errors import NotFound, StorageError

SCHEMA_VERSION = 1


class Settings(NamedTuple):
    """What a person can set. Key of the file and of `stint settings`: the field with its first `_` as a dot."""

    sync_settle_seconds: float = 65.0
    sync_writes_per_second: float = 2.0
    sync_paused: bool = False
    entry_day_starts_at: str = "00:00"
    timer_too_long_hours: int = 10
    timer_reminder_minutes: int = 0
    timer_reminder_hours: str = "09:00-17:00"
    timer_reminder_days: str = "weekdays"
    week_snap_minutes: int = 15
    week_target_hours: float = 0.0
    presence_idle_minutes: int = 10
    presence_ask_after_sleep: bool = True
    presence_ask_after_shutdown: bool = True
    billing_currency: str = "EUR"
    billing_default_rate: str = ""
    billing_due_days: int = 30
    billing_number_pattern: str = ""
    billing_mark_hours: str = "ask"
    billing_rounding: str = "none"
    billing_hours_as_quantity: bool = False
    billing_taxes: str = ""
    account_transport: str = "auto"
    account_membrane_command: str = ""
    account_connection_id: str = ""
    window_appearance: str = "system"
    window_developer: str = "off"
    window_quick_log_key: str = ""
    documents_sender: str = ""
    documents_footer: str = ""
    documents_payment: str = ""
    documents_logo: str = ""
    documents_accent: str = "#3b5bdb"
    documents_paper: str = "a4"
    documents_language: str = "en"

    @property
    def day_starts_at_min(self) -> int:
        """Minutes after midnight at which a new day begins."""
        hours, _, minutes = self.entry_day_starts_at.partition(":")
        return int(hours) * 60 + int(minutes)


LIMITS: dict[str, tuple[float, float]] = {
    "sync_settle_seconds": (0, 3600),
    "sync_writes_per_second": (0, 1000),
    "timer_too_long_hours": (0, 168),
    "timer_reminder_minutes": (0, 480),
    "week_snap_minutes": (1, 60),
    "week_target_hours": (0, 168),
    "presence_idle_minutes": (0, 1440),
    "billing_due_days": (0, 3650),
}
"""The least and the most that a number may be."""


def key_of(field_name: str) -> str:
    """The public key of a field: `sync_settle_seconds` -> `sync.settle_seconds`."""
    return field_name.replace("_", ".", 1)


KEYS = {key_of(name): name for name in Settings._fields}


class SettingsFile:
    """The settings of one data folder."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def load(self) -> Settings:
        """The stored settings; what is missing, of another type than declared or beyond its limits is at its default:
        a file edited by hand must not keep the program from starting, nor any other setting from being changed.
        """
        stored = self._stored()
        values: dict[str, Any] = {}  # each of its field's declared type, compared below
        for key, name in KEYS.items():
            value, usual = stored.get(key), Settings._field_defaults[name]
            if isinstance(usual, float) and type(value) is int and _may_be(name, value):
                value = float(value)
            if type(value) is type(usual) and _may_be(name, value):
                values[name] = value
        return Settings(**values)

    def explicit(self) -> set[str]:
        """Keys that the file sets, for `doctor`."""
        return set(self._stored()) & set(KEYS)

    def set(self, key: str, text: str) -> Settings:
        """Change one setting to what `text` says; raises `NotFound` or `UserInputError`."""
        if key not in KEYS:
            raise NotFound(f'There is no setting "{key}". Known: {", ".join(KEYS)}.', what="setting", name=key)
        from app.settings_form import validated  # pydantic is only needed for a change

        settings = validated(self.load(), KEYS[key], text)
        stored = self._stored() | {"schema_version": SCHEMA_VERSION, key: getattr(settings, KEYS[key])}
        self._write(stored)
        return settings

    def _stored(self) -> dict[str, object]:
        if not self.path.exists():
            return {}
        import json  # only where something was set

        try:
            stored = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return stored if isinstance(stored, dict) else {}

    def _write(self, stored: dict[str, object]) -> None:
        """Write beside, sync, replace: the old file or the new one, never half of one."""
        import json

        temporary = self.path.with_suffix(".tmp")
        try:
            if self.path.exists() and not self._stored():
                self.path.replace(self.path.with_suffix(".damaged.json"))
            handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(stored, file, indent=2)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(self.path)
        except OSError as error:
            raise StorageError(f"The settings could not be saved: {error.strerror}.") from error


def _may_be(name: str, value: Any) -> bool:
    """Whether what counts with a value can do so: numbers within their limits, and times of day."""
    if name in LIMITS:
        low, high = LIMITS[name]
        return bool(low <= value <= high)
    if name == "entry_day_starts_at":
        return _is_time(value)
    if name == "timer_reminder_hours":
        return all(map(_is_time, value.split("-"))) and value.count("-") == 1
    return True


def _is_time(text: str) -> bool:
    """Whether it is a time of day, HH:MM."""
    hours, _, minutes = text.partition(":")
    if not (text.isascii() and hours.isdigit() and minutes.isdigit() and len(hours) == len(minutes) == 2):
        return False
    return int(hours) < 24 and int(minutes) < 60
