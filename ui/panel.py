"""Whether the desktop's panel is dark, which is not always what its windows are."""

from __future__ import annotations

import os
import sys

from PySide6.QtCore import QSettings

from ui.theme import Theme

_ALWAYS_DARK = frozenset({"gnome", "unity", "x-cinnamon", "cinnamon", "pantheon"})
"""Desktops (of XDG_CURRENT_DESKTOP) whose panel is dark with light windows too, unless a theme changes it."""
_WINDOWS_KEY = r"HKEY_CURRENT_USER\Software\Microsoft\Windows\CurrentVersion\Themes\Personalize"


def panel_is_dark(theme: Theme) -> bool:
    """The best that can be known; where the desktop does not say, as its windows are."""
    if sys.platform == "win32":
        registry = QSettings(_WINDOWS_KEY, QSettings.Format.NativeFormat)
        return str(registry.value("SystemUsesLightTheme", "1")) == "0"
    names = os.environ.get("XDG_CURRENT_DESKTOP", "").lower().split(":")
    return not _ALWAYS_DARK.isdisjoint(names) or theme.desktop_dark
