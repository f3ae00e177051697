"""What Enter and Shift+Enter would do with the line of the quick log."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.i18n import tr
from ui.theme import space
from ui.widgets.key_cap import KeyCap
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "quick_log"
_ENTER, _SHIFT_ENTER = "↵", "⇧↵"


class QuickKeys(QWidget):
    """Two keys, each with a word."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.enter = PlainLabel("", "small", "muted")
        self.start = PlainLabel(tr(_CONTEXT, "start"), "small", "muted")
        self._start_part = QWidget()
        part = QHBoxLayout(self._start_part)
        part.setContentsMargins(space(2), 0, 0, 0)
        part.setSpacing(space(1))
        part.addWidget(KeyCap(_SHIFT_ENTER))
        part.addWidget(self.start)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(1))
        row.addWidget(KeyCap(_ENTER))
        row.addWidget(self.enter)
        row.addWidget(self._start_part)

    def show_for(self, *, timed: bool, startable: bool) -> None:
        """`timed`: Enter logs, else it starts. `startable`: Shift+Enter can start the timer with the line's duration,
        as one that has been going on for so long.
        """
        self.enter.setText(tr(_CONTEXT, "log") if timed else tr(_CONTEXT, "start"))
        both = timed and startable
        self._start_part.setVisible(both)
        self.setAccessibleName(
            tr(_CONTEXT, "Enter logs, Shift+Enter starts")
            if both
            else tr(_CONTEXT, "Enter logs")
            if timed
            else tr(_CONTEXT, "Enter starts")
        )
