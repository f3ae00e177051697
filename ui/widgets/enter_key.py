"""Buttons that answer to Enter as they answer to the space bar, wherever they stand."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton


def pressed_by_enter(button: QAbstractButton, event: QKeyEvent) -> bool:
    """Click `button` if `event` is a fresh Enter; says whether it was, so that the caller stops there."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.modifiers() & ~KEYPAD:
        return False
    event.accept()
    if not event.isAutoRepeat():
        button.click()
    return True


KEYPAD = Qt.KeyboardModifier.KeypadModifier
