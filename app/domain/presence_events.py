"""What the sources of presence and the timer say, as the state machine of `app/domain/presence.py` takes it.

Instants are UTC epoch seconds.
"""

from __future__ import annotations

from typing import NamedTuple


class TimerRuns(NamedTuple):
    """This entry runs, from `since` on."""

    at: int
    entry_id: str
    since: int


class TimerStopped(NamedTuple):
    """No timer runs; the last one ended at `at`."""

    at: int


class IdleSince(NamedTuple):
    """Neither key nor pointer moved after `since`."""

    at: int
    since: int


class InputSeen(NamedTuple):
    """Somebody is there."""

    at: int


class Locked(NamedTuple):
    """The screen was locked. `sure`: whoever says so will also say when it no longer is."""

    at: int
    sure: bool = True


class Unlocked(NamedTuple):
    """Somebody knew the password."""

    at: int


class Sleeping(NamedTuple):
    """The computer is about to sleep."""

    at: int


class Woke(NamedTuple):
    """It is awake again. `slept_s` is 0 where it is known from when on it slept."""

    at: int
    slept_s: int = 0


class ClockSet(NamedTuple):
    """The clock jumped by `by_s`, sleep not counted; `at` is the time that it shows now."""

    at: int
    by_s: int


class Answered(NamedTuple):
    """Somebody decided about the latest absence."""

    at: int


class Tick(NamedTuple):
    """Time goes by."""

    at: int


Event = (
    TimerRuns | TimerStopped | IdleSince | InputSeen | Locked | Unlocked | Sleeping | Woke | ClockSet | Answered | Tick
)  # fmt: skip
