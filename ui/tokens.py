"""Colours, spaces and radii that every picture of the window is made of; no widget names a colour itself."""

import zlib
from collections.abc import Mapping
from typing import NamedTuple

from PySide6.QtGui import QColor, QGuiApplication, QPalette

RADIUS_S, RADIUS_M, RADIUS_L = 6, 8, 10
"""Corner radii in device-independent pixels: fields and tags; buttons; cards."""

_STEP = 4


class Tokens(NamedTuple):
    """One colour scheme, as `#RRGGBB`. Text on `surface`, `bg` or a soft colour has a contrast of 4.5 or more, except
    `faint`, which is for decoration, placeholders and what is disabled (3 or more).
    """

    dark: bool
    bg: str
    surface: str
    raised: str
    border: str
    text: str
    muted: str
    faint: str
    accent: str
    accent_soft: str
    on_accent: str
    run: str
    run_soft: str
    danger: str
    danger_soft: str
    warn: str
    warn_soft: str


LIGHT = Tokens(
    dark=False,
    bg="#F6F6F3",
    surface="#FFFFFF",
    raised="#FBFBF9",
    border="#E3E3DE",
    text="#1E2227",
    muted="#5F656E",
    faint="#868C95",
    accent="#3B5BDB",
    accent_soft="#E7ECFD",
    on_accent="#FFFFFF",
    run="#087A55",
    run_soft="#DDF5EC",
    danger="#C2255C",
    danger_soft="#FBE4EC",
    warn="#935700",
    warn_soft="#FCF0DB",
)
DARK = Tokens(
    dark=True,
    bg="#15171B",
    surface="#1D2025",
    raised="#22262C",
    border="#2D3138",
    text="#E7E9EC",
    muted="#9CA3AE",
    faint="#7D848F",
    accent="#7C95FF",
    accent_soft="#262E4A",
    on_accent="#10131A",
    run="#3BD6A5",
    run_soft="#17362C",
    danger="#FF7AA5",
    danger_soft="#40202C",
    warn="#F2B24B",
    warn_soft="#3A2E17",
)

PROJECT_COLORS = ("#E8590C", "#1C7ED6", "#AE3EC9", "#2B8A3E", "#0C8599", "#B07A00", "#7A5AF0", "#A8694A")
"""Contrast of 3 or more against the surface of both schemes."""


_PLACES: dict[str, int] = {}
"""As with the palette, there is one for all widgets."""


def space(steps: int) -> int:
    """That many steps of the 4 px grid, in device-independent pixels."""
    return steps * _STEP


def tokens_in_use() -> Tokens:
    """The scheme that the application's palette was made from: a widget paints with it and needs no theme handed in."""
    return DARK if QGuiApplication.palette().color(QPalette.ColorRole.Window).lightness() < 128 else LIGHT


def use_project_colors(places: Mapping[str, int]) -> None:
    """From now on the project of that id has the colour at that place of `PROJECT_COLORS`; see `ui.project_colors`."""
    _PLACES.clear()
    _PLACES.update(places)


def project_color(project_id: str) -> QColor:
    """The colour of a project's dot: always the same for the same project."""
    place = _PLACES.get(project_id)
    if place is None:  # not among the projects that were read last
        place = zlib.crc32(project_id.encode()) % len(PROJECT_COLORS)
    return QColor(PROJECT_COLORS[place])


def hover_ground(tokens: Tokens) -> str:
    """The ground of a row or button on `surface` that the pointer is over: dark grounds need more to be seen."""
    return mixed(tokens.surface, tokens.text, 0.08 if tokens.dark else 0.045)


def mixed(color: str, other: str, share: float) -> str:
    """`color` with that share (0 to 1) of `other` in it, as `#rrggbb`."""
    one, two = QColor(color), QColor(other)
    pairs = ((one.red(), two.red()), (one.green(), two.green()), (one.blue(), two.blue()))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
