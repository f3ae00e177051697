"""Pictures from `resources/icons`: one-colour drawings on a 20 x 20 field, coloured here, sharp at every scale."""

from __future__ import annotations

import sys
from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import resource_path
from ui.theme import Theme
from ui.tokens import DARK, LIGHT, Tokens, tokens_in_use

IconRole = Literal["text", "muted", "faint", "accent", "on_accent", "run", "danger", "warn", "surface", "bg"]

_FOLDER = str(resource_path("icons"))
_SIDES = (16, 18, 24)
"""Logical sizes that the window uses; an icon of another size is scaled from the next larger one."""
_APP_SIDES = (16, 22, 24, 32, 48, 64, 128)
"""Task switchers take the largest, or the drawing itself where there is a desktop entry. 256 would be 256 KB more."""
_TRAY_SIDES = (16, 18, 20, 22, 24, 32, 44, 48, 64)


def icon(name: str, theme: Theme, role: IconRole = "muted") -> QIcon:
    """The icon of that file name in a colour of the scheme that holds now; fetch it again when `theme` changes.

    Raises FileNotFoundError for a name that is not drawn.
    """
    return icon_in(name, theme.tokens, role)


def icon_in(name: str, tokens: Tokens, role: IconRole, sides: tuple[int, ...] = _SIDES) -> QIcon:
    """As `icon`, for a widget that takes its colours from `tokens_in_use()`; `sides`: the only sizes it shows."""
    return _tinted(name, getattr(tokens, role), tokens.faint, sides, _scales())


def pixmap(name: str, color: str, side: int, scale: float) -> QPixmap:
    """The drawing in one colour, `side` logical pixels wide and high on a screen of that scale factor."""
    return _rendered(_renderer(name, color), side, scale)


def app_icon(running: bool) -> QIcon:
    """The program's icon for windows and task bars; it carries a green dot while the timer runs."""
    return _untinted("app-running" if running else "app", "#FFFFFF", _APP_SIDES)


def tray_icon(running: bool, dark_panel: bool) -> QIcon:
    """The icon for the desktop's panel, light on a dark one."""
    tokens = DARK if dark_panel else LIGHT
    made = _untinted("tray-running" if running else "tray", tokens.text, _TRAY_SIDES)
    made.setIsMask(sys.platform == "darwin")  # a template: macOS takes its shape, and the colour that the bar needs
    return made


def current_icon(name: str, role: IconRole = "muted", sides: tuple[int, ...] = _SIDES) -> QIcon:
    """As `icon_in` with the tokens in use."""
    return icon_in(name, tokens_in_use(), role, sides)


@lru_cache(maxsize=512)
def _tinted(name: str, color: str, disabled_color: str, sides: tuple[int, ...], scales: tuple[float, ...]) -> QIcon:
    made, drawing = QIcon(), _renderer(name, color)
    for side in sides:
        for scale in scales:
            drawn = _rendered(drawing, side, scale)
            made.addPixmap(drawn)
            made.addPixmap(_filled(drawn, disabled_color), QIcon.Mode.Disabled)
    return made


def _filled(drawn: QPixmap, color: str) -> QPixmap:
    """The same shape in another colour: quicker than to read the drawing once more.

    Not by `fillRect`: for that PySide makes all of Qt's 180 ready-made gradients first.
    """
    made = QPixmap(drawn.size())
    made.setDevicePixelRatio(drawn.devicePixelRatio())
    made.fill(Qt.GlobalColor.transparent)  # filled with an opaque colour first it gets no alpha, and a black square
    made.fill(QColor(color))
    painter = QPainter(made)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return made.copy()


@lru_cache(maxsize=16)
def _untinted(name: str, color: str, sides: tuple[int, ...]) -> QIcon:
    made, drawing = QIcon(), _renderer(name, color)
    for side in sides:
        made.addPixmap(_rendered(drawing, side, 1.0))
    return made


@lru_cache(maxsize=128)
def _source(name: str) -> str:
    with open(f"{_FOLDER}/{name}.svg", encoding="utf-8") as file:  # noqa: PTH123 - a third of what a Path takes
        return file.read()


def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", color).encode()))


def _rendered(drawing: QSvgRenderer, side: int, scale: float) -> QPixmap:
    pixels = round(side * scale)
    drawn = QPixmap(QSize(pixels, pixels))
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    drawing.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    drawn.setDevicePixelRatio(scale)
    return drawn.copy()  # without what it was painted with: Qt keeps that, 3 KB, with each picture


def _scales() -> tuple[float, ...]:
    """Scale factors of the screens there are: an icon is drawn for each, so it is sharp on each."""
    return tuple(sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()} | {1.0}))
