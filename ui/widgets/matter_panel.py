"""One thing that sync could not settle by itself, with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.i18n import tr
from ui.matter_words import SideRow
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.matter_sides import MatterSides
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "SyncPage"
WIDTH = 440


class MatterPanel(QFrame):
    """Both versions side by side for a conflict; the server's own words for a refusal; what is looked for while an
    answer is missing, and no button that could make it worse. The page carries answers out.
    """

    ours_chosen = Signal()
    theirs_chosen = Signal()
    edit_requested = Signal()
    retry_requested = Signal()
    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = PlainLabel("", "title", wrap=True)
        self._state = PlainLabel("", "small", "muted")
        self._text = PlainLabel("", "body", wrap=True)
        self.quote = PlainLabel("", "body", "danger", wrap=True)
        self.facts = PlainLabel("", "small", "muted", wrap=True)
        self._card, self.sides = Card(), MatterSides()
        self.ours = Button("", "primary")
        self.theirs = Button("")
        self.edit = Button(tr(_CONTEXT, "Edit…"), "secondary", "edit")
        self.retry = Button(tr(_CONTEXT, "Try again"), "primary", "sync")
        self.open_record = Button(tr(_CONTEXT, "Show it"), "link", "external")
        self.ours.clicked.connect(self.ours_chosen)
        self.theirs.clicked.connect(self.theirs_chosen)
        self.edit.clicked.connect(self.edit_requested)
        self.retry.clicked.connect(self.retry_requested)
        self.open_record.clicked.connect(self.open_requested)
        self._lay_out()

    def show_text(self, title: str, state: str, text: str, *, quote: str, facts: str) -> None:
        """What it is, why it is here, what that means; `quote`: the server's words; `facts`: what is looked for."""
        self._title.setText(title)
        self._state.setText(state)
        self._text.setText(text)
        self.quote.setText(quote)
        self.quote.setVisible(bool(quote))
        self.facts.setText(facts)
        self.facts.setVisible(bool(facts))
        self.setAccessibleName(f"{title}, {state}")

    def show_sides(self, rows: Sequence[SideRow]) -> None:
        """Both versions; no rows: it is no conflict."""
        self.sides.show_sides(rows)
        self._card.setVisible(bool(rows))

    def show_buttons(self, *, answers: tuple[str, str] | None, edit: bool, retry: bool, shown_elsewhere: bool) -> None:
        """Which ways out there are; `answers` are the words of ours and theirs."""
        for button, text in zip((self.ours, self.theirs), answers or ("", ""), strict=True):
            button.setText(text)
            button.setVisible(bool(text))
        self.edit.setVisible(edit)
        self.retry.setVisible(retry)
        self.open_record.setVisible(shown_elsewhere)

    def focus_first(self) -> None:
        """Give the keyboard to the first button there is."""
        buttons = (self.ours, self.theirs, self.retry, self.edit, self.open_record)
        first = next((button for button in buttons if not button.isHidden()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "page")
        body = QVBoxLayout(inside)
        body.setContentsMargins(space(4), 0, 0, 0)
        body.setSpacing(space(2))
        self._card.body.addWidget(self.sides)
        for part in (self._title, self._state, self.quote, self._text, self.facts, self._card):
            body.addWidget(part)
        answers = QHBoxLayout()
        answers.setSpacing(space(2))
        for button in (self.ours, self.theirs, self.retry, self.edit):
            answers.addWidget(button)
        answers.addStretch(1)
        body.addLayout(answers)
        body.addWidget(self.open_record, 0, Qt.AlignmentFlag.AlignLeft)
        body.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area)
