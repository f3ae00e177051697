"""What desktops say over the session's bus about a locked screen, and some of them about idling."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Slot

from app.domain.presence_events import Locked, Unlocked
from ui.presence.bus_source import BusSource
from ui.presence.source import AskedSource
from ui.session_bus import BusSignal, SessionBus, connect_session_bus

FREEDESKTOP = "org.freedesktop.ScreenSaver"
SAVERS = {
    FREEDESKTOP: "/org/freedesktop/ScreenSaver",
    "org.gnome.ScreenSaver": "/org/gnome/ScreenSaver",
    "org.cinnamon.ScreenSaver": "/org/cinnamon/ScreenSaver",
    "org.mate.ScreenSaver": "/org/mate/ScreenSaver",
    "org.xfce.ScreenSaver": "/org/xfce/ScreenSaver",
}
"""Names, which are those of the interfaces too, and paths. Each has `GetActive` and tells of changes by
`ActiveChanged(b)`; some from another path, so that is not looked at.
"""


class ScreenSaverLock(BusSource):
    """Whoever of them is running; none is started by being asked. One that starts later is heard all the same."""

    label = "the desktop's screen lock"

    _answered: frozenset[str] = frozenset()
    _there: frozenset[str] = frozenset()
    _active_by = ""
    """Who said last that the screen is locked; "" while it is not."""

    def begin(self, bus: SessionBus, idle_s: int) -> None:
        del idle_s  # a lock is one from its first second on
        self._answered, self._there, self._active_by = frozenset(), frozenset(), ""
        for name in SAVERS:
            bus.listen(name, name, {"ActiveChanged": "b"}, partial(self._changed, name))
            bus.follow(name, partial(self._saver_changed, name))

    def _saver_changed(self, name: str, there: bool) -> None:
        """Whoever locks the screen no longer does so when it is gone; it may be started anew, and lock again."""
        if self._bus is None:
            return
        self._answered |= {name}
        self._there = self._there | {name} if there else self._there - {name}
        if there:
            self._bus.call((name, SAVERS[name], name), "GetActive", on_reply=partial(self._begin_with, name))
        elif self._active_by == name:
            self._take(name, active=False)
        if there or (not self._there and len(self._answered) == len(SAVERS)):
            self.settled.emit(there)

    def _changed(self, name: str, signal: BusSignal) -> None:
        if not self.stopped:
            self._take(name, active=signal.body[0])

    def _begin_with(self, name: str, body: tuple[Any, ...] | None) -> None:
        if body and body[0] is True and not self.stopped:
            self._take(name, active=True)

    def _take(self, name: str, *, active: bool) -> None:
        if active != bool(self._active_by):
            self.tell(Locked(self.now()) if active else Unlocked(self.now()))
        self._active_by = name if active else ""


class ScreenSaverIdle(AskedSource):
    """`GetSessionIdleTime`, which KDE has: in milliseconds or in seconds, depending on the version.

    Which of the two it is shows when it grows: by 1 or by 1,000 a second. Until then it is no answer.
    """

    label = "the desktop's screen saver"

    LEARNING_S = 5.0

    _bus: SessionBus | None = None
    _unit = 0.0
    _last: tuple[float, int] | None = None
    _known = False

    def open(self) -> bool:
        self._last, self._known = None, False
        self._bus = bus = connect_session_bus(self)
        if bus is not None:
            bus.lost.connect(self._lose)
        return bus is not None

    def close(self) -> None:
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.close()
            bus.deleteLater()

    def ask(self) -> None:
        if self._bus is not None:
            self._bus.call((FREEDESKTOP, SAVERS[FREEDESKTOP], FREEDESKTOP), "GetSessionIdleTime", on_reply=self._told)

    def _told(self, body: tuple[Any, ...] | None) -> None:
        if self._bus is None:
            return
        if not body or not isinstance(body[0], int):
            self._lose()
            return
        if not self._known:
            self._known = True
            self.settled.emit(True)
        raw = float(body[0])
        if not self._unit:
            self._learn(raw)
        if self._unit:
            self.answered(raw / self._unit)
        else:
            self.look_in(self.LEARNING_S)

    def _learn(self, raw: float) -> None:
        at = self.now()
        last, self._last = self._last, (raw, at)
        if last is not None and at > last[1] and raw > last[0]:
            self._unit = 1000.0 if (raw - last[0]) / (at - last[1]) > 100 else 1.0

    @Slot()
    def _lose(self) -> None:
        if self._bus is not None:
            self.stop()
            self.settled.emit(False)
