"""Cyclic garbage is collected on the GUI thread only."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, Slot

YOUNG = 2_000
"""New objects since the last look that make a look worth while."""
LOOKS_PER_GENERATION = 20


class GarbageCollector(QObject):
    """Python collects on whichever thread happens to allocate. A window or a timer that died in a cycle would then be
    destroyed on the sync thread, which Qt forbids ("Timers cannot be stopped from another thread", or a crash). So the
    automatic collector is off while the window is open, and this one runs with the tick.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._looks = 0
        gc.freeze()  # what start-up made stays; the collector need not walk through it ever again
        gc.disable()

    def stop(self) -> None:
        """Python's own collector takes over again."""
        gc.unfreeze()
        gc.enable()

    @Slot()
    def collect(self) -> None:
        """Collect young objects if there are many; now and then older ones too."""
        if gc.get_count()[0] < YOUNG:
            return
        self._looks += 1
        if self._looks % LOOKS_PER_GENERATION**2 == 0:
            gc.collect(2)
        elif self._looks % LOOKS_PER_GENERATION == 0:
            gc.collect(1)
        else:
            gc.collect(0)
