"""Place, size and page of the window, kept from one start to the next. Losing them loses nothing."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtCore import QRect, QSettings, QSize, Qt
from PySide6.QtGui import QGuiApplication, QScreen
from PySide6.QtWidgets import QWidget

_FILE = "window.ini"
_GEOMETRY, _PAGE = "window/geometry", "window/page"
_IN_SIGHT = QSize(120, 40)
"""So much of a window has to be on a screen that it can be taken hold of."""
_FRAME = QSize(8, 40)
"""Room for the borders and the title bar, whose size nobody knows before the window is shown."""
_WHOLE_SCREEN = Qt.WindowState.WindowMaximized | Qt.WindowState.WindowFullScreen


class WindowState:
    """In a file of its own beside the data."""

    def __init__(self, folder: Path) -> None:
        self._file = str(folder / _FILE)

    def restore(self, window: QWidget, usual: QSize) -> None:
        """Put it where it was, or where a screen is now; `usual` is its size the first time."""
        kept = self._settings().value(_GEOMETRY)
        if kept is None or not window.restoreGeometry(kept):
            fit(window, usual)
        elif not _in_sight(window.geometry()):
            _bring_into_sight(window)
        elif not window.windowState() & _WHOLE_SCREEN:
            _keep_within(window)

    def page(self, known: Collection[str]) -> str | None:
        """The page that was shown last, if it is one of these."""
        kept = self._settings().value(_PAGE)
        return kept if isinstance(kept, str) and kept in known else None

    def save(self, window: QWidget, page: str) -> None:
        settings = self._settings()
        settings.setValue(_GEOMETRY, window.saveGeometry())
        settings.setValue(_PAGE, page)

    def _settings(self) -> QSettings:
        return QSettings(self._file, QSettings.Format.IniFormat)


def _in_sight(place: QRect) -> bool:
    top = QRect(place.topLeft(), QSize(place.width(), _IN_SIGHT.height()))
    seen = [top & screen.availableGeometry() for screen in QGuiApplication.screens()]
    return any(part.width() >= _IN_SIGHT.width() and part.height() >= _IN_SIGHT.height() // 2 for part in seen)


def _bring_into_sight(window: QWidget) -> None:
    """To the middle of the first screen, no larger than that."""
    room = QGuiApplication.primaryScreen().availableGeometry()
    window.resize(window.size().boundedTo(largest_window(QGuiApplication.primaryScreen())))
    window.move(room.center() - window.rect().center())


def _keep_within(window: QWidget) -> None:
    """No larger than its screen, which may have become smaller or have larger pixels since, and its title bar on it."""
    screen = window.screen()
    room, before = screen.availableGeometry(), window.frameGeometry()
    window.resize(window.size().boundedTo(largest_window(screen)))
    place = QRect(before.topLeft(), window.size() + _FRAME)
    left = max(room.left(), min(place.left(), room.right() + 1 - place.width()))
    top = max(room.top(), min(place.top(), room.bottom() + 1 - place.height()))
    if (left, top) != before.topLeft().toTuple():
        window.move(left, top)


def fit(window: QWidget, size: QSize) -> None:
    """Give a window that size, or as much of it as the screen has."""
    window.resize(size.boundedTo(largest_window(window.screen())))


def largest_window(screen: QScreen) -> QSize:
    """What a window on that screen may take inside its borders."""
    return screen.availableGeometry().size() - _FRAME
