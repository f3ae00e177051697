"""A surface with a border and round corners, for what belongs together."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.theme import space


class Card(QFrame):
    """`body` is its vertical layout. `padded=False` for lists, which run from edge to edge."""

    def __init__(self, *, padded: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        edge = space(4) if padded else 1
        self.body.setContentsMargins(edge, edge, edge, edge)
        self.body.setSpacing(space(2) if padded else 0)

    def add_line(self) -> None:
        """A thin line across, between two rows."""
        line = QFrame(self)
        line.setProperty("role", "line")
        self.body.addWidget(line)
