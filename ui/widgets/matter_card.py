"""What is the matter with one entry, below the list that it stands in, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.attention import Matter
from ui.i18n import tr
from ui.matter_words import answers, explanation, side_rows
from ui.messages import full_stop
from ui.plain import one_line
from ui.sync_story import name_of, state_word
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.icon_button import IconButton
from ui.widgets.matter_sides import MatterSides
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "SyncPage"


class MatterCard(Card):
    """In the words of the sync page: a conflict with both versions, or a refusal with Clientary's reason. What to do
    is reported, not carried out.
    """

    decided = Signal(bool)
    """Whether ours is kept."""
    edit_requested = Signal()
    retry_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.title = PlainLabel("", "strong", elide=True)
        self.quote = PlainLabel("", "body", "danger", wrap=True)
        self.text = PlainLabel("", "small", "muted", wrap=True)
        self.sides = MatterSides()
        self.ours, self.theirs = Button("", "primary"), Button("")
        self.edit = Button(tr(_CONTEXT, "Edit…"))
        self.retry = Button(tr(_CONTEXT, "Try again"), "primary")
        self.close_button = IconButton("close", tr(_CONTEXT, "Close"))
        self._lay_out()
        self.ours.clicked.connect(self._keep_ours)
        self.theirs.clicked.connect(self._keep_theirs)
        self.edit.clicked.connect(self.edit_requested)
        self.retry.clicked.connect(self.retry_requested)
        self.close_button.clicked.connect(self.closed)

    def show_matter(self, matter: Matter) -> None:
        """Show a conflict or a refusal."""
        name, state = name_of(matter.kind, one_line(matter.title)), state_word(matter)
        self.title.setText(tr(_CONTEXT, "{state}: {name}", state=state, name=name))
        self.setAccessibleName(self.title.text())
        conflict = matter.state == "conflict"
        words = full_stop(one_line(matter.message)) or tr(_CONTEXT, "It gave no reason.")
        self.quote.setText("" if conflict else words)
        self.quote.setVisible(not conflict)
        self.text.setText(explanation(matter))
        self.sides.show_sides(side_rows(matter))
        ours, theirs = answers(matter)
        self.ours.setText(ours)
        self.theirs.setText(theirs)
        for button in (self.ours, self.theirs):
            button.setVisible(conflict)
        self.retry.setVisible(not conflict)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.close_button)
        self.body.addLayout(head)
        for part in (self.quote, self.text, self.sides):
            self.body.addWidget(part)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        for button in (self.ours, self.theirs, self.retry, self.edit):
            buttons.addWidget(button)
        buttons.addStretch()
        self.body.addSpacing(space(1))
        self.body.addLayout(buttons)

    def _keep_ours(self) -> None:
        self.decided.emit(True)

    def _keep_theirs(self) -> None:
        self.decided.emit(False)
