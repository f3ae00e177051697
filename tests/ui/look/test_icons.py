"""Every icon can be drawn, in its colour, sharp at 100 and 200 per cent."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage

from resources import resource_path
from ui.icons import app_icon, icon, pixmap, tray_icon
from ui.theme import DARK, LIGHT, Theme

NAMES = sorted(path.stem for path in resource_path("icons").glob("*.svg"))
COLORED = {"app", "app-running", "tray-running"}


def inked(image: QImage) -> list[QColor]:
    """The fully opaque pixels."""
    colors = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return [color for color in colors if color.alpha() == 255]


@pytest.mark.parametrize("name", NAMES)
def test_icons_draw_something_in_one_colour(qapp: object, name: str) -> None:
    drawn = inked(pixmap(name, "#FF0000", 32, 2.0).toImage())
    assert len(drawn) > 20
    if name not in COLORED:
        assert {color.name() for color in drawn} == {"#ff0000"}
        assert "currentColor" in resource_path("icons", f"{name}.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_icons_have_a_pixel_for_every_pixel_of_the_screen(qapp: object, scale: float) -> None:
    drawn = pixmap("timer", "#000000", 20, scale)
    assert drawn.size() == QSize(int(20 * scale), int(20 * scale))
    assert drawn.devicePixelRatio() == scale


def test_icons_take_the_colour_of_the_scheme(theme: Theme) -> None:
    for dark, tokens in ((False, LIGHT), (True, DARK)):
        theme.override(dark)
        shown = icon("stop", theme, "accent").pixmap(20, 20).toImage()
        assert shown.pixelColor(10, 10).name().upper() == tokens.accent
        off = icon("stop", theme, "accent").pixmap(QSize(20, 20), 1.0, QIcon.Mode.Disabled).toImage()
        assert off.pixelColor(10, 10).name().upper() == tokens.faint
        assert off.pixelColor(0, 0).alpha() == 0


def test_an_icon_that_is_not_drawn_is_an_error(theme: Theme) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon", theme)


def test_program_and_tray_icons_show_whether_the_timer_runs(qapp: object) -> None:
    assert app_icon(False).pixmap(64, 64).toImage() != app_icon(True).pixmap(64, 64).toImage()
    for dark_panel in (False, True):
        idle, running = (tray_icon(state, dark_panel).pixmap(22, 22).toImage() for state in (False, True))
        assert idle != running
        light = [color.lightness() > 128 for color in inked(idle)]
        assert all(light) if dark_panel else not any(light)
