"""What was worked today and this week, and what runs now with its Stop."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.status import Worked
from app.storage.entries import EntryRow
from ui.format import clock, hours, spoken
from ui.i18n import tr
from ui.theme import space
from ui.widgets.button import Button
from ui.widgets.plain_label import PlainLabel

_CONTEXT = "quick_log"


class WorkedFooter(QWidget):
    """One quiet line."""

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.totals = PlainLabel("", "small", "muted", elide=True)
        self.dot = PlainLabel("●", "small", "run")
        self.running = PlainLabel("", "small", "muted", elide=True)
        self.clock = PlainLabel("", "small", "text")
        self.stop = Button(tr(_CONTEXT, "Stop"), "link")
        self.stop.setProperty("tone", "danger")
        self.stop.setAccessibleName(tr(_CONTEXT, "Stop the timer"))
        self.stop.clicked.connect(self.stop_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(space(4), space(1), space(3), space(1))
        row.setSpacing(space(1) + 2)
        row.addWidget(self.totals, 1)
        for part in (self.dot, self.running, self.clock, self.stop):
            row.addWidget(part)
        self.setMinimumHeight(self.stop.sizeHint().height() + space(2))
        self.show_running(None)

    def show_worked(self, worked: Worked) -> None:
        """The totals, in hours and minutes."""
        today, week = worked
        self.totals.setText(tr(_CONTEXT, "Today {today} · this week {week}", today=hours(today), week=hours(week)))
        self.totals.setAccessibleName(
            tr(_CONTEXT, "Today {today}, this week {week}", today=spoken(today), week=spoken(week))
        )

    def show_running(self, row: EntryRow | None) -> None:
        """What runs, or nothing."""
        for part in (self.dot, self.running, self.clock, self.stop):
            part.setVisible(row is not None)
        if row is not None:
            self.running.setText(row.project_name or row.entry.title)
            self.running.setMaximumWidth(self.running.fontMetrics().averageCharWidth() * 22)
            self.dot.setAccessibleName(tr(_CONTEXT, "Running"))

    def show_elapsed(self, seconds: int) -> None:
        """The running clock."""
        self.clock.setText(clock(seconds))
