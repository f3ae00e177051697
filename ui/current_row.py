"""Where the keys are in a list that was reached by them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView


def choose_current(view: QAbstractItemView, event: QFocusEvent) -> None:
    """After `focusInEvent`: Qt makes the first row current then, which nothing shows; choose it, as an arrow key would.
    A click chooses what it points at.
    """
    if event.reason() is Qt.FocusReason.MouseFocusReason or view.selectionModel().hasSelection():
        return
    if view.currentIndex().isValid():
        view.setCurrentIndex(view.currentIndex())
