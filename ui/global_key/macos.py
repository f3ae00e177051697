"""A key by Carbon's `RegisterEventHotKey`: old, but the one way that needs no leave to watch all of the keyboard."""

from __future__ import annotations

import ctypes
import sys
from ctypes import POINTER, Structure, byref, c_int32, c_uint32, c_ulong, c_void_p

from PySide6.QtCore import QObject

from app.domain.key_chord import KeyChord
from ui.global_key.grab import KeyGrab

_CARBON = "/System/Library/Frameworks/Carbon.framework/Carbon"
_KEYBOARD = int.from_bytes(b"keyb", "big")
_SIGNATURE = int.from_bytes(b"Stnt", "big")
_HOT_KEY_PRESSED = 5
_ALREADY_TAKEN = -9878
"""eventHotKeyExistsErr"""
_MODIFIERS = {"Super": 0x100, "Shift": 0x200, "Alt": 0x800, "Ctrl": 0x1000}
_LETTERS = dict(zip("ASDFHGZXCV", range(10), strict=True)) | {
    "B": 11, "Q": 12, "W": 13, "E": 14, "R": 15, "Y": 16, "T": 17, "O": 31, "U": 32, "I": 34, "P": 35, "L": 37,
    "J": 38, "K": 40, "N": 45, "M": 46,
}  # fmt: skip
_CODES = {
    **_LETTERS,
    "1": 18, "2": 19, "3": 20, "4": 21, "5": 23, "6": 22, "7": 26, "8": 28, "9": 25, "0": 29,
    "F1": 122, "F2": 120, "F3": 99, "F4": 118, "F5": 96, "F6": 97, "F7": 98, "F8": 100, "F9": 101, "F10": 109,
    "F11": 103, "F12": 111, "F13": 105, "F14": 107, "F15": 113, "F16": 106, "F17": 64, "F18": 79, "F19": 80, "F20": 90,
    "Space": 49, "Insert": 114, "Home": 115, "PageUp": 116, "End": 119, "PageDown": 121, "Left": 123, "Right": 124,
    "Down": 125, "Up": 126,
}  # fmt: skip
"""kVK codes (Events.h): places on the keyboard, named as on an American one."""


class _HotKeyId(Structure):
    _fields_ = (("signature", c_uint32), ("id", c_uint32))


class _EventType(Structure):
    _fields_ = (("event_class", c_uint32), ("event_kind", c_uint32))


_Handler = ctypes.CFUNCTYPE(c_int32, c_void_p, c_void_p, c_void_p)

if sys.platform == "darwin":

    class MacGrab(KeyGrab):
        """The handler runs on the GUI thread, from its event loop."""

        label = "Carbon hot key"

        def __init__(self, parent: QObject | None = None) -> None:
            super().__init__(parent)
            self._carbon = _carbon()
            self._key: c_void_p | None = None
            self._handler = _Handler(self._note_press)  # kept: the system calls it as long as the program runs
            kinds = _EventType(_KEYBOARD, _HOT_KEY_PRESSED)
            self._carbon.InstallEventHandler(
                self._carbon.GetApplicationEventTarget(), self._handler, 1, byref(kinds), None, None
            )

        def start(self, chord: KeyChord) -> None:
            self.stop()
            code = _CODES.get(chord.key)
            if code is None:
                self.settled.emit("unknown_key")
                return
            key = c_void_p()
            status = self._carbon.RegisterEventHotKey(
                code,
                sum(_MODIFIERS[name] for name in chord.modifiers),
                _HotKeyId(_SIGNATURE, 1),
                self._carbon.GetApplicationEventTarget(),
                0,
                byref(key),
            )
            self._key = None if status else key
            self.settled.emit("" if not status else "taken" if status == _ALREADY_TAKEN else "refused")

        def stop(self) -> None:
            key, self._key = self._key, None
            if key is not None:
                self._carbon.UnregisterEventHotKey(key)

        def _note_press(self, _caller: int, _event: int, _data: int) -> int:
            self.pressed.emit()
            return 0

    def _carbon() -> ctypes.CDLL:
        found = ctypes.CDLL(_CARBON)
        for name, gives, *takes in (
            ("GetApplicationEventTarget", c_void_p),
            (
                "InstallEventHandler", c_int32, c_void_p, _Handler, c_ulong, POINTER(_EventType), c_void_p,
                c_void_p,
            ),
            ("RegisterEventHotKey", c_int32, c_uint32, c_uint32, _HotKeyId, c_void_p, c_uint32, POINTER(c_void_p)),
            ("UnregisterEventHotKey", c_int32, c_void_p),
        ):  # fmt: skip
            function = getattr(found, name)
            function.restype, function.argtypes = gives, takes
        return found
