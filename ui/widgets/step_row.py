"""One step of several: its number, what it is, and a command that does it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.fonts import font
from ui.i18n import tr
from ui.icons import pixmap
from ui.theme import space
from ui.tokens import tokens_in_use
from ui.widgets.copy_line import CopyLine
from ui.widgets.plain_label import PlainLabel

StepState = Literal["later", "now", "done"]
_SIDE = 24


class StepRow(QWidget):
    """`command` is to be typed in a terminal. The state is a tick and a word as well as a colour."""

    def __init__(self, number: int, title: str, text: str, command: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._badge = _Badge(number)
        self.line = CopyLine(command)
        column = QVBoxLayout()
        column.setSpacing(space(1))
        column.addWidget(PlainLabel(title, "strong"))
        column.addWidget(PlainLabel(text, "small", "muted", wrap=True))
        column.addWidget(self.line)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(4), space(3), space(4), space(3))
        row.setSpacing(space(3))
        row.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self.set_state("later")

    @property
    def state(self) -> StepState:
        return self._badge.state

    def set_state(self, state: StepState) -> None:
        """Where this step stands."""
        self._badge.set_state(state)
        words = {
            "later": tr("step", "not yet"),
            "now": tr("step", "to do now"),
            "done": tr("step", "done"),
        }
        self.setAccessibleName(f"{self._title}: {words[state]}")
        self.line.setVisible(state != "done")


class _Badge(QWidget):
    """The number in a ring, or a tick."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self.state: StepState = "later"
        self.setFixedSize(QSize(_SIDE, _SIDE))

    def set_state(self, state: StepState) -> None:
        self.state = state
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event  # small: all of it is painted
        tokens = tokens_in_use()
        color = {"later": tokens.faint, "now": tokens.accent, "done": tokens.run}[self.state]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(color), 2))
        painter.drawEllipse(QRectF(1, 1, _SIDE - 2, _SIDE - 2))
        if self.state == "done":
            side = _SIDE - 10
            painter.drawPixmap(5, 5, pixmap("check", color, side, self.devicePixelRatioF()))
        else:
            painter.setFont(font("section"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))
