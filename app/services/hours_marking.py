"""Whether hours that an invoice bills are marked so in Clientary: asked in the window, off for commands until set."""

from __future__ import annotations

from dataclasses import dataclass

from app.config import Config
from app.settings import SettingsFile

_KEY = "billing.mark_hours"


@dataclass(frozen=True, slots=True)
class HoursMarking:
    """The setting, read from its file each time: another thread or process may have changed it."""

    config: Config

    def marks_question(self) -> bool:
        """Whether a person is still to be asked, which is due with the first invoice of hours."""
        return self._value() == "ask"

    def answer(self, *, marked: bool) -> None:
        """What the person said; asked no more."""
        SettingsFile(self.config.folder.settings).set(_KEY, "on" if marked else "off")

    def marks(self) -> bool:
        """Whether hours are marked once their invoice is confirmed."""
        return self._value() == "on"

    def _value(self) -> str:
        return SettingsFile(self.config.folder.settings).load().billing_mark_hours


def marks_hours(config: Config) -> bool:
    """Whether this data folder marks the hours that it bills."""
    return HoursMarking(config).marks()
