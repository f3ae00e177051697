"""Short messages of the desktop, with buttons where it has them. Never the only way to what they offer.

On Linux through `org.freedesktop.Notifications` (version 1.2 of its specification), elsewhere, and where nobody answers
there, as a message of the tray icon; without either nothing is shown.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from PySide6.QtCore import QObject, Slot

from ui.desktop_entry import APP_ID
from ui.focus import use_token
from ui.plain import one_line

if TYPE_CHECKING:
    from ui.session_bus import BusSignal, SessionBus

log = logging.getLogger(__name__)

CLICKED = "default"
"""The message itself was clicked, none of its buttons."""

_NAME = "org.freedesktop.Notifications"
_SERVER = (_NAME, "/org/freedesktop/Notifications", _NAME)
_TOLD_BY_SERVER = {"ActivationToken": "us", "ActionInvoked": "us", "NotificationClosed": "uu"}
_AS_THE_DESKTOP = -1
_NEVER = 0


class DesktopNote(NamedTuple):
    """A message. A later one with the same `key` takes the place of one that is still shown. `actions` are (name, text
    of its button); `on_action` gets the name of the chosen one, or `CLICKED`, on the GUI thread. `stays`: until
    somebody answers it, not for a few seconds.
    """

    key: str
    title: str
    text: str = ""
    actions: tuple[tuple[str, str], ...] = ()
    on_action: Callable[[str], None] | None = None
    stays: bool = False


class TrayMessages(Protocol):
    """What shows a message where the desktop has no notifications of its own."""

    def say(self, title: str, text: str, on_click: Callable[[], None] | None = None) -> None: ...

    def unsay(self) -> None:
        """Take the last one away, and do nothing when it is clicked all the same."""


class Notifications(QObject):
    """Lives on the GUI thread. Connects to the desktop's bus with the first message."""

    def __init__(self, tray: TrayMessages, bus: Callable[[], SessionBus | None], parent: QObject | None = None) -> None:
        """`bus` hands out the session's bus, shared with others; None where there is none."""
        super().__init__(parent)
        self._tray, self._find_bus = tray, bus
        self._bus: SessionBus | None = None
        self._asking = False
        self._can: frozenset[str] | None = None
        """The server's capabilities; None until it told them."""
        self._ids: dict[str, int] = {}
        self._shown: dict[int, DesktopNote] = {}
        self._waiting: dict[str, DesktopNote] = {}
        """Being shown: key and the latest of that key. None of a key is sent before the one before it has its id."""
        self._sent: set[str] = set()
        self._in_tray: str | None = None
        """The key of the message that the tray said last."""
        self._over: set[str] = set()
        """Taken back while they were being shown."""

    @Slot(object)
    def show(self, note: DesktopNote) -> None:
        """Show it, or take it for the one with its key that is shown."""
        if not self._connected():
            self._say_in_tray(note)
            return
        self._over.discard(note.key)
        self._waiting[note.key] = note
        self._send()

    @Slot(str)
    def take_back(self, key: str) -> None:
        """What it says is over; nothing where it is gone already."""
        if key == self._in_tray:
            self._in_tray = None
            self._tray.unsay()
        self._waiting.pop(key, None)
        if key in self._sent:
            self._over.add(key)
        number = self._ids.pop(key, None)
        if number is not None and self._bus is not None:
            self._shown.pop(number, None)
            self._bus.call(_SERVER, "CloseNotification", "u", (number,))

    def _connected(self) -> bool:
        """A bus that was not there, or was lost, is looked for with each message."""
        if self._bus is None and sys.platform not in ("win32", "darwin"):
            self._bus = bus = self._find_bus()
            if bus is not None:
                bus.lost.connect(self._lose)
                bus.listen(_NAME, _NAME, _TOLD_BY_SERVER, self._hear)
                bus.follow(_NAME, self._server_changed)
        return self._bus is not None

    def _server_changed(self, there: bool) -> None:
        """What one server shows, another that takes its place knows nothing of, and numbers anew."""
        if not there:
            self._can = None
            self._ids.clear()
            self._shown.clear()

    def _ask_capabilities(self, bus: SessionBus) -> None:
        if not self._asking:
            self._asking = True
            bus.call(_SERVER, "GetCapabilities", on_reply=self._note_capabilities, returns="as")

    def _note_capabilities(self, body: tuple[Any, ...] | None) -> None:
        """No answer: nobody shows notifications here, or does not yet; the next message asks again."""
        self._asking = False
        if body is None:
            log.info("the desktop shows no notifications; messages go to the tray")
            self._say_the_rest()
            return
        self._can = frozenset(map(str, body[0]))
        self._send()

    def _send(self) -> None:
        """Send what waits, as far as its key is free."""
        if self._bus is None or not self._waiting:
            return
        if self._can is None:
            self._ask_capabilities(self._bus)
            return
        for key, note in list(self._waiting.items()):
            if key not in self._sent:
                del self._waiting[key]
                self._sent.add(key)
                sent = _Sent(self, note)
                self._bus.call(_SERVER, "Notify", "susssasa{sv}i", self._arguments(note), sent, returns="u")

    def _arguments(self, note: DesktopNote) -> tuple[object, ...]:
        can = self._can or frozenset()
        actions: list[str] = []
        if "actions" in can and note.on_action is not None:
            actions = [part for pair in ((CLICKED, note.title), *note.actions) for part in pair]
        text = note.text
        if "body-markup" in can:
            from html import escape  # brings a table of all entities, 300 KB

            text = escape(text, quote=False)
        hints = {"desktop-entry": ("s", APP_ID)}
        expires = _NEVER if note.stays else _AS_THE_DESKTOP
        return "Stint", self._ids.get(note.key, 0), "stint", one_line(note.title), text, actions, hints, expires

    def settle(self, note: DesktopNote, body: tuple[Any, ...] | None) -> None:
        """The desktop answered for a message: with its number, or not at all."""
        self._sent.discard(note.key)
        if body is None:
            self._say_in_tray(note)
        else:
            self._forget(note)
            number = int(body[0])
            self._ids[note.key], self._shown[number] = number, note
        if note.key in self._over:
            self._over.discard(note.key)
            self.take_back(note.key)
        self._send()

    def _hear(self, signal: BusSignal) -> None:
        number, said = signal.body
        note = self._shown.get(number)
        if note is None:
            return
        match signal.member:
            case "ActivationToken":
                use_token(said)
            case "ActionInvoked":
                self._forget(note)
                if note.on_action is not None:
                    note.on_action(said)
            case _:
                self._forget(note)

    def _forget(self, note: DesktopNote) -> None:
        number = self._ids.pop(note.key, None)
        if number is not None:
            self._shown.pop(number, None)

    @Slot()
    def _lose(self) -> None:
        """The bus is gone: what waits goes to the tray."""
        self._bus, self._can = None, None
        self._ids.clear()
        self._shown.clear()
        self._say_the_rest()

    def _say_the_rest(self) -> None:
        waiting = list(self._waiting.values())
        self._waiting.clear()
        for note in waiting:
            self._say_in_tray(note)

    def _say_in_tray(self, note: DesktopNote) -> None:
        act, self._in_tray = note.on_action, note.key
        self._tray.say(note.title, note.text, None if act is None else lambda: act(CLICKED))


class _Sent:
    """The answer to one `Notify`."""

    def __init__(self, notifications: Notifications, note: DesktopNote) -> None:
        self._notifications, self._note = notifications, note

    def __call__(self, body: tuple[Any, ...] | None) -> None:
        self._notifications.settle(self._note, body)
