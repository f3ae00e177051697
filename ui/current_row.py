"""Where the keys are in a list that was reached by them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView

_BY_KEYS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)
"""The last one stands for keys of our own, which the program follows."""


def choose_current(view: QAbstractItemView, event: QFocusEvent) -> None:
    """After `focusInEvent`: Qt makes the first row current then, which nothing shows; choose it, as an arrow key would.
    A click chooses what it points at, and a window that comes to the front chooses nothing.
    """
    if event.reason() in _BY_KEYS and view.currentIndex().isValid() and not view.selectionModel().hasSelection():
        view.setCurrentIndex(view.currentIndex())
