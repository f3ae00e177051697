"""Sleep and lock as systemd-logind tells them on the system's bus (org.freedesktop.login1)."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QTimer, Slot

from app.domain.presence_events import Locked, Sleeping, Unlocked, Woke
from ui.presence.bus_source import BusSource
from ui.session_bus import BusSignal, SessionBus, connect_system_bus

NAME = "org.freedesktop.login1"
_MANAGER_INTERFACE = "org.freedesktop.login1.Manager"
MANAGER = (NAME, "/org/freedesktop/login1", _MANAGER_INTERFACE)
_SESSION = "org.freedesktop.login1.Session"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_OWN_SESSION = (NAME, "/org/freedesktop/login1/session/auto", _PROPERTIES)
"""Answers calls, but signals come from the path that has the session's number."""


class Logind(BusSource):
    """Holds a delay lock, so that what has to be saved is saved before the computer sleeps; it waits 5 s at most.

    `Lock` is only a wish: not every locker says when it is open again. `LockedHint` is what one said itself.
    """

    label = "systemd-logind"

    _delay: Any = None
    _path = ""

    def connect_bus(self) -> SessionBus | None:
        return connect_system_bus(self)

    def begin(self, bus: SessionBus, idle_s: int) -> None:
        del idle_s  # it has a hint about that too, which few desktops set
        self._path = ""
        for interface in (_MANAGER_INTERFACE, _SESSION, _PROPERTIES):
            bus.listen(NAME, interface)
        self._take_delay()
        bus.call(_OWN_SESSION, "Get", "ss", (_SESSION, "Id"), self._know_id)

    def stop(self) -> None:
        self._let_go()
        super().stop()

    def hear(self, signal: BusSignal) -> None:
        match signal.member:
            case "PrepareForSleep":
                self._sleep_changed(to_sleep=bool(signal.body[0]))
            case "Lock" if signal.path == self._path:
                self.tell(Locked(self.now(), sure=False))
            case "Unlock" if signal.path == self._path:
                self.tell(Unlocked(self.now()))
            case "PropertiesChanged" if signal.path == self._path:
                self._properties_changed(signal.body)
            case _:
                return

    def _take_delay(self) -> None:
        if self._bus is not None:
            what = ("sleep", "Stint", "Notes when the computer of a running timer goes to sleep", "delay")
            self._bus.call(MANAGER, "Inhibit", "ssss", what, self._delays)

    def _delays(self, body: tuple[Any, ...] | None) -> None:
        """Without the lock (not every policy allows it) the news of sleep may come after it."""
        if body and self.stopped:
            body[0].close()
        elif body:
            self._delay = body[0]

    def _let_go(self) -> None:
        if self._delay is not None:
            self._delay.close()
            self._delay = None

    def _sleep_changed(self, *, to_sleep: bool) -> None:
        if to_sleep:
            self.tell(Sleeping(self.now()))
            QTimer.singleShot(0, self, self._sleep_may_come)  # after whatever else follows from the news
        else:
            self.tell(Woke(self.now()))
            self._take_delay()

    @Slot()
    def _sleep_may_come(self) -> None:
        self._let_go()

    def _know_id(self, body: tuple[Any, ...] | None) -> None:
        """Without a session of ours (a service, another login manager) there is still sleep to hear of."""
        if self._bus is None:
            return
        if not body:
            self._bus.call((*_OWN_SESSION[:2], "org.freedesktop.DBus.Peer"), "Ping", on_reply=self._is_there)
            return
        _signature, number = body[0]
        self._bus.call(MANAGER, "GetSession", "s", (number,), self._know_path)

    def _know_path(self, body: tuple[Any, ...] | None) -> None:
        if self.stopped:
            return
        self._path = str(body[0]) if body else ""
        self.settled.emit(True)

    def _is_there(self, body: tuple[Any, ...] | None) -> None:
        if body is None:
            self.lose()
        elif not self.stopped:
            self.settled.emit(True)

    def _properties_changed(self, body: tuple[Any, ...]) -> None:
        _interface, changed, _invalidated = body
        if "LockedHint" in changed:
            _signature, locked = changed["LockedHint"]
            self.tell(Locked(self.now()) if locked else Unlocked(self.now()))
