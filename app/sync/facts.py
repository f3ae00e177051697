"""Facts learned about a connection, held in memory while reads run on several threads, stored by the cycle's own."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from app.clock import Clock
from app.storage.syncstate import SyncState


@dataclass(slots=True)
class LearnedFacts:
    """The gateway's `Facts`. `flush` writes what changed; only the thread that owns the database may call it."""

    state: SyncState
    connection_id: str
    clock: Clock
    _values: dict[str, object] = field(default_factory=dict)
    _changed: dict[str, tuple[object, str] | None] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        for fact in self.state.facts(self.connection_id):
            self._values[fact.key] = fact.value

    def get(self, key: str) -> object | None:
        with self._lock:
            return self._values.get(key)

    def put(self, key: str, value: object, evidence: str) -> None:
        with self._lock:
            if self._values.get(key) != value:
                self._values[key] = value
                self._changed[key] = value, evidence

    def forget(self, key: str) -> None:
        with self._lock:
            if self._values.pop(key, None) is not None:
                self._changed[key] = None

    def flush(self) -> None:
        """Store what was learned since the last time."""
        with self._lock:
            changed, self._changed = self._changed, {}
        if not changed:
            return
        now = self.clock.now()
        with self.state.db.write():
            for key, change in changed.items():
                if change is None:
                    self.state.forget(self.connection_id, key)
                else:
                    self.state.put(self.connection_id, key, change[0], now, change[1])
