"""Work that is long as a whole, taken in steps between which the window stays alive."""

from __future__ import annotations

import importlib
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer, Slot

_BREATH_MS = 2
"""For what came in meanwhile: turns of 0 ms of several who take some are all due in one."""


class InTurns(QObject):
    """Runs each step in a turn of the event loop of its own: keys, paints and timers come in between. Those that run at
    the same time take turns with each other too. Lives on the GUI thread.
    """

    _last_step_at: ClassVar[float] = 0.0
    """When any of them took its latest step; `time.monotonic`."""

    def __init__(self, parent: QObject, *steps: Callable[[], object]) -> None:
        super().__init__(parent)
        self._steps, self._left = steps, deque[Callable[[], object]]()
        self._next = QTimer(self)
        self._next.setSingleShot(True)
        self._next.timeout.connect(self._take)

    def begin(self) -> None:
        """Take the steps from the first one on, also where an earlier round is under way."""
        self._left = deque(self._steps)
        self._next.start(0)

    @property
    def busy(self) -> bool:
        """Whether a step is still to be taken."""
        return bool(self._left)

    @Slot()
    def stop(self) -> None:
        """Leave out what was not begun."""
        self._left.clear()

    @Slot()
    def _take(self) -> None:
        if not self._left:
            return
        if time.monotonic() - InTurns._last_step_at < _BREATH_MS / 1000:
            self._next.start(_BREATH_MS)
            return
        step = self._left.popleft()
        if self._left:
            self._next.start(_BREATH_MS)  # before the step: one that fails is a bug, and does not take the others along
        try:
            step()
        finally:
            InTurns._last_step_at = time.monotonic()


def loading(*modules: str) -> list[Callable[[], object]]:
    """A step for each module, those that others import first: a later step then finds them."""
    return [partial(importlib.import_module, name) for name in modules]
