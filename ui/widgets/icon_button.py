"""A button that is only a picture."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton, QWidget

from ui.icons import IconRole, current_icon
from ui.plain import tooltip
from ui.theme import restyle
from ui.widgets.enter_key import pressed_by_enter

IconButtonRole = Literal["plain", "start", "stop"]

_SIDE, _ROUND_SIDE = 16, 18


class IconButton(QToolButton):
    """An icon with a name for screen readers, which is its tooltip too. `start` and `stop` are the round ones of the
    timer bar.
    """

    def __init__(
        self,
        icon_name: str,
        accessible_name: str,
        role: IconButtonRole = "plain",
        tint: IconRole = "muted",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon_name, self._role, self._tint = icon_name, role, tint
        self.setProperty("role", role)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.name(accessible_name)
        self._color_icon()

    def name(self, accessible_name: str) -> None:
        """What the button does, as heard and as shown beside the pointer."""
        self.setAccessibleName(accessible_name)
        self.setToolTip(tooltip(accessible_name))

    def become(self, icon_name: str, accessible_name: str, role: IconButtonRole) -> None:
        """Turn into another button at the same place (start into stop)."""
        if (self._icon_name, self._role) == (icon_name, role):
            self.name(accessible_name)
            return
        self._icon_name, self._role = icon_name, role
        self.setProperty("role", role)
        self.name(accessible_name)
        restyle(self)
        self._color_icon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._color_icon()

    def _color_icon(self) -> None:
        side = _SIDE if self._role == "plain" else _ROUND_SIDE
        self.setIconSize(QSize(side, side))
        self.setIcon(current_icon(self._icon_name, self._tint if self._role == "plain" else "on_accent", (side,)))
