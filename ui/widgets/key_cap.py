"""Keys as they look on the keyboard, beside what they do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from ui.fonts import font
from ui.theme import space
from ui.widgets.plain_label import PlainLabel


class KeyCap(QLabel):
    """One key."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setFont(font("small"))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


class KeyHint(QWidget):
    """A shortcut such as `Ctrl+N` as key caps, in the desktop's own names of the keys, and what it does."""

    def __init__(self, shortcut: str, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        native = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(1))
        for key in split_keys(native):
            row.addWidget(KeyCap(key))
        row.addWidget(PlainLabel(text, "small", "muted"))
        self.setAccessibleName(f"{text}: {native}")


def split_keys(native: str) -> list[str]:
    """`Ctrl+N` and `Ctrl++` as their keys."""
    if native.endswith("++"):
        return [*native[:-2].split("+"), "+"]
    return native.split("+") if len(native) > 1 else [native]
