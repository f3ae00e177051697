"""A source that hears a message bus."""

from __future__ import annotations

from PySide6.QtCore import Slot

from ui.presence.source import Source
from ui.session_bus import SessionBus, connect_session_bus


class BusSource(Source):
    """Has a connection of its own, so that whatever it asked the other side to watch ends with it."""

    _bus: SessionBus | None = None

    def start(self, idle_s: int) -> None:
        if not self.stopped:
            return  # looked for again, while it waits for its other side to come
        self._bus = bus = self.connect_bus()
        if bus is None:
            self.settled.emit(False)
            return
        bus.lost.connect(self.lose)
        self.begin(bus, idle_s)

    def stop(self) -> None:
        bus, self._bus = self._bus, None
        if bus is not None:
            bus.close()
            bus.deleteLater()

    def connect_bus(self) -> SessionBus | None:
        return connect_session_bus(self)

    def begin(self, bus: SessionBus, idle_s: int) -> None:
        """Ask for what there is to hear."""
        raise NotImplementedError

    @property
    def stopped(self) -> bool:
        """Whether an answer comes too late to matter."""
        return self._bus is None

    @Slot()
    def lose(self) -> None:
        """The other side is not there, or no longer."""
        if not self.stopped:
            self.stop()
            self.settled.emit(False)
