"""What was found out about the account: a word and what it is, one below the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.theme import space
from ui.widgets.card import Card
from ui.widgets.plain_label import PlainLabel


class ConnectFacts(Card):
    """Rows of (label, value); values may hold words of the server."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._inside: QWidget | None = None

    def show_facts(self, rows: Sequence[tuple[str, str]]) -> None:
        """Other facts."""
        former, self._inside = self._inside, QWidget()
        if former is not None:
            self.body.removeWidget(former)
            former.hide()
            former.deleteLater()
        grid = QGridLayout(self._inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(1) + 2)
        grid.setColumnStretch(1, 1)
        for number, (label, value) in enumerate(rows):
            grid.addWidget(PlainLabel(label, "small", "muted"), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(PlainLabel(value, "body", wrap=True), number, 1)
        self.body.addWidget(self._inside)
        self._inside.show()
        self.setAccessibleDescription("; ".join(f"{label}: {value}" for label, value in rows))
