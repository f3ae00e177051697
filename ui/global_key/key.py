"""The quick log's key, as the settings name it, by whichever way this desktop has."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from app.domain.key_chord import parse_chord
from app.errors import UserInputError
from ui.global_key.grab import KeyGrab, NoKeyGrab, Trouble

if TYPE_CHECKING:
    from ui.session_bus import SessionBus

log = logging.getLogger(__name__)


class KeyState(NamedTuple):
    """`text`: the key as it was set, "" for none. `way`: a grab's label. `asked`: the desktop has not answered yet."""

    text: str = ""
    way: str = ""
    trouble: Trouble = ""
    asked: bool = False
    trigger: str = ""
    """What the desktop made of it, in its own words, where it decides."""

    def __str__(self) -> str:
        """For `stint doctor` and the log."""
        if not self.text:
            return "off"
        standing = "asked for" if self.asked else self.trouble.replace("_", " ") or "live"
        return f"{self.trigger or self.text}: {standing} ({self.way})"


class GlobalKey(QObject):
    """Lives on the GUI thread. No key is taken before `use` names one."""

    pressed = Signal()
    state_changed = Signal(object)
    """KeyState"""

    def __init__(self, bus: Callable[[], SessionBus | None], parent: QObject | None = None) -> None:
        """`bus` hands out the session's bus, None where there is none; asked only where a portal is the way."""
        super().__init__(parent)
        self._bus = bus
        self._grab: KeyGrab | None = None
        self.state = KeyState()

    def use(self, text: str) -> None:
        """Take this key instead of the one before; an empty text takes none. Called with every change of any setting:
        what was in the way may be gone by then, but a person who said no is not asked again about the same key.
        """
        if text == self.state.text and self.state.trouble in ("", "refused"):
            return
        if self._grab is not None:
            self._grab.stop()
        if not text:
            self._become(KeyState())
            return
        grab = self._grab = self._grab or self._made()
        try:
            chord = parse_chord(text)
        except UserInputError:
            self._become(KeyState(text, grab.label, "unknown_key"))
            return
        self._become(KeyState(text, grab.label, asked=True))
        grab.start(chord)

    @Slot()
    def try_again(self) -> None:
        """What was in the way may be gone."""
        self.use(self.state.text)

    def close(self) -> None:
        """Give the key back."""
        if self._grab is not None:
            self._grab.stop()

    def _made(self) -> KeyGrab:
        grab = _grab_of_this_desktop(self._bus, self)
        grab.pressed.connect(self.pressed)
        grab.settled.connect(self._settle)
        return grab

    @Slot(str)
    def _settle(self, trouble: Trouble) -> None:
        trigger = str(getattr(self._grab, "trigger", ""))
        self._become(self.state._replace(trouble=trouble, asked=False, trigger=trigger))

    def _become(self, state: KeyState) -> None:
        if state != self.state:
            self.state = state
            log.info("key of the quick log: %s", state)
            self.state_changed.emit(state)


def _grab_of_this_desktop(bus: Callable[[], SessionBus | None], parent: QObject) -> KeyGrab:
    """An X server under Wayland would hear the key only while one of its own windows has the focus."""
    if sys.platform == "win32":
        from ui.global_key.windows import WindowsGrab

        return WindowsGrab(parent)
    if sys.platform == "darwin":
        from ui.global_key.macos import MacGrab

        return MacGrab(parent)
    platform, wayland = QGuiApplication.platformName(), bool(os.environ.get("WAYLAND_DISPLAY"))
    if platform == "xcb" and not wayland:
        from ui.global_key.x11 import X11Grab

        return X11Grab(parent)
    if wayland:
        from ui.global_key.portal import PortalGrab

        return PortalGrab(bus, parent)
    return NoKeyGrab(parent)
