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
    _asked = False

    def connect_bus(self) -> SessionBus | None:
        return connect_system_bus(self)

    def begin(self, bus: SessionBus, idle_s: int) -> None:
        del idle_s  # it has a hint about that too, which few desktops set
        self._path, self._asked = "", False
        bus.listen(NAME, _MANAGER_INTERFACE, {"PrepareForSleep": "b"}, self._sleep_changed)
        bus.listen(NAME, _SESSION, {"Lock": "", "Unlock": ""}, self._lock_wished)
        bus.listen(NAME, _PROPERTIES, {"PropertiesChanged": "sa{sv}as"}, self._properties_changed)
        bus.follow(NAME, self._manager_changed)

    def stop(self) -> None:
        self._let_go()
        super().stop()

    def _manager_changed(self, there: bool) -> None:
        """Asked though it is not there, it is started where it can be; an update starts it anew."""
        if self._bus is not None and (there or not self._asked):
            self._asked = True
            self._take_delay()
            self._bus.call(_OWN_SESSION, "Get", "ss", (_SESSION, "Id"), self._know_id, returns="v")

    def _take_delay(self) -> None:
        if self._bus is not None:
            what = ("sleep", "Stint", "Notes when the computer of a running timer goes to sleep", "delay")
            self._bus.call(MANAGER, "Inhibit", "ssss", what, self._delays, returns="h")

    def _delays(self, body: tuple[Any, ...] | None) -> None:
        """Without the lock (not every policy allows it) the news of sleep may come after it."""
        if body is not None:
            self._let_go()
            self._delay = body[0]
        if self.stopped:
            self._let_go()

    def _let_go(self) -> None:
        if self._delay is not None:
            self._delay.close()
            self._delay = None

    def _sleep_changed(self, signal: BusSignal) -> None:
        if self.stopped:
            return
        (to_sleep,) = signal.body
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
        if body is None:
            self._bus.call((*_OWN_SESSION[:2], "org.freedesktop.DBus.Peer"), "Ping", on_reply=self._is_there)
            return
        _signature, number = body[0]
        self._bus.call(MANAGER, "GetSession", "s", (str(number),), self._know_path, returns="o")

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

    def _lock_wished(self, signal: BusSignal) -> None:
        if signal.path == self._path and not self.stopped:
            self.tell(Locked(self.now(), sure=False) if signal.member == "Lock" else Unlocked(self.now()))

    def _properties_changed(self, signal: BusSignal) -> None:
        interface, changed, _invalidated = signal.body
        if signal.path == self._path and interface == _SESSION and "LockedHint" in changed and not self.stopped:
            _signature, locked = changed["LockedHint"]
            self.tell(Locked(self.now()) if locked else Unlocked(self.now()))
