"""Who still uses the sandbox: it ends soon after its last user has gone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

GRACE_S = 1.0
FIRST_LEASE_S = 20.0


class Leases:
    """Counts open leases. With `on_unused` set, it is called once nobody came or the last one left."""

    def __init__(self, on_unused: Callable[[], None] | None = None) -> None:
        self.over = False  # nobody may come any more: a lease given now would be of a dying process
        self._open = 0
        self._on_unused = on_unused
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin to wait for the first lease; needs the running event loop."""
        self._wait(FIRST_LEASE_S)

    @contextmanager
    def held(self) -> Iterator[None]:
        self._open += 1
        if self._timer is not None:
            self._timer.cancel()
        try:
            yield
        finally:
            self._open -= 1
            if self._open == 0:
                self._wait(GRACE_S)

    def _wait(self, seconds: float) -> None:
        if self._on_unused is not None:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._end)

    def _end(self) -> None:
        if self._open == 0 and self._on_unused is not None:
            self.over = True
            self._on_unused()
