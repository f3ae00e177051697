"""A question that only the person can answer, with what it is about and its two answers."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.models.line_list import Line
from ui.theme import space
from ui.widgets.announcing import announce
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.line_view import LineView
from ui.widgets.plain_label import PlainLabel

_FEWEST_ROWS = 2


class QuestionCard(Card):
    """Stays until it is answered. Neither answer is the default: nothing happens by a hasty Enter."""

    first_chosen = Signal()
    second_chosen = Signal()

    def __init__(self, title: str, preview: str, first: str, second: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._title = title
        self.text = PlainLabel("", "body", wrap=True)
        self.preview = LineView(preview, stacked=True, ruled=True)
        self.more = PlainLabel("", "small", "muted")
        self.first, self.second = Button(first), Button(second, "danger")
        self.first.clicked.connect(self.first_chosen)
        self.second.clicked.connect(self.second_chosen)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addWidget(self.first)
        buttons.addWidget(self.second)
        buttons.addStretch()
        buttons.addWidget(self.more)
        self.body.addWidget(PlainLabel(title, "large", "warn"))
        self.body.addWidget(self.text)
        self.body.addWidget(self.preview, 1)
        self.body.addLayout(buttons)

    def ask(self, text: str, lines: Sequence[Line], more: str) -> None:
        """Show the question, what it is about, and how much more there is; heard when it is new."""
        new = text != self.text.text()
        self.text.setText(text)
        self.preview.show_lines(lines)
        self.preview.setVisible(bool(lines))
        if lines:
            self.preview.setMinimumHeight(min(len(lines), _FEWEST_ROWS) * self.preview.sizeHintForRow(0))
        self.more.setText(more)
        self.setAccessibleName(f"{self._title} {text}")
        self.show()
        if new and self.isVisible():
            announce(self, self.accessibleName())
