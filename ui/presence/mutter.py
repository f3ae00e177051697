"""Idle time of GNOME, on Wayland and X11 alike: Mutter tells by itself, by org.gnome.Mutter.IdleMonitor."""

from __future__ import annotations

from typing import Any

from app.domain.presence_events import IdleSince, InputSeen
from ui.presence.bus_source import BusSource
from ui.session_bus import BusSignal, SessionBus

NAME = "org.gnome.Mutter.IdleMonitor"
MONITOR = (NAME, "/org/gnome/Mutter/IdleMonitor/Core", NAME)


class MutterIdle(BusSource):
    """A watch fires each time nobody did anything for so long; one for the next input is asked for only then.

    GNOME's shell may be started anew, on X11 at least; it has forgotten our watches then.
    """

    label = "GNOME (Mutter idle monitor)"

    _idle_s = 0
    _idle_watch = _input_watch = 0
    _away = _found = False

    def begin(self, bus: SessionBus, idle_s: int) -> None:
        self._idle_s, self._away, self._found = idle_s, False, False
        bus.listen(NAME, NAME, {"WatchFired": "u"}, self._fired)
        bus.follow(NAME, self._shell_changed)

    def _shell_changed(self, there: bool) -> None:
        if self._bus is None:
            return
        self._idle_watch = self._input_watch = 0
        if there:
            self._found = True
            self._bus.call(MONITOR, "AddIdleWatch", "t", (self._idle_s * 1000,), self._watched, returns="u")
            if self._away:
                self._wait_for_input(self._bus)
        elif not self._found:
            self.lose()

    def _watched(self, body: tuple[Any, ...] | None) -> None:
        if self.stopped:
            return
        if body is None:
            self.lose()
            return
        self._idle_watch = body[0]
        self.settled.emit(True)

    def _fired(self, signal: BusSignal) -> None:
        if self._bus is None:
            return
        at, watch = self.now(), signal.body[0]
        if watch == self._idle_watch:
            self._away = True
            self.tell(IdleSince(at, at - self._idle_s))
            self._wait_for_input(self._bus)
        elif watch == self._input_watch:
            self._away = False
            self.tell(InputSeen(at))

    def _wait_for_input(self, bus: SessionBus) -> None:
        bus.call(MONITOR, "AddUserActiveWatch", on_reply=self._waits_for_input, returns="u")

    def _waits_for_input(self, body: tuple[Any, ...] | None) -> None:
        if self.stopped:
            return
        if body is None:
            self.lose()
            return
        self._input_watch = body[0]
