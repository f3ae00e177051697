"""The heading of a group in a list."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.theme import space
from ui.widgets.plain_label import PlainLabel


class ListHeader(QWidget):
    """What the group is at the left (`Today · Sunday 22 November`), its sum at the right (`5:48`)."""

    def __init__(self, title: str, detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = PlainLabel(title, "section", "muted", elide=True)
        self._detail = PlainLabel("", "section", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(2, space(3), 2, space(1))
        row.addWidget(self._title, 1)
        row.addWidget(self._detail)
        self.set_texts(title, detail)

    def set_texts(self, title: str, detail: str = "", spoken: str | None = None) -> None:
        """A new heading and sum; `spoken` is the sum as it is read aloud."""
        self._title.setText(title)
        self._detail.setText(detail)
        self._detail.setAccessibleName(spoken or detail)
