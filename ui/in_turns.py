"""Work that is long as a whole, taken in steps between which the window stays alive."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot


class InTurns(QObject):
    """Runs each step in a turn of the event loop of its own: keys, paints and timers come in between."""

    def __init__(self, parent: QObject, *steps: Callable[[], object]) -> None:
        super().__init__(parent)
        self._steps = deque(steps)
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._take)
        self._next.start(0)

    def stop(self) -> None:
        """Leave out what was not begun."""
        self._steps.clear()

    @Slot()
    def _take(self) -> None:
        if not self._steps:
            return
        step = self._steps.popleft()
        if self._steps:
            self._next.start(0)  # before the step: one that fails is a bug, and does not take the others with it
        step()
