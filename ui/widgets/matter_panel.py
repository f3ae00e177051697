"""One thing that sync could not settle by itself, with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.i18n import tr
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "SyncPage"
WIDTH = 340


class MatterPanel(QFrame):
    """Both versions side by side for a conflict; the server's own words for a refusal. The page carries answers out."""

    ours_chosen = Signal()
    theirs_chosen = Signal()
    retry_requested = Signal()
    open_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = PlainLabel("", "large", wrap=True)
        self._state = PlainLabel("", "small", "muted")
        self._text = PlainLabel("", "body", wrap=True)
        self.quote = PlainLabel("", "body", "danger", wrap=True)
        self._sides = Card()
        self._grid = QGridLayout()
        self.ours = Button("", "primary")
        self.theirs = Button("")
        self.retry = Button(tr(_CONTEXT, "Try again"), "primary", "sync")
        self.open_record = Button(tr(_CONTEXT, "Show it"), "link", "external")
        self.ours.clicked.connect(self.ours_chosen)
        self.theirs.clicked.connect(self.theirs_chosen)
        self.retry.clicked.connect(self.retry_requested)
        self.open_record.clicked.connect(self.open_requested)
        self._lay_out()

    def show_text(self, title: str, state: str, text: str, quote: str) -> None:
        """What it is, why it is here, what that means; `quote`: the server's words."""
        self._title.setText(title)
        self._state.setText(state)
        self._text.setText(text)
        self.quote.setText(quote)
        self.quote.setVisible(bool(quote))
        self.setAccessibleName(f"{title}, {state}")

    def show_sides(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Field, our version, theirs; no rows: it is no conflict."""
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        self._sides.setVisible(bool(rows))
        for column, heading in enumerate(("", tr(_CONTEXT, "Here"), tr(_CONTEXT, "In Clientary"))):
            self._grid.addWidget(PlainLabel(heading, "section", "muted"), 0, column)
        for number, texts in enumerate(rows, 1):
            for column, text in enumerate(texts):
                label = PlainLabel(text, "body" if column else "small", "text" if column else "muted", wrap=True)
                label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
                self._grid.addWidget(label, number, column)

    def show_buttons(self, *, answers: tuple[str, str] | None, retry: bool, shown_elsewhere: bool) -> None:
        """Which ways out there are; `answers` are the words of ours and theirs."""
        for button, text in zip((self.ours, self.theirs), answers or ("", ""), strict=True):
            button.setText(text)
            button.setVisible(bool(text))
        self.retry.setVisible(retry)
        self.open_record.setVisible(shown_elsewhere)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setProperty("role", "page")
        body = QVBoxLayout(inside)
        body.setContentsMargins(space(4), 0, 0, 0)
        body.setSpacing(space(2))
        self._grid.setHorizontalSpacing(space(4))
        self._grid.setVerticalSpacing(space(2))
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnStretch(2, 1)
        self._sides.body.addLayout(self._grid)
        for part in (self._title, self._state, self._text, self.quote, self._sides):
            body.addWidget(part)
        answers = QHBoxLayout()
        answers.setSpacing(space(2))
        for button in (self.ours, self.theirs, self.retry):
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
