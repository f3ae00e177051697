"""One way to Membrane, as a card: what it is, what it needs here, and the button that takes it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from ui.icons import IconRole, current_icon
from ui.theme import space
from ui.widgets.button import Button, ButtonRole
from ui.widgets.card import Card
from ui.widgets.copy_line import CopyLine
from ui.widgets.plain_label import PlainLabel

_ICON = QSize(24, 24)


class ConnectWay(Card):
    """`found` says what there is of it on this computer; `command` is what somebody types to get it."""

    chosen = Signal()

    def __init__(self, icon: str, title: str, text: str, command: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._icon = icon
        self._picture = QLabel()
        self.found = PlainLabel("", "small", "muted", wrap=True)
        self.line = CopyLine(command)
        self.line.setVisible(False)
        self.button = Button("")
        self.button.clicked.connect(self.chosen)
        self.setAccessibleName(title)
        heading = QHBoxLayout()
        heading.setSpacing(space(2))
        heading.addWidget(self._picture)
        heading.addWidget(PlainLabel(title, "strong", wrap=True), 1)
        self.body.addLayout(heading)
        self.body.addWidget(PlainLabel(text, "body", "muted", wrap=True))
        self.body.addWidget(self.found)
        self.body.addWidget(self.line)
        self.body.addStretch(1)
        self.body.addSpacing(space(1))
        self.body.addWidget(self.button)
        self._draw()

    def show_found(self, text: str, button: str, role: ButtonRole, *, with_command: bool = False) -> None:
        """What there is here, and what the button does about it."""
        self.found.setText(text)
        self.line.setVisible(with_command)
        self.button.setText(button)
        self.button.set_role(role)
        self.button.setAccessibleDescription(text)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _draw(self) -> None:
        role: IconRole = "accent"
        self._picture.setPixmap(current_icon(self._icon, role).pixmap(_ICON, self.devicePixelRatio()))
