"""The history of an entry, newest first: when, what, and which values changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.spans import local_day
from app.services.entry_history import HistoryStep
from ui.entry_history_words import act_words, change_words
from ui.format import clock_time, short_day
from ui.i18n import tr
from ui.plain import one_line
from ui.theme import space
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "history"
_LONGEST = 160


class HistoryList(QScrollArea):
    """Something to read; it scrolls where it is long."""

    def __init__(self, steps: Sequence[HistoryStep], zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr(_CONTEXT, "History"))
        ground = QWidget()
        ground.setProperty("role", "page")
        column = QVBoxLayout(ground)
        column.setContentsMargins(0, 0, space(2), 0)
        grid = QGridLayout()
        grid.setHorizontalSpacing(space(4))
        grid.setVerticalSpacing(space(2))
        grid.setColumnStretch(1, 1)
        for row, step in enumerate(steps):
            when = f"{short_day(local_day(step.at, zone))} {clock_time(step.at, zone)}"
            grid.addWidget(PlainLabel(when, "small", "muted"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addLayout(_step(step, zone), row, 1)
        if not steps:
            grid.addWidget(PlainLabel(tr(_CONTEXT, "Nothing changed since it came here."), "body", "muted"), 0, 0)
        column.addLayout(grid)
        column.addStretch()
        self.setWidget(ground)


def _step(step: HistoryStep, zone: str) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    column.addWidget(PlainLabel(act_words(step), "strong"))
    lines = [change_words(change, zone) for change in step.fields]
    if step.reason:
        lines.append(tr(_CONTEXT, "Although it is billed: {reason}", reason=step.reason))
    for line in lines:
        flat = one_line(line)
        shown = flat if len(flat) <= _LONGEST else flat[: _LONGEST - 1] + "…"
        column.addWidget(PlainLabel(shown, "small", "muted", wrap=True))
    return column
