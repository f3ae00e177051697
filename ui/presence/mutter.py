"""Idle time of GNOME, on Wayland and X11 alike: Mutter tells by itself, by org.gnome.Mutter.IdleMonitor."""

from __future__ import annotations

from typing import Any

from app.domain.presence_events import IdleSince, InputSeen
from ui.presence.bus_source import BusSource
from ui.session_bus import BusSignal, SessionBus

NAME = "org.gnome.Mutter.IdleMonitor"
MONITOR = (NAME, "/org/gnome/Mutter/IdleMonitor/Core", NAME)


class MutterIdle(BusSource):
    """A watch fires each time nobody did anything for so long; one for the next input is asked for only then."""

    label = "GNOME (Mutter idle monitor)"

    _idle_s = 0
    _idle_watch = _input_watch = 0

    def begin(self, bus: SessionBus, idle_s: int) -> None:
        self._idle_s, self._idle_watch, self._input_watch = idle_s, 0, 0
        bus.listen(NAME, NAME)
        bus.call(MONITOR, "AddIdleWatch", "t", (idle_s * 1000,), self._watched)

    def _watched(self, body: tuple[Any, ...] | None) -> None:
        if self.stopped:
            return
        if not body:
            self.lose()
            return
        self._idle_watch = body[0]
        self.settled.emit(True)

    def hear(self, signal: BusSignal) -> None:
        if signal.member != "WatchFired" or not signal.body or self._bus is None:
            return
        at, watch = self.now(), signal.body[0]
        if watch == self._idle_watch:
            self.tell(IdleSince(at, at - self._idle_s))
            self._bus.call(MONITOR, "AddUserActiveWatch", on_reply=self._waits_for_input)
        elif watch == self._input_watch:
            self.tell(InputSeen(at))

    def _waits_for_input(self, body: tuple[Any, ...] | None) -> None:
        if self.stopped:
            return
        if not body:
            self.lose()
            return
        self._input_watch = body[0]
