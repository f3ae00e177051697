"""How fast writes leave: a burst, then a steady rate."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from app.cancel import CancelToken, Deadline
from app.errors import Offline

BURST = 20


@dataclass(slots=True)
class WritePace:
    """A token bucket. `per_second` 0 means no limit. Called before every write, on the cycle's thread."""

    per_second: float
    cancel: CancelToken
    deadline: Deadline
    _tokens: float = float(BURST)
    _at: float = field(default_factory=time.monotonic)

    def __call__(self) -> None:
        """Wait for the next write's turn; raises `Offline` when the cycle's time is over first."""
        if self.per_second <= 0:
            return
        now = time.monotonic()
        self._tokens = min(float(BURST), self._tokens + (now - self._at) * self.per_second)
        self._at = now
        if self._tokens < 1:
            wait = (1 - self._tokens) / self.per_second
            if wait > self.deadline.remaining:
                raise Offline("The time for this sync is over.", reason="time")
            self.cancel.wait(wait)
            self._tokens += wait * self.per_second
            self._at += wait
        self._tokens -= 1
