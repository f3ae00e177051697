"""The request log: every request but the control ones, in memory, bounded."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

CAPACITY = 200_000


@dataclass(slots=True)
class LogEntry:
    """One request. `status` None: the connection was cut. `applied`: its work was done, perhaps later.
    `api_version`: the edition of the interface that the caller asked for (Membrane reference 2)."""

    seq: int
    at: float
    method: str
    path: str
    clientary: dict[str, Any] | None = None
    action: str | None = None
    status: int | None = None
    fault: str | None = None
    applied: bool = False
    api_version: str | None = None


class RequestLog:
    """Newest last; sequence numbers never repeat, also after `clear`."""

    def __init__(self) -> None:
        self._entries: deque[LogEntry] = deque(maxlen=CAPACITY)
        self._last = 0

    def open(self, method: str, path: str) -> LogEntry:
        """A new entry, to be filled in while the request is served."""
        self._last += 1
        entry = LogEntry(self._last, time.time(), method, path)
        self._entries.append(entry)
        return entry

    @property
    def last(self) -> int:
        """The sequence number of the newest request."""
        return self._last

    def after(self, seq: int) -> list[dict[str, Any]]:
        if not self._entries:
            return []
        skip = max(0, seq - self._entries[0].seq + 1)
        return [asdict(entry) for entry in islice(self._entries, skip, None)]

    def clear(self) -> None:
        self._entries.clear()
