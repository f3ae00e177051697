"""Idle time on macOS: how long ago the session's last event of any kind was (CGEventSource.h)."""

from __future__ import annotations

import ctypes
import sys
from typing import Any

from ui.presence.source import ReadSource

_SERVICES = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"
_SESSION = 0
"""kCGEventSourceStateCombinedSessionState."""
_ANY_INPUT = 0xFFFFFFFF
"""kCGAnyInputEventType."""


class MacIdle(ReadSource):
    label = "macOS (CGEventSource)"

    _seconds: Any = None

    def open(self) -> bool:
        if sys.platform == "darwin":
            try:
                seconds = ctypes.CDLL(_SERVICES).CGEventSourceSecondsSinceLastEventType
            except (OSError, AttributeError):
                return False
            seconds.argtypes, seconds.restype = [ctypes.c_int32, ctypes.c_uint32], ctypes.c_double
            self._seconds = seconds
        return self._seconds is not None

    def close(self) -> None:
        self._seconds = None

    def read(self) -> float | None:
        return None if self._seconds is None else max(0.0, float(self._seconds(_SESSION, _ANY_INPUT)))
