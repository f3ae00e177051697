"""What a source tells, collected; and a clock that stands where a test puts it."""

from __future__ import annotations

from app.domain.presence_events import Event
from ui.presence.source import Source

NINE = 1_772_528_400


class Clock:
    """Called, it gives the time."""

    def __init__(self) -> None:
        self.at = NINE

    def __call__(self) -> int:
        return self.at


class Heard:
    """Everything that a source told, in order."""

    def __init__(self, source: Source) -> None:
        self.events: list[Event] = []
        self.settled: list[bool] = []
        source.happened.connect(self.events.append)
        source.settled.connect(self.settled.append)
