"""`stint --self-check`: whether this installation has everything, the window's parts included. No window is shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import QByteArray, QLibraryInfo, QSize, Qt
from PySide6.QtGui import QFontInfo, QGuiApplication, QImage, QPainter, QRawFont
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from app.services.self_check import Broken, Check, core_checks, run_check
from resources import resource_path
from ui.fonts import font
from ui.icons import app_icon, tray_icon
from ui.pages import PAGES
from ui.theme import Theme

SIDE = 32
CHARACTERS = "0123456789:.,-–·€ÄéçßŁ"
FAILED = 1


def run() -> int:
    """Print one line a check; returns 0 if all passed."""
    if sys.platform not in ("win32", "darwin"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication(["stint"])
    good = True
    for found in (*core_checks(), *_window_checks(app)):
        good &= found.ok
        sys.stdout.write(f"{'ok    ' if found.ok else 'BROKEN'}  {found.name}: {found.detail}\n")
        sys.stdout.flush()
    return 0 if good else FAILED


def _window_checks(app: QApplication) -> Iterator[Check]:
    yield run_check("drawings", _drawings)
    yield run_check("icons", _icons)
    yield run_check("fonts", _fonts)
    yield run_check("look", lambda: _look(app))
    yield run_check("displays", _displays)


def _drawings() -> str:
    """Every SVG that ships can be read and leaves a mark."""
    files = sorted(resource_path("icons").rglob("*.svg"))
    blank = [file.name for file in files if not _leaves_a_mark(file.read_bytes())]
    if blank or not files:
        raise Broken(f"{len(files)} drawings, blank: {', '.join(blank)}")
    return f"{len(files)} drawn"


def _leaves_a_mark(source: bytes) -> bool:
    drawing = QSvgRenderer(QByteArray(source.replace(b"currentColor", b"#000000")))
    image = QImage(QSize(SIDE, SIDE), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter)
    painter.end()
    return drawing.isValid() and any(image.pixelColor(x, y).alpha() for x in range(SIDE) for y in range(SIDE))


def _icons() -> str:
    made = [app_icon(running) for running in (False, True)]
    made += [tray_icon(running, dark) for running in (False, True) for dark in (False, True)]
    if any(icon.isNull() or icon.pixmap(SIDE).isNull() for icon in made):
        raise Broken("an icon of the program is empty")
    return f"{len(made)} of the program and its tray"


def _fonts() -> str:
    """The desktop's own font has the characters that every amount and time needs."""
    chosen = QRawFont.fromFont(font("body"))
    missing = [character for character in CHARACTERS if not chosen.supportsCharacter(ord(character))]
    if not chosen.isValid() or missing:
        raise Broken(f"{QFontInfo(font('body')).family()} lacks {''.join(missing)}")
    return QFontInfo(font("body")).family()


def _look(app: QApplication) -> str:
    """The application style can be made in both schemes."""
    theme = Theme()
    for dark in (False, True):
        theme.override(dark)
        theme.install(app)
    return f"light and dark, {len(PAGES)} pages"


def _displays() -> str:
    """Qt's plug-ins for screens are there; `offscreen` is the one in use now."""
    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
    names = sorted(file.name.partition(".")[0] for file in (folder / "platforms").iterdir())
    if len(names) < 2 and sys.platform not in ("win32", "darwin"):
        raise Broken(f"only {', '.join(names)} in {folder}")
    return f"{', '.join(names)}; {QGuiApplication.platformName()} in use"
