"""A message that stays on its page until it is dealt with."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ui.i18n import tr
from ui.icons import IconRole, pixmap
from ui.theme import restyle, space, tokens_in_use
from ui.widgets.announcing import announce
from ui.widgets.button import Button
from ui.widgets.icon_button import IconButton
from ui.widgets.plain_label import PlainLabel

BannerKind = Literal["info", "warn", "error", "success"]

_PICTURES: dict[BannerKind, tuple[str, IconRole]] = {
    "info": ("info", "accent"),
    "warn": ("warning", "warn"),
    "error": ("error", "danger"),
    "success": ("check-circle", "run"),
}
_ICON_SIDE = 18


class Banner(QFrame):
    """What happened, what it means, and perhaps a button that does something about it. The kind is a shape and a word
    for screen readers as well as a colour.
    """

    action_requested = Signal()
    dismissed = Signal()

    def __init__(
        self,
        kind: BannerKind,
        text: str,
        action_text: str | None = None,
        dismissible: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._kind: BannerKind = kind
        self._picture = QLabel()
        self._text = PlainLabel("", "body", wrap=True)
        self.action = Button("")
        self.action.clicked.connect(self.action_requested)
        self.close_button = IconButton("close", tr("Banner", "Dismiss"), tint="text")
        self.close_button.clicked.connect(self._dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(3), space(2), space(2), space(2))
        row.setSpacing(space(2) + 2)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._text, 1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.close_button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.close_button.setVisible(dismissible)  # not before it has a parent: it would be a window of its own
        self.set_message(kind, text, action_text)

    @property
    def kind(self) -> BannerKind:
        return self._kind

    @property
    def text(self) -> str:
        return self._text.text()

    def set_message(self, kind: BannerKind, text: str, action_text: str | None = None) -> None:
        """Say something else; heard at once if the banner is on screen."""
        self._kind = kind
        self.setProperty("kind", kind)
        restyle(self)
        self._text.setText(text)
        self.action.setText(action_text or "")
        self.action.setVisible(action_text is not None)
        self.setAccessibleName(f"{self._kind_name()}: {text}")
        self._draw()
        if self.isVisible():
            announce(self, self.accessibleName())

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    @Slot()
    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()

    def _draw(self) -> None:
        name, role = _PICTURES[self._kind]
        self._picture.setPixmap(pixmap(name, getattr(tokens_in_use(), role), _ICON_SIDE, self.devicePixelRatioF()))

    def _kind_name(self) -> str:
        match self._kind:
            case "info":
                return tr("Banner", "Note")
            case "warn":
                return tr("Banner", "Warning")
            case "error":
                return tr("Banner", "Problem")
            case "success":
                return tr("Banner", "Done")
