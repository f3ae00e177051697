"""Cancellation and deadlines: every blocking call takes both."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from app.errors import Cancelled


class CancelToken:
    """Set once, from any thread; wakes every wait, runs the hooks (close a socket, kill a group)."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._hooks: dict[int, Callable[[], None]] = {}
        self._lock = threading.Lock()

    def set(self) -> None:
        with self._lock:
            self._event.set()
            hooks = list(self._hooks.values())
            self._hooks.clear()
        for hook in hooks:
            hook()

    @property
    def is_set(self) -> bool:
        return self._event.is_set()

    def check(self) -> None:
        """Raise `Cancelled` if the token is set."""
        if self._event.is_set():
            raise Cancelled

    def wait(self, seconds: float) -> None:
        """Wait that long; raises `Cancelled` as soon as the token is set."""
        if self._event.wait(max(0.0, seconds)):
            raise Cancelled

    def on_cancel(self, hook: Callable[[], None]) -> Callable[[], None]:
        """Run `hook` on the cancelling thread (at once if already set). Returns what removes it again."""
        with self._lock:
            if not self._event.is_set():
                key = id(hook)
                self._hooks[key] = hook
                return lambda: self._forget(key)
        hook()
        return lambda: None

    def _forget(self, key: int) -> None:
        with self._lock:
            self._hooks.pop(key, None)


class Deadline:
    """A point on the monotonic clock by which a call must be over."""

    __slots__ = ("_at",)

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    @property
    def remaining(self) -> float:
        """Seconds left, never negative."""
        return max(0.0, self._at - time.monotonic())

    @property
    def passed(self) -> bool:
        return time.monotonic() >= self._at

    def at_most(self, seconds: float) -> Deadline:
        """A deadline that is no later than this one and no more than `seconds` away."""
        return Deadline(min(seconds, self.remaining))
