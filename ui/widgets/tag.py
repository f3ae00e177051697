"""A word about a state: draft, sent, paid, overdue."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.fonts import font
from ui.plain import one_line
from ui.theme import restyle

TagKind = Literal["neutral", "accent", "success", "error", "warn"]


class Tag(QLabel):
    """The word says the state, the colour only repeats it."""

    def __init__(self, text: str, kind: TagKind = "neutral", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        small = font("small")
        small.setWeight(font("strong").weight())
        self.setFont(small)
        self.show_state(text, kind)

    def show_state(self, text: str, kind: TagKind) -> None:
        """Another word, another colour."""
        self.setText(one_line(text))
        self.setProperty("kind", kind)
        restyle(self)
