"""Whether another window of ours may take the focus without taking keys from somebody."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)


def own_window_is_idle() -> bool:
    """The main window is the active one, with nothing open over it, and nobody is in the middle of typing there."""
    active = QApplication.activeWindow()
    if not isinstance(active, QMainWindow) or QApplication.activePopupWidget() is not None:
        return False
    return not _has_unsaved_text(active.focusWidget())


def _has_unsaved_text(widget: QWidget | None) -> bool:
    """Text that a program put there is not modified; what a person typed since is."""
    if isinstance(widget, (QAbstractSpinBox, QComboBox)):
        widget = widget.findChild(QLineEdit)
    if isinstance(widget, QLineEdit):
        return widget.isModified()
    return isinstance(widget, (QTextEdit, QPlainTextEdit)) and widget.document().isModified()
