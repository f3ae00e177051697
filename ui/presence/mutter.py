"""Idle time of GNOME, on Wayland and X11 alike: Mutter tells by itself, by org.gnome.Mutter.IdleMonitor."""

from __future__ import annotations

from typing import Any

from app.domain.presence_events import IdleSince, InputSeen
from ui.presence.bus_source import BusSource
from ui.session_bus import BusSignal, SessionBus

NAME = "org.gnome.Mutter.IdleMonitor"
_BUS = ("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus")
_OWNER = f"type='signal',sender='{_BUS[0]}',interface='{_BUS[2]}',member='NameOwnerChanged',arg0='{NAME}'"
"""GNOME's shell may be started anew, on X11 at least; it has forgotten our watch then."""
MONITOR = (NAME, "/org/gnome/Mutter/IdleMonitor/Core", NAME)


class MutterIdle(BusSource):
    """A watch fires each time nobody did anything for so long; one for the next input is asked for only then."""

    label = "GNOME (Mutter idle monitor)"

    _idle_s = 0
    _idle_watch = _input_watch = 0

    def begin(self, bus: SessionBus, idle_s: int) -> None:
        self._idle_s = idle_s
        bus.listen(NAME, NAME)
        bus.call(_BUS, "AddMatch", "s", (_OWNER,))
        self._add_watch(bus)

    def _add_watch(self, bus: SessionBus) -> None:
        self._idle_watch = self._input_watch = 0
        bus.call(MONITOR, "AddIdleWatch", "t", (self._idle_s * 1000,), self._watched)

    def _watched(self, body: tuple[Any, ...] | None) -> None:
        if self.stopped:
            return
        if not body:
            self.lose()
            return
        self._idle_watch = body[0]
        self.settled.emit(True)

    def hear(self, signal: BusSignal) -> None:
        if self._bus is None or not signal.body:
            return
        if signal.member == "NameOwnerChanged" and signal.body[2]:
            self._add_watch(self._bus)
        elif signal.member == "WatchFired":
            self._fired(self._bus, signal.body[0])

    def _fired(self, bus: SessionBus, watch: int) -> None:
        at = self.now()
        if watch == self._idle_watch:
            self.tell(IdleSince(at, at - self._idle_s))
            bus.call(MONITOR, "AddUserActiveWatch", on_reply=self._waits_for_input)
        elif watch == self._input_watch:
            self.tell(InputSeen(at))

    def _waits_for_input(self, body: tuple[Any, ...] | None) -> None:
        if self.stopped:
            return
        if not body:
            self.lose()
            return
        self._input_watch = body[0]
