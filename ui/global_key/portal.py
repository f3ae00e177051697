"""A key by way of the desktop portal (`org.freedesktop.portal.GlobalShortcuts`, version 1): under Wayland the desktop
decides, perhaps after asking the person, which key it is.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Slot

from app.domain.key_chord import KeyChord
from ui.focus import use_token
from ui.global_key.grab import KeyGrab
from ui.i18n import tr
from ui.session_bus import BusSignal, SessionBus

log = logging.getLogger(__name__)

_NAME = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
_REQUEST = "org.freedesktop.portal.Request"
_SESSION = "org.freedesktop.portal.Session"
_REGISTRY = "org.freedesktop.host.portal.Registry"
_ID = "quick-log"
_MODIFIERS = {"Ctrl": "CTRL", "Alt": "ALT", "Shift": "SHIFT", "Super": "LOGO"}
_KEYS = {"Space": "space", "PageUp": "Page_Up", "PageDown": "Page_Down"}


class PortalGrab(KeyGrab):
    """One session with one shortcut. What the desktop made of the wish is `trigger`."""

    label = "desktop portal"

    def __init__(self, bus: Callable[[], SessionBus | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._find_bus = bus
        self._bus: SessionBus | None = None
        self._chord: KeyChord | None = None
        self._session = ""
        self._awaited: dict[str, Callable[[dict[str, Any]], None]] = {}
        """Requests that are open: token and what follows when the person has answered."""
        self.trigger = ""
        """The key in the desktop's own words, once it is ours."""

    def start(self, chord: KeyChord) -> None:
        self.stop()
        bus = self._find_bus()
        if bus is None:
            self.settled.emit("unavailable")
            return
        if self._bus is None:
            bus.signal_came.connect(self._hear)
            bus.lost.connect(self._lose)
            bus.listen(_NAME, _REQUEST)
            bus.listen(_NAME, _SHORTCUTS)
            bus.listen(_NAME, _SESSION)
            # A program outside a sandbox has to say who it is, where the portal is new enough to ask.
            bus.call((_NAME, _PATH, _REGISTRY), "Register", "sa{sv}", ("stint", {}))
        self._bus, self._chord = bus, chord
        token = self._await(self._bind)
        options = {"handle_token": ("s", token), "session_handle_token": ("s", _token())}
        self._ask("CreateSession", "a{sv}", (options,))

    def stop(self) -> None:
        self._awaited.clear()
        self.trigger = ""
        session, self._session = self._session, ""
        if session and self._bus is not None:
            self._bus.call((_NAME, session, _SESSION), "Close")

    def _bind(self, results: dict[str, Any]) -> None:
        self._session = str(_plain(results.get("session_handle", "")))
        if not self._session or self._chord is None:
            self.settled.emit("refused")
            return
        what = {
            "description": ("s", tr("global_key", "Open the quick log")),
            "preferred_trigger": ("s", portal_trigger(self._chord)),
        }
        token = self._await(self._take)
        body = (self._session, [(_ID, what)], "", {"handle_token": ("s", token)})
        self._ask("BindShortcuts", "oa(sa{sv})sa{sv}", body)

    def _take(self, results: dict[str, Any]) -> None:
        bound = dict(_plain(results.get("shortcuts", [])))
        if _ID not in bound:
            self.settled.emit("refused")
            return
        self.trigger = str(_plain(bound[_ID].get("trigger_description", "")))
        self.settled.emit("")

    def _ask(self, method: str, signature: str, body: tuple[Any, ...]) -> None:
        if self._bus is not None:
            self._bus.call((_NAME, _PATH, _SHORTCUTS), method, signature, body, self._note_refusal)

    def _note_refusal(self, body: tuple[Any, ...] | None) -> None:
        """The answer proper comes as a signal; an error comes at once."""
        if body is None:
            self._awaited.clear()
            self.settled.emit("unavailable")

    def _await(self, then: Callable[[dict[str, Any]], None]) -> str:
        token = _token()
        self._awaited[token] = then
        return token

    @Slot(object)
    def _hear(self, signal: BusSignal) -> None:
        match signal.interface, signal.member:
            case _ if not signal.body and signal.member != "Closed":
                return
            case "org.freedesktop.portal.Request", "Response":
                then = self._awaited.pop(signal.path.rpartition("/")[2], None)
                if then is not None and signal.body[0] == 0:
                    then(signal.body[1])
                elif then is not None:
                    self.settled.emit("refused")
            case "org.freedesktop.portal.GlobalShortcuts", "Activated":
                if self._session and tuple(signal.body[:2]) == (self._session, _ID):
                    use_token(_plain(signal.body[3].get("activation_token", "")) if len(signal.body) > 3 else "")
                    self.pressed.emit()
            case "org.freedesktop.portal.Session", "Closed":
                if self._session and signal.path == self._session:
                    self._lose()
            case _:
                return

    @Slot()
    def _lose(self) -> None:
        """The portal ended the session, or is gone."""
        self._session = ""
        self._awaited.clear()
        self.settled.emit("unavailable")


def portal_trigger(chord: KeyChord) -> str:
    """As the XDG shortcuts specification writes it: `CTRL+ALT+l`."""
    key = _KEYS.get(chord.key) or (chord.key.lower() if len(chord.key) == 1 else chord.key)
    return "+".join((*(_MODIFIERS[name] for name in chord.modifiers), key))


def _token() -> str:
    return f"stint_{secrets.token_hex(8)}"


def _plain(value: Any) -> Any:
    """What is in a variant."""
    return value[1] if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], str) else value
