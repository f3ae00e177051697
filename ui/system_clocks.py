"""The computer's clocks, by which sleep shows, and a wall clock that was set."""

from __future__ import annotations

import sys
import time

from app.domain.clock_gap import Clocks


def system_clocks() -> Clocks:
    """The clocks of this computer. What counts sleep and what does not has another name on each system."""
    if sys.platform == "win32":
        import ctypes

        awake = ctypes.c_ulonglong()
        ctypes.windll.kernel32.QueryUnbiasedInterruptTime(ctypes.byref(awake))  # units of 100 ns, without sleep
        return Clocks(time.time(), time.monotonic(), awake.value / 1e7)
    if sys.platform == "darwin":  # clock_gettime(3) there: CLOCK_MONOTONIC goes on in sleep
        return Clocks(time.time(), time.clock_gettime(time.CLOCK_MONOTONIC), time.clock_gettime(time.CLOCK_UPTIME_RAW))
    boot = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return Clocks(time.time(), time.clock_gettime(boot), time.monotonic())
