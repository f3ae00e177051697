"""A button with a text."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ui.fonts import font
from ui.icons import IconRole, current_icon
from ui.theme import restyle
from ui.widgets.enter_key import pressed_by_enter

ButtonRole = Literal["primary", "secondary", "danger", "ghost", "link", "nav", "field"]

_ICON_ROLES: dict[ButtonRole, IconRole] = {
    "primary": "on_accent",
    "secondary": "text",
    "danger": "danger",
    "ghost": "muted",
    "link": "accent",
    "nav": "muted",
    "field": "muted",
}
_ICON_SIDE = 16


class Button(QPushButton):
    """`primary` for the one thing a page is for, `danger` for what takes something away, `secondary` for the rest;
    `ghost` and `link` are quieter, `nav` is a checkable entry of the sidebar, `field` opens a choice and looks
    like the other fields of a form. `icon` is a name in `resources/icons`.
    """

    def __init__(
        self, text: str, role: ButtonRole = "secondary", icon: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._role, self._icon_name = role, icon
        self.setProperty("role", role)
        self.setFont(font("strong" if role in ("primary", "secondary", "danger") else "body"))
        self.setIconSize(QSize(_ICON_SIDE, _ICON_SIDE))
        if role == "nav":
            self.setCheckable(True)
            self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click shows the page; a ring would say it all again
            self.toggled.connect(self._color_icon)
        self._color_icon()

    def set_role(self, role: ButtonRole) -> None:
        """Look like another kind of button."""
        if role != self._role:
            self._role = role
            self.setProperty("role", role)
            restyle(self)
            self._color_icon()

    def set_icon_name(self, name: str | None) -> None:
        """Another icon, or none."""
        self._icon_name = name
        self._color_icon()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_by_enter(self, event):
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._color_icon()

    def _color_icon(self) -> None:
        if self._icon_name is not None:
            checked = self._role == "nav" and self.isChecked()
            self.setIcon(current_icon(self._icon_name, "accent" if checked else _ICON_ROLES[self._role], (_ICON_SIDE,)))
