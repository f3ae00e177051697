"""What the window found out about the desktop that it runs on, kept so that `stint doctor` can say it."""

from __future__ import annotations

from dataclasses import dataclass

from app.clock import Clock
from app.storage.database import Database
from app.storage.syncstate import HERE, SyncState

_KEY = "window_facts"


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """Short texts by name (`idle_source`, ...), as the window last recorded them. Names of programs, no secrets."""

    db: Database
    clock: Clock

    def read(self) -> dict[str, str]:
        found = SyncState(self.db).get(HERE, _KEY)
        return {str(name): str(text) for name, text in found.items()} if isinstance(found, dict) else {}

    def record(self, **facts: str) -> None:
        """Take these over; written only where one is news."""
        known = self.read()
        if known | facts != known:
            SyncState(self.db).put(HERE, _KEY, known | facts, self.clock.now())
