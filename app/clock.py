"""Wall-clock time, injectable. Stored instants are whole UTC epoch seconds."""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    def now(self) -> int:
        """The current instant, whole UTC epoch seconds."""
        ...


class SystemClock:
    """The computer's own clock."""

    def now(self) -> int:
        return int(time.time())
