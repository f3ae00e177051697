"""Idle time on Windows: when the session got its last input (winuser.h, GetLastInputInfo)."""

from __future__ import annotations

import ctypes
import sys

from ui.presence.source import ReadSource

_WRAPS_AT = 1 << 32
"""Both counters are 32 bits of milliseconds: they begin anew every 49.7 days."""


class _LastInput(ctypes.Structure):
    """LASTINPUTINFO."""

    _fields_ = (("size", ctypes.c_uint), ("tick_ms", ctypes.c_uint))


class WindowsIdle(ReadSource):
    label = "Windows (GetLastInputInfo)"

    def open(self) -> bool:
        return sys.platform == "win32"

    def read(self) -> float | None:
        if sys.platform == "win32":
            info = _LastInput(ctypes.sizeof(_LastInput), 0)
            if ctypes.windll.user32.GetLastInputInfo(ctypes.byref(info)):
                now_ms = ctypes.windll.kernel32.GetTickCount()
                return float((now_ms - info.tick_ms) % _WRAPS_AT) / 1000.0
        return None
