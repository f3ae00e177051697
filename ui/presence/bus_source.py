"""A source that hears a message bus."""

from __future__ import annotations

import logging

from PySide6.QtCore import Slot

from ui.presence.source import Source
from ui.session_bus import BusSignal, SessionBus, connect_session_bus

log = logging.getLogger(__name__)


class BusSource(Source):
    """Has a connection of its own, so that whatever it asked the other side to watch ends with it."""

    _bus: SessionBus | None = None

    def start(self, idle_s: int) -> None:
        self._bus = bus = self.connect_bus()
        if bus is None:
            self.settled.emit(False)
            return
        bus.signal_came.connect(self._hear)
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

    def hear(self, signal: BusSignal) -> None:
        """One of the signals that were asked for."""
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

    @Slot(object)
    def _hear(self, signal: BusSignal) -> None:
        if self.stopped:
            return
        try:
            self.hear(signal)
        except (IndexError, KeyError, TypeError, ValueError) as error:
            # Whoever is on the bus may send us a signal by that name, of any shape; the system's bus is everybody's.
            log.info("%s from %s was not understood: %s", signal.member, signal.path, error)
