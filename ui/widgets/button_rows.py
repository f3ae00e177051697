"""Buttons side by side, in further rows where there is no room for all: they never make what holds them wider."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui.theme import space


class ButtonRows(QWidget):
    """As high as its rows. Buttons are its children and are placed in their order; hidden where there is none. Chips
    that are wider than a row are cut.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: tuple[QAbstractButton, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def show_buttons(self, buttons: Sequence[QAbstractButton]) -> None:
        """Show these instead; those before are let go."""
        for former in self._buttons:
            former.hide()
            former.deleteLater()
        self._buttons = tuple(buttons)
        for button in self._buttons:
            button.setParent(self)
            button.show()
        self.setVisible(bool(self._buttons))
        self._place()

    def minimumSizeHint(self) -> QSize:
        return QSize(max((one.minimumSizeHint().width() for one in self._buttons), default=0), self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a button has another text, or font
            self._place()
        return super().event(event)

    def _place(self) -> None:
        left = top = height = 0
        for button in self._buttons:
            size = button.sizeHint()
            size.setWidth(max(button.minimumSizeHint().width(), min(size.width(), self.width())))
            if left and left + size.width() > self.width():
                left, top = 0, top + height + space(2)
            button.setGeometry(left, top, size.width(), size.height())
            left, height = left + size.width() + space(2), size.height()
        if top + height != self.minimumHeight():
            self.setFixedHeight(top + height)
