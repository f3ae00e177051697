"""Where sync stands, large and in plain words, with the counts of what is not settled."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.icons import IconRole, pixmap
from ui.theme import space
from ui.tokens import tokens_in_use
from ui.widgets.announcing import announce
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.plain_label import PlainLabel
from ui.widgets.stat_card import StatCard

_ICON = 28


class StandingCard(QWidget):
    """An icon, a title and a sentence; a button that leads to where help is; a small card for each count."""

    action_requested = Signal()

    def __init__(self, counts: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon: tuple[str, IconRole] = ("cloud-off", "faint")
        self._mark = QLabel()
        self.title = PlainLabel("", "large")
        self.text = PlainLabel("", "body", "muted", wrap=True)
        self.problem = PlainLabel("", "body", "warn", wrap=True)
        self.action = Button("")
        self.action.clicked.connect(self.action_requested)
        self.counts = [StatCard(label) for label in counts]
        self._lay_out()

    def show_story(self, icon: tuple[str, IconRole], title: str, text: str, action: str = "") -> None:
        """Say where sync stands; heard when it changes while it is looked at."""
        changed = title != self.title.text()
        self._icon = icon
        self.title.setText(title)
        self.text.setText(text)
        self.action.setText(action)
        self.action.setVisible(bool(action))
        self._draw()
        if changed and self.isVisible():
            announce(self, f"{title}. {text}")

    def show_problem(self, text: str) -> None:
        """What went wrong last, in the other side's words; empty takes it away."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))

    def show_counts(self, numbers: Sequence[int], details: Sequence[str]) -> None:
        """The counts, in the order of their labels; a detail is said where the count is not zero."""
        for card, number, detail in zip(self.counts, numbers, details, strict=True):
            card.set_value(str(number), detail if number else "")

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._draw()

    def _lay_out(self) -> None:
        card = Card()
        words = QVBoxLayout()
        words.setSpacing(space(1))
        for part in (self.title, self.text, self.problem):
            words.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(space(4))
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self.action, 0, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(row)
        self.problem.hide()
        numbers = QGridLayout()
        numbers.setHorizontalSpacing(space(3))
        for column, count in enumerate(self.counts):
            numbers.addWidget(count, 0, column)
            numbers.setColumnStretch(column, 1)
        column_ = QVBoxLayout(self)
        column_.setContentsMargins(0, 0, 0, 0)
        column_.setSpacing(space(3))
        column_.addWidget(card)
        column_.addLayout(numbers)

    def _draw(self) -> None:
        name, role = self._icon
        self._mark.setPixmap(pixmap(name, getattr(tokens_in_use(), role), _ICON, self.devicePixelRatioF()))
