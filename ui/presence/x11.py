"""Idle time on X11: the server itself counts, by the MIT-SCREEN-SAVER extension (scrnsaver.h)."""

from __future__ import annotations

import ctypes
import os
from typing import Any

from ui.presence.source import ReadSource

_MS = 1000.0


class _Info(ctypes.Structure):
    """XScreenSaverInfo."""

    _fields_ = (
        ("window", ctypes.c_ulong),
        ("state", ctypes.c_int),
        ("kind", ctypes.c_int),
        ("til_or_since", ctypes.c_ulong),
        ("idle", ctypes.c_ulong),
        ("event_mask", ctypes.c_ulong),
    )


class X11Idle(ReadSource):
    """On a display connection of its own; one question is one short round trip."""

    label = "X11 screen saver extension"

    _x11: Any = None
    _xss: Any = None
    _display: int | None = None
    _root = 0
    _info: Any = None

    def open(self) -> bool:
        if not os.environ.get("DISPLAY") or not self._load():
            return False
        self._display = self._x11.XOpenDisplay(None)
        if self._display is None:
            return False
        first_event, first_error = ctypes.c_int(), ctypes.c_int()
        if not self._xss.XScreenSaverQueryExtension(
            self._display, ctypes.byref(first_event), ctypes.byref(first_error)
        ):
            self.close()
            return False
        self._root = self._x11.XDefaultRootWindow(self._display)
        self._info = self._xss.XScreenSaverAllocInfo()
        return True

    def close(self) -> None:
        if self._info:
            self._x11.XFree(self._info)
        if self._display is not None:
            self._x11.XCloseDisplay(self._display)
        self._info, self._display = None, None

    def read(self) -> float | None:
        if self._display is None or not self._xss.XScreenSaverQueryInfo(self._display, self._root, self._info):
            return None
        return float(self._info.contents.idle) / _MS

    def _load(self) -> bool:
        """By the names that every Linux has: looking libraries up in Python starts a compiler."""
        if self._xss is not None:
            return True
        try:
            x11, xss = ctypes.CDLL("libX11.so.6"), ctypes.CDLL("libXss.so.1")
        except OSError:
            return False
        display, window = ctypes.c_void_p, ctypes.c_ulong
        x11.XOpenDisplay.argtypes, x11.XOpenDisplay.restype = [ctypes.c_char_p], display
        x11.XDefaultRootWindow.argtypes, x11.XDefaultRootWindow.restype = [display], window
        x11.XCloseDisplay.argtypes = [display]
        x11.XFree.argtypes = [ctypes.c_void_p]
        xss.XScreenSaverAllocInfo.restype = ctypes.POINTER(_Info)
        numbers = ctypes.POINTER(ctypes.c_int)
        xss.XScreenSaverQueryExtension.argtypes = [display, numbers, numbers]
        xss.XScreenSaverQueryInfo.argtypes = [display, window, ctypes.POINTER(_Info)]
        self._x11, self._xss = x11, xss
        return True
