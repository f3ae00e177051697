"""What every way to take a key has in common."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Signal

from app.domain.key_chord import KeyChord

Trouble = Literal["", "taken", "refused", "unknown_key", "unavailable"]
"""Why no key is ours: another program has it, the person or the desktop said no, this keyboard has no such key, or the
system offers no way.
"""


class KeyGrab(QObject):
    """One key at a time. `settled` follows `start`, at once or when the desktop has answered, and may come again."""

    pressed = Signal()
    settled = Signal(str)
    """A `Trouble`; empty: the key is ours."""

    label = ""
    """As `stint doctor` names it."""

    def start(self, chord: KeyChord) -> None:
        """Ask for the key; returns at once."""
        raise NotImplementedError

    def stop(self) -> None:
        """Give it back."""
        raise NotImplementedError


class NoKeyGrab(KeyGrab):
    """Where no program may take a key: a person binds the command to one in the desktop's settings."""

    label = "none"

    def start(self, chord: KeyChord) -> None:
        del chord
        self.settled.emit("unavailable")

    def stop(self) -> None:
        """Nothing was taken."""
