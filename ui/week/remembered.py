"""How the week was looked at last: no setting, for nothing is wrong if it gets lost."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSettings

_DAYS, _TAB, _HEIGHT = "week/days", "week/tab", "week/hour_height"


class Remembered:
    """Reads and writes the file in which the window keeps its place and size."""

    def __init__(self, folder: Path) -> None:
        self._file = QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat)

    def number(self, key: str, otherwise: int) -> int:
        """A whole number; `otherwise` where there is none, or something else."""
        text = str(self._file.value(key, ""))
        return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise

    def days(self, otherwise: int) -> int:
        """How many days were shown."""
        return self.number(_DAYS, otherwise)

    def tab(self) -> int:
        """0 for the calendar, 1 for the timesheet."""
        return min(self.number(_TAB, 0), 1)

    def hour_height(self, otherwise: float) -> float:
        """Pixels of an hour."""
        return float(self.number(_HEIGHT, round(otherwise)))

    def keep(self, days: int, tab: int, hour_height: float) -> None:
        """Remember all three."""
        for key, value in ((_DAYS, days), (_TAB, tab), (_HEIGHT, round(hour_height))):
            self._file.setValue(key, value)
