"""A key by way of the desktop portal (`org.freedesktop.portal.GlobalShortcuts`, version 1): under Wayland the desktop
decides, perhaps after asking the person, which key it is.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from itertools import count
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from app.domain.key_chord import KeyChord
from ui.desktop_entry import APP_ID, make_known
from ui.focus import use_token
from ui.global_key.grab import KeyGrab, Trouble
from ui.i18n import tr
from ui.session_bus import BusSignal, SessionBus

log = logging.getLogger(__name__)

FIRST_RETRY_MS, LONGEST_RETRY_MS = 5_000, 600_000
_NAME = "org.freedesktop.portal.Desktop"
_PATH = "/org/freedesktop/portal/desktop"
_SHORTCUTS = "org.freedesktop.portal.GlobalShortcuts"
_REQUEST = "org.freedesktop.portal.Request"
_SESSION = "org.freedesktop.portal.Session"
_REGISTRY = "org.freedesktop.host.portal.Registry"
_ID = "quick-log"
_BOUND = "a(sa{sv})"
_MODIFIERS = {"Ctrl": "CTRL", "Alt": "ALT", "Shift": "SHIFT", "Super": "LOGO"}
_KEYS = {"Space": "space", "PageUp": "Page_Up", "PageDown": "Page_Down"}


class PortalGrab(KeyGrab):
    """One session with one shortcut. What the desktop made of the wish is `trigger`.

    The portal's answer to a call is only where the answer proper will come from, as a signal: its path ends in a token
    of ours, so it is known before the call and cannot be missed.
    """

    label = "desktop portal"

    def __init__(self, bus: Callable[[], SessionBus | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._find_bus = bus
        self._bus: SessionBus | None = None
        self._chord: KeyChord | None = None
        self._registered = False
        """Whether the portal was told who we are: once in its life, before anything else is asked of it."""
        self._session = ""
        self._sessions = count(1)
        """Last part of a session's path, which our connection's name is part of: no secret. KDE knows a program without
        an id by it, so the same with each start."""
        self._awaited: dict[str, Callable[[dict[str, Any]], None]] = {}
        """Requests that are open: token and what follows when the person has answered."""
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._begin)
        self._retry_ms = FIRST_RETRY_MS
        self._fell = self._unavailable = self._live = False
        self.trigger = ""
        """The key in the desktop's own words, once it is ours."""

    def start(self, chord: KeyChord) -> None:
        self.stop()
        bus = self._find_bus()
        if bus is None:
            self._settle("unavailable")
            return
        self._chord = chord
        if self._bus is None:
            self._bus = bus
            bus.lost.connect(self._lose_bus)
            bus.listen(_NAME, _REQUEST, {"Response": "ua{sv}"}, self._answered)
            bus.listen(_NAME, _SHORTCUTS, {"Activated": "osta{sv}"}, self._activated)
            bus.listen(_NAME, _SHORTCUTS, {"ShortcutsChanged": f"o{_BOUND}"}, self._changed)
            bus.listen(_NAME, _SESSION, {"Closed": None}, self._closed)
            bus.follow(_NAME, self._portal_changed)
        self._begin()

    def stop(self) -> None:
        self._chord, self.trigger = None, ""
        self._fell = self._unavailable = self._live = False
        self._again.stop()
        self._awaited = dict.fromkeys(self._awaited, self._close_late)
        self._close_session()

    @Slot()
    def _begin(self) -> None:
        """Say who we are, where the portal asks a program outside a sandbox, then ask for a session."""
        if self._bus is None or self._chord is None:
            return
        if self._registered:
            self._create()
            return
        make_known()
        self._bus.call((_NAME, _PATH, _REGISTRY), "Register", "sa{sv}", (APP_ID, {}), self._note_registration)

    def _note_registration(self, body: tuple[Any, ...] | None) -> None:
        """Refused by a portal that does not know of this, or does not find our desktop entry: it may not mind."""
        del body
        self._registered = True
        self._create()

    def _create(self) -> None:
        if self._chord is not None and not self._session and self._bind not in self._awaited.values():
            token = self._await(self._bind)
            options = {"handle_token": ("s", token), "session_handle_token": ("s", f"stint_{next(self._sessions)}")}
            self._ask("CreateSession", "a{sv}", (options,), token)

    def _bind(self, results: dict[str, Any]) -> None:
        self._session = _text(results, "session_handle")
        if not self._session.startswith("/") or self._chord is None:
            self._refuse()
            return
        what = {
            "description": ("s", tr("global_key", "Open the quick log")),
            "preferred_trigger": ("s", portal_trigger(self._chord)),
        }
        token = self._await(self._take)
        body = (self._session, [(_ID, what)], "", {"handle_token": ("s", token)})
        self._ask("BindShortcuts", "oa(sa{sv})sa{sv}", body, token)

    def _take(self, results: dict[str, Any]) -> None:
        """One that is not listed was declined, but may be given yet in the desktop's settings, and GNOME 50 was seen to
        leave out one that works: the session stays open.
        """
        signature, bound = results.get("shortcuts", ("", []))
        self._fell, self._retry_ms = False, FIRST_RETRY_MS
        if signature == _BOUND and _ID in dict(bound):
            self._have(dict(bound)[_ID])
        else:
            self._settle("refused")

    def _have(self, shortcut: dict[str, Any]) -> None:
        self.trigger = _text(shortcut, "trigger_description")
        self._settle("")

    def _ask(self, method: str, signature: str, body: tuple[Any, ...], token: str) -> None:
        if self._bus is not None:
            settle = _Asked(self, token)
            self._bus.call((_NAME, _PATH, _SHORTCUTS), method, signature, body, settle, returns="o")

    def note_handle(self, token: str, handle: str | None) -> None:
        """Where the answer to a request will come from; None: there will be none, so it is over."""
        if handle is not None:
            then = self._awaited.pop(token, None)
            if then is not None:  # portals before version 0.9 made the path themselves
                self._awaited[handle.rpartition("/")[2]] = then
        elif self._awaited.pop(token, self._close_late) != self._close_late:
            self._close_session()
            self._settle("unavailable")
            if self._fell:
                self._retry()

    def _await(self, then: Callable[[dict[str, Any]], None]) -> str:
        token = _token()
        self._awaited[token] = then
        return token

    def _answered(self, signal: BusSignal) -> None:
        then = self._awaited.pop(signal.path.rpartition("/")[2], None)
        response, results = signal.body
        if then is not None and response == 0:
            then(results)
        elif then not in (None, self._close_late):
            self._refuse()

    def _activated(self, signal: BusSignal) -> None:
        session, shortcut, _at, options = signal.body
        if self._session and (session, shortcut) == (self._session, _ID):
            if not self._live:
                self._have({})
            use_token(_text(options, "activation_token"))
            self.pressed.emit()

    def _changed(self, signal: BusSignal) -> None:
        """The person gave it another key, in the desktop's settings."""
        session, bound = signal.body
        if self._session and session == self._session and _ID in dict(bound):
            self._have(dict(bound)[_ID])

    def _closed(self, signal: BusSignal) -> None:
        """The desktop ended the session, and had its reason."""
        if self._session and signal.path == self._session:
            self._session = ""
            self._settle("unavailable")

    def _close_late(self, results: dict[str, Any]) -> None:
        """A session that nobody wants any more was made."""
        if self._bus is not None and (session := _text(results, "session_handle")).startswith("/"):
            self._bus.call((_NAME, session, _SESSION), "Close")

    def _close_session(self) -> None:
        """End it, and with it the desktop's question, should it be open."""
        session, self._session = self._session, ""
        if session.startswith("/") and self._bus is not None:
            self._bus.call((_NAME, session, _SESSION), "Close")

    def _refuse(self) -> None:
        self._close_session()
        self._settle("refused")

    def _settle(self, trouble: Trouble) -> None:
        self._unavailable, self._live = trouble == "unavailable", not trouble
        self.settled.emit(trouble)

    def _portal_changed(self, there: bool) -> None:
        """It fell, and everything of ours with it; or it started late or anew: then the key is asked for once more."""
        self._registered = False
        if there and self._unavailable:
            self._again.stop()
            self._begin()
        elif not there and (self._session or self._awaited):
            self._forget_all()
            if self._chord is not None:
                self._fell = True
                self._settle("unavailable")
                self._retry()

    def _retry(self) -> None:
        """Nobody else may need the portal, and asking starts it."""
        self._again.start(self._retry_ms)
        self._retry_ms = min(2 * self._retry_ms, LONGEST_RETRY_MS)

    @Slot()
    def _lose_bus(self) -> None:
        self._bus = None
        self._forget_all()
        if self._chord is not None:
            self._settle("unavailable")

    def _forget_all(self) -> None:
        self._session, self.trigger, self._registered = "", "", False
        self._awaited.clear()


class _Asked:
    """The answer of the portal to one call, not yet the person's."""

    def __init__(self, grab: PortalGrab, token: str) -> None:
        self._grab, self._token = grab, token

    def __call__(self, body: tuple[Any, ...] | None) -> None:
        self._grab.note_handle(self._token, None if body is None else str(body[0]))


def portal_trigger(chord: KeyChord) -> str:
    """As the XDG shortcuts specification writes it: `CTRL+ALT+l`."""
    key = _KEYS.get(chord.key) or (chord.key.lower() if len(chord.key) == 1 else chord.key)
    return "+".join((*(_MODIFIERS[name] for name in chord.modifiers), key))


def _token() -> str:
    return f"stint_{secrets.token_hex(8)}"


def _text(options: dict[str, Any], key: str) -> str:
    """A text among options; "" where it is missing or none."""
    signature, value = options.get(key, ("s", ""))
    return str(value) if signature in ("s", "o") else ""
