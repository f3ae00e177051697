"""The computer's clocks, compared again and again: sleep that nobody announced, a clock that was set, another zone."""

from __future__ import annotations

import logging
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.clock_gap import Clocks, compare
from app.domain.spans import local_zone_name
from ui.system_clocks import system_clocks

log = logging.getLogger(__name__)

_LOOK_EVERY = 5
"""Ticks between two readings: sleep and jumps are no shorter than that."""
_ZONE_EVERY = 12
"""Readings between two looks at the zone."""


class ClockWatch(QObject):
    """Told of each tick of the window's one timer."""

    slept = Signal(int)
    """Seconds, just over."""
    was_set = Signal(int)
    """By how many seconds the wall clock was set."""
    zone_changed = Signal(str, str)
    """The old and the new zone."""

    def __init__(
        self,
        parent: QObject | None = None,
        clocks: Callable[[], Clocks] | None = None,
        zone: Callable[[], str] = local_zone_name,
    ) -> None:
        super().__init__(parent)
        self._clocks, self._find_zone = clocks or system_clocks, zone
        self._ticks = 0
        self._last, self._zone = self._clocks(), zone()

    @Slot()
    def tick(self) -> None:
        """A second went by, or sleep did."""
        self._ticks += 1
        if self._ticks % _LOOK_EVERY == 0:
            self.look()
        if self._ticks % (_LOOK_EVERY * _ZONE_EVERY) == 0:
            self._look_at_zone()

    def look(self) -> None:
        """Compare the clocks with the last reading."""
        now, last = self._clocks(), self._last
        self._last = now
        gap = compare(last, now)
        if gap.set_by_s:
            log.info("the clock was set by %d s", gap.set_by_s)
            self.was_set.emit(round(gap.set_by_s))
        if gap.slept_s:
            log.info("the computer slept for about %d s", gap.slept_s)
            self.slept.emit(round(gap.slept_s))
            self._look_at_zone()

    def _look_at_zone(self) -> None:
        old, self._zone = self._zone, self._find_zone()
        if old != self._zone:
            log.info("the time zone is %s now, it was %s", self._zone, old)
            self.zone_changed.emit(old, self._zone)
