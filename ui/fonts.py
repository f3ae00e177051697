"""Text sizes: each a proportion of the system's own, so that whoever enlarges the desktop's text enlarges ours."""

from functools import lru_cache
from typing import Literal, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetrics, QGuiApplication

FontRole = Literal["clock", "stat", "title", "large", "section", "body", "strong", "small"]


class _Face(NamedTuple):
    scale: float
    weight: QFont.Weight = QFont.Weight.Normal


_FACES: dict[FontRole, _Face] = {
    "clock": _Face(1.75, QFont.Weight.DemiBold),
    "stat": _Face(1.5, QFont.Weight.DemiBold),
    "title": _Face(1.3, QFont.Weight.DemiBold),
    "large": _Face(1.15),
    "section": _Face(0.95, QFont.Weight.DemiBold),
    "body": _Face(1.0),
    "strong": _Face(1.0, QFont.Weight.DemiBold),
    "small": _Face(0.9),
}
_SMALLEST_PT = 7.5


def font(role: FontRole) -> QFont:
    """The system font in the size and weight of a role, with digits of equal width so that no number jumps."""
    return QFont(_made(role, system_font()))  # a copy, for a QFont can be changed


def system_font() -> int:
    """Which one the system's font is, counted from the first: another one, and all is measured again."""
    return _system.number()


def text_width(role: FontRole, text: str) -> int:
    """Of one line, in device-independent pixels."""
    return _width(role, text, system_font())


def elided(role: FontRole, text: str, width: int) -> str:
    """One line, cut at its end where it is wider than `width` pixels."""
    return _cut(role, text, width, system_font())


class _System:
    """The system's font as it was when somebody asked last; telling two apart by their descriptions takes 5 µs."""

    def __init__(self) -> None:
        self._font: QFont | None = None
        self._number = 0

    def number(self) -> int:
        now = QGuiApplication.font()
        if self._font is None or now != self._font:
            self._font, self._number = now, self._number + 1
        return self._number


_system = _System()


@lru_cache(maxsize=1024)  # a list draws the same rows again and again
def _width(role: FontRole, text: str, system: int) -> int:
    del system
    return QFontMetrics(font(role)).horizontalAdvance(text)


@lru_cache(maxsize=1024)
def _cut(role: FontRole, text: str, width: int, system: int) -> str:
    del system
    return QFontMetrics(font(role)).elidedText(text, Qt.TextElideMode.ElideRight, width)


@lru_cache(maxsize=32)
def _made(role: FontRole, system: int) -> QFont:
    del system  # it only tells when to make them again
    face = _FACES[role]
    made = QFont(QGuiApplication.font())
    base_pt = made.pointSizeF() if made.pointSizeF() > 0 else QFontInfo(made).pointSizeF()
    made.setPointSizeF(max(_SMALLEST_PT, base_pt * face.scale))
    made.setWeight(face.weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made
