"""The user's Run key in the registry of Windows: what starts with the session."""

from __future__ import annotations

import subprocess
import sys

_RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_APPROVED = r"Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
"""Where Windows keeps what a person switched off in the task manager: a first byte that is odd."""

if sys.platform == "win32":
    import winreg

    from ui.autostart import refused

    class RunKey:
        """A value of that key; see `ui.autostart.Autostart`."""

        def __init__(self, words: list[str], name: str) -> None:
            self._command, self._name = subprocess.list2cmdline(words), name

        @property
        def enabled(self) -> bool:
            if _value(_RUN, self._name) is None:
                return False
            approved = _value(_APPROVED, self._name)
            return not (isinstance(approved, bytes) and approved and approved[0] & 1)

        def set(self, on: bool) -> None:
            try:
                if on:
                    with winreg.CreateKey(winreg.HKEY_CURRENT_USER, _RUN) as key:
                        winreg.SetValueEx(key, self._name, 0, winreg.REG_SZ, self._command)
                else:
                    _forget(_RUN, self._name)
                _forget(_APPROVED, self._name)
            except OSError as error:
                raise refused(error) from error

    def _value(path: str, name: str) -> object:
        """None where there is none."""
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path) as key:
                found: object = winreg.QueryValueEx(key, name)[0]
        except OSError:
            return None
        return found

    def _forget(path: str, name: str) -> None:
        try:
            with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path, 0, winreg.KEY_SET_VALUE) as key:
                winreg.DeleteValue(key, name)
        except FileNotFoundError:
            return
