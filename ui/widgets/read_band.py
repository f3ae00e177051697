"""What was understood of the quick log's line: chips, a remark, and what Enter would do."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.services.quicklog import ReadLine
from ui.i18n import tr
from ui.quick_log_words import chips_of, remark
from ui.theme import space
from ui.widgets.announcing import announce
from ui.widgets.chip_strip import ChipStrip
from ui.widgets.plain_label import PlainLabel
from ui.widgets.quick_keys import QuickKeys

_CONTEXT = "quick_log"


class ReadBand(QFrame):
    """On the accent's soft ground."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "band")
        self.chips = ChipStrip(tr(_CONTEXT, "Understood"))
        self.note = PlainLabel("", "small", "muted", wrap=True)
        self.keys = QuickKeys()
        row = QHBoxLayout()
        row.setSpacing(space(3))
        row.addWidget(self.note, 1)
        row.addWidget(self.keys)
        column = QVBoxLayout(self)
        column.setContentsMargins(space(4), space(2) + 2, space(4), space(2) + 2)
        column.setSpacing(space(2))
        column.addWidget(self.chips)
        column.addLayout(row)

    def show_read(self, read: ReadLine | None, zone: str) -> None:
        """Show a line as it was read; None while nothing is typed."""
        self.chips.setVisible(read is not None)
        self.keys.setVisible(read is not None)
        self.note.set_tone("muted")
        if read is None:
            self.chips.show_chips(())
            self.note.setText(tr(_CONTEXT, "Time, project:, title, #tag and day, in any sensible order."))
            return
        self.chips.show_chips(chips_of(read, zone, self.devicePixelRatioF()))
        self.keys.show_for(timed=read.timed, startable=read.typed.started_at is None and read.typed.date is None)
        self.note.setText(remark(read))

    def fail(self, text: str, *, unread: bool = False) -> None:
        """Say why the line cannot be logged or started; `unread`: it could not even be read, so the chips, which are
        of an earlier one, go.
        """
        if unread:
            self.chips.show_chips(())
            self.chips.hide()
            self.keys.hide()
        self.note.set_tone("danger")
        self.note.setText(text)
        announce(self.note, text)

    def wait(self) -> None:
        """Say that it is not stored yet."""
        self.note.set_tone("muted")
        self.note.setText(tr(_CONTEXT, "Saving: your data is still being written to."))
        announce(self.note, self.note.text())

    def spoken(self) -> str:
        """All of it, for a screen reader."""
        parts = (self.chips.accessibleDescription(), self.note.text())
        return ". ".join(part for part in parts if part)
