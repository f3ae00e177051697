"""Text sizes: each a proportion of the system's own, so that whoever enlarges the desktop's text enlarges ours."""

from functools import lru_cache
from typing import Literal, NamedTuple

from PySide6.QtGui import QFont, QFontInfo, QGuiApplication

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
    return QFont(_made(role, QGuiApplication.font().toString()))  # a copy, for a QFont can be changed


@lru_cache(maxsize=32)
def _made(role: FontRole, system: str) -> QFont:
    del system  # it only tells when to make them again
    face = _FACES[role]
    made = QFont(QGuiApplication.font())
    base_pt = made.pointSizeF() if made.pointSizeF() > 0 else QFontInfo(made).pointSizeF()
    made.setPointSizeF(max(_SMALLEST_PT, base_pt * face.scale))
    made.setWeight(face.weight)
    made.setFeature(QFont.Tag("tnum"), 1)
    return made
