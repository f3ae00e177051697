"""Wall-clock time, injectable. Stored instants are whole UTC epoch seconds."""

from __future__ import annotations

import time
from functools import cache
from pathlib import Path
from typing import NamedTuple, Protocol


class Clock(Protocol):
    def now(self) -> int:
        """The current instant, whole UTC epoch seconds."""
        ...


class Steady(NamedTuple):
    """A clock that nobody can set: seconds since the computer was started, those asleep included; `boot` tells one
    start from another ("" where the system does not say).
    """

    boot: str
    seconds: float


def steady_now() -> Steady:
    """The steady clock of this computer."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return Steady(_boot_id(), time.monotonic() if clock is None else time.clock_gettime(clock))


@cache
def _boot_id() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    except OSError:
        return ""


class SystemClock:
    """The computer's own clock."""

    def now(self) -> int:
        return int(time.time())
