"""A key by `RegisterHotKey` of Windows: its messages come to this thread, where Qt hands them on."""

from __future__ import annotations

import sys

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QObject

from app.domain.key_chord import KeyChord
from ui.global_key.grab import KeyGrab

_WM_HOTKEY = 0x0312
_ID = 0x5374
"""Any number below 0xC000 that nobody else in this program uses."""
_NO_REPEAT = 0x4000
_ALREADY_REGISTERED = 1409
_MODIFIERS = {"Alt": 1, "Ctrl": 2, "Shift": 4, "Super": 8}
_KEYS = {
    "Space": 0x20, "PageUp": 0x21, "PageDown": 0x22, "End": 0x23, "Home": 0x24, "Left": 0x25, "Up": 0x26,
    "Right": 0x27, "Down": 0x28, "Insert": 0x2D, "Pause": 0x13,
    **{f"F{number}": 0x6F + number for number in range(1, 25)},
}  # fmt: skip
"""Virtual-key codes (winuser.h); letters and digits are their ASCII codes."""

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class WindowsGrab(KeyGrab):
        """Registered for the GUI thread, not for a window: those come and go."""

        label = "RegisterHotKey"

        def __init__(self, parent: QObject | None = None) -> None:
            super().__init__(parent)
            self._user32 = ctypes.WinDLL("user32", use_last_error=True)
            self._user32.RegisterHotKey.argtypes = (wintypes.HWND, ctypes.c_int, wintypes.UINT, wintypes.UINT)
            self._user32.RegisterHotKey.restype = wintypes.BOOL
            self._user32.UnregisterHotKey.argtypes = (wintypes.HWND, ctypes.c_int)
            self._registered = False
            self._filter = _HotKeyFilter(self)
            app = QCoreApplication.instance()
            if app is not None:
                app.installNativeEventFilter(self._filter)

        def start(self, chord: KeyChord) -> None:
            self.stop()
            modifiers = _NO_REPEAT | sum(_MODIFIERS[name] for name in chord.modifiers)
            key = _KEYS.get(chord.key) or ord(chord.key)
            self._registered = bool(self._user32.RegisterHotKey(None, _ID, modifiers, key))
            if self._registered:
                self.settled.emit("")
            else:
                self.settled.emit("taken" if ctypes.get_last_error() == _ALREADY_REGISTERED else "refused")

        def stop(self) -> None:
            if self._registered:
                self._registered = False
                self._user32.UnregisterHotKey(None, _ID)

    class _HotKeyFilter(QAbstractNativeEventFilter):
        def __init__(self, grab: WindowsGrab) -> None:
            super().__init__()
            self._grab = grab

        def nativeEventFilter(
            self, event_type: QByteArray | bytes | bytearray | memoryview, message: int
        ) -> tuple[bool, int]:
            kind = bytes(event_type.data() if isinstance(event_type, QByteArray) else event_type)
            if kind.startswith(b"windows_"):
                received = wintypes.MSG.from_address(int(message))
                if received.message == _WM_HOTKEY and received.wParam == _ID:
                    self._grab.pressed.emit()
                    return True, 0
            return False, 0
