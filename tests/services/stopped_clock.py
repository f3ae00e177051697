"""A clock for tests of services; it begins on a Tuesday morning."""

from __future__ import annotations

NINE = 1_772_528_400
"""Tuesday 2026-03-03 09:00 UTC."""


class StoppedClock:
    """Time that moves when a test says so."""

    def __init__(self, at: int = NINE) -> None:
        self.at = at

    def now(self) -> int:
        return self.at
