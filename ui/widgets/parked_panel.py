"""An entry that Clientary refused: its words, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.storage.entries import EntryRow
from ui.i18n import tr
from ui.messages import full_stop
from ui.plain import one_line
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.card import Card
from ui.widgets.icon_button import IconButton
from ui.widgets.plain_label import PlainLabel


class ParkedPanel(Card):
    """Shows one entry at a time; what to do is reported, not carried out."""

    edit_requested = Signal(object)
    """The EntryRow."""
    try_again_requested = Signal(object)
    """The EntryRow."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._row: EntryRow | None = None
        self._title = PlainLabel("", "strong", elide=True)
        self.words = PlainLabel("", "body", "danger", wrap=True)
        story = tr(
            "parked", "It is kept here and not sent again by itself. Change what was refused, or try again as it is."
        )
        self.close_button = IconButton("close", tr("parked", "Close"))
        self.edit_button = Button(tr("parked", "Edit…"), "primary")
        self.again_button = Button(tr("parked", "Try again"))
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button)
        buttons = QHBoxLayout()
        buttons.setSpacing(space(2))
        buttons.addWidget(self.edit_button)
        buttons.addWidget(self.again_button)
        buttons.addStretch()
        self.body.addLayout(head)
        self.body.addWidget(self.words)
        self.body.addWidget(PlainLabel(story, "small", "muted", wrap=True))
        self.body.addSpacing(space(1))
        self.body.addLayout(buttons)
        self.edit_button.clicked.connect(self._ask_edit)
        self.again_button.clicked.connect(self._ask_again)
        self.close_button.clicked.connect(self.closed)

    @property
    def entry_id(self) -> str:
        """The entry that is shown."""
        return "" if self._row is None else self._row.entry.id

    def show_entry(self, row: EntryRow) -> None:
        """Show why this one is not sent."""
        self._row = row
        self._title.setText(tr("parked", "Clientary refused “{title}”", title=row.entry.title))
        words = full_stop(one_line(row.message or "")) or tr("parked", "It gave no reason.")
        self.words.setText(words)
        self.setAccessibleName(f"{self._title.text()}: {words}")

    def _ask_edit(self) -> None:
        self.edit_requested.emit(self._row)

    def _ask_again(self) -> None:
        self.try_again_requested.emit(self._row)
