"""One number that matters, with what it is and a remark."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.theme import space
from ui.widgets.plain_label import PlainLabel


class StatCard(QFrame):
    """`label` above, the value large, `detail` below. A screen reader hears them as one."""

    def __init__(self, label: str, value: str = "", detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = PlainLabel(label, "small", "muted")
        self._value = PlainLabel("", "stat", elide=True)
        self._detail = PlainLabel("", "small", "muted", wrap=True)
        body = QVBoxLayout(self)
        body.setContentsMargins(space(3) + 1, space(2) + 2, space(3) + 1, space(2) + 2)
        body.setSpacing(2)
        for part in (self._label, self._value, self._detail):
            body.addWidget(part)
        body.addStretch(1)  # cards beside each other begin at one height, whatever their remarks take
        self.set_value(value, detail)

    def set_value(self, value: str, detail: str = "", spoken: str | None = None) -> None:
        """Show a new value; `spoken` is how it is read aloud (`5 hours 48 minutes` for `5:48`)."""
        self._value.setText(value)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        parts = (self._label.text(), spoken or value, detail)
        self.setAccessibleName(", ".join(part for part in parts if part))
