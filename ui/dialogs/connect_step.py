"""One step of several: its number, what it is, and how far it is."""

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
from ui.widgets.plain_label import PlainLabel

StepState = Literal["later", "now", "done", "problem"]
_SIDE = 24


class ConnectStep(QWidget):
    """The state is a mark and a word as well as a colour; `detail` says more about it in a line or two."""

    def __init__(self, number: int, title: str, detail: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._badge = _Badge(number)
        self._heading = PlainLabel(title, "strong", wrap=True)
        self._detail = PlainLabel("", "small", "muted", wrap=True)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(self._heading)
        column.addWidget(self._detail)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(3), space(3), space(3), space(3))
        row.setSpacing(space(3))
        row.addWidget(self._badge, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        self.show_state("later", detail)

    @property
    def state(self) -> StepState:
        return self._badge.state

    @property
    def detail(self) -> str:
        return self._detail.text()

    def show_state(self, state: StepState, detail: str) -> None:
        """Where this step stands."""
        self._badge.set_state(state)
        self._heading.set_tone("muted" if state == "later" else "text")
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))
        words = {
            "later": tr("step", "not yet"),
            "now": tr("step", "to do now"),
            "done": tr("step", "done"),
            "problem": tr("step", "needs you"),
        }
        self.setAccessibleName(f"{self._title}: {words[state]}")
        self.setAccessibleDescription(detail)


class _Badge(QWidget):
    """The number in a ring, a tick, or an exclamation mark."""

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
        colors = {"later": tokens.faint, "now": tokens.accent, "done": tokens.run, "problem": tokens.warn}
        color = colors[self.state]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(color), 2))
        painter.drawEllipse(QRectF(1, 1, _SIDE - 2, _SIDE - 2))
        if self.state == "done":
            side = _SIDE - 10
            painter.drawPixmap(5, 5, pixmap("check", color, side, self.devicePixelRatioF()))
        else:
            painter.setFont(font("section"))
            mark = "!" if self.state == "problem" else str(self._number)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, mark)
