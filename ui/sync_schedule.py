"""When a sync begins that nobody asked for: at start, after changes, by time, on network-up, after sleep."""

from __future__ import annotations

import random
import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

INTERVAL_MS = 60_000
UNCONNECTED_INTERVAL_MS = 600_000
"""Nobody is signed in: only a person can change that, and looking costs a process each time."""
FIRST_RETRY_MS = 15_000
LONGEST_RETRY_MS = 300_000
"""Offline or in trouble: again soon, then each time after twice as long, up to this."""
BUSY_RETRY_MS = 5_000
DEBOUNCE_MS = 3_000
LONGEST_WAIT_MS = 15_000
AFTER_SLEEP_MS = 3_000
"""The network comes back a moment after the computer."""
JITTER = 0.2


class SyncSchedule(QObject):
    """Lives on the GUI thread and knows no worker: `due` asks for a cycle, the calls say what became of it.

    Paused, or told to keep off, it asks for nothing; what a person asks for goes past it.
    """

    due = Signal()

    def __init__(self, *, paused: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._paused, self._stopped, self._queued = paused, False, False
        self._quiet_until = 0.0
        self._failures = 0
        self._state = ""
        self._after_commits, self._waiting_since, self._next = (self._timer() for _ in range(3))

    def start(self) -> None:
        """The first cycle, at once."""
        self._ask()

    def stop(self) -> None:
        """Ask for nothing any more."""
        self._stopped = True
        self._rest()

    def pause(self, *, paused: bool) -> None:
        """Rest until further notice, or go on with a cycle at once."""
        was, self._paused = self._paused, paused
        if paused:
            self._rest()
        elif was:
            self._ask()

    def settings_changed(self) -> None:
        """Another account, another way there: see at once what that means, whatever was asked of us before."""
        self._failures, self._quiet_until = 0, 0.0
        self._ask()

    def note_commit(self) -> None:
        """Something was committed here: a cycle 3 s after the last such change, 15 s after the first at the latest."""
        if self._rests:
            return
        self._after_commits.start(DEBOUNCE_MS)
        if not self._waiting_since.isActive():
            self._waiting_since.start(LONGEST_WAIT_MS)

    @Slot()
    def note_network(self) -> None:
        """The network came up: at once where it was missed; else the next turn is soon enough."""
        if self._state != "idle" or self._after_commits.isActive():
            self._failures = 0
            self._ask()

    @Slot()
    def note_wake(self) -> None:
        """The computer slept: much may have changed, and timers do not count sleep."""
        if not self._rests:
            self._failures = 0
            self._next.start(AFTER_SLEEP_MS)

    def begun(self) -> None:
        """A cycle left the queue: changes made from now on need another one."""
        self._queued = False

    def running(self) -> None:
        """A cycle runs, whoever asked for it: the next one by time is counted from its end."""
        self._next.stop()

    def ended(self, state: str, keep_off_s: int) -> None:
        """A cycle is over. `keep_off_s`: how long the other side asked automatic ones to keep off."""
        self._state = state
        self._quiet_until = time.monotonic() + keep_off_s
        self._failures = self._failures + 1 if state in ("offline", "error") else 0
        if not self._rests:
            self._next.start(max(_jittered(self._interval_ms()), keep_off_s * 1000))

    def asked_by_person(self) -> None:
        """A person's sync takes what waits along."""
        self._after_commits.stop()
        self._waiting_since.stop()

    def busy(self) -> None:
        """Another process syncs: look again soon."""
        if not self._rests:
            self._next.start(BUSY_RETRY_MS)

    def _interval_ms(self) -> int:
        if self._state in ("not_connected", "sign_in_needed"):
            return UNCONNECTED_INTERVAL_MS
        if self._failures:
            return min(FIRST_RETRY_MS << min(self._failures - 1, 8), LONGEST_RETRY_MS)
        return INTERVAL_MS

    @property
    def _rests(self) -> bool:
        return self._paused or self._stopped

    @Slot()
    def _ask(self) -> None:
        self.asked_by_person()
        if self._rests or self._queued:  # one that has not begun yet will see these changes too
            return
        wait_s = self._quiet_until - time.monotonic()
        if wait_s > 0:
            self._next.start(int(wait_s * 1000) + 1)
            return
        self._queued = True
        self.due.emit()

    def _rest(self) -> None:
        for timer in (self._after_commits, self._waiting_since, self._next):
            timer.stop()

    def _timer(self) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.timeout.connect(self._ask)
        return timer


def _jittered(interval_ms: int) -> int:
    """So that many computers that went offline together do not come back together."""
    return int(interval_ms * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311 - jitter, no secret
