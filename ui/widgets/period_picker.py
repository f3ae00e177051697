"""Which days: all, a usual stretch, or from one day to another."""

from __future__ import annotations

from datetime import date
from typing import Literal

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.spans import shift_day, week_bounds
from ui.i18n import tr
from ui.theme import space
from ui.widgets.choice import Choice
from ui.widgets.day_edit import DayEdit
from ui.widgets.plain_label import PlainLabel

Stretch = Literal["all", "this_month", "last_month", "this_week", "last_week", "days"]


class PeriodPicker(QWidget):
    """A choice of stretches; for days of one's own two fields appear below it. `today` is YYYY-MM-DD."""

    changed = Signal()

    def __init__(self, today: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self.stretch: Choice[Stretch] = Choice(_stretches())
        self.first, self.last = DayEdit(_month(today)[0]), DayEdit(today)
        self.first.setAccessibleName(tr("PeriodPicker", "First day"))
        self.last.setAccessibleName(tr("PeriodPicker", "Last day"))
        self._days = QWidget()
        row = QHBoxLayout(self._days)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space(1))
        row.addWidget(self.first, 1)
        row.addWidget(PlainLabel("–", "body", "muted"), 0, Qt.AlignmentFlag.AlignCenter)
        row.addWidget(self.last, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space(1))
        column.addWidget(self.stretch)
        column.addWidget(self._days)
        self._days.hide()
        self.setFocusProxy(self.stretch)
        self.stretch.currentIndexChanged.connect(self._choose)
        self.first.day_edited.connect(self.changed)
        self.last.day_edited.connect(self.changed)

    @property
    def days(self) -> tuple[str | None, str | None]:
        """First and last day, both included; None where it is open."""
        match self.stretch.key:
            case "this_month":
                return _month(self._today)
            case "last_month":
                return _month(shift_day(_month(self._today)[0], -1))
            case "this_week":
                return week_bounds(self._today)
            case "last_week":
                return week_bounds(shift_day(self._today, -7))
            case "days":
                return self.first.day, self.last.day
            case _:
                return None, None

    def set_days(self, first: str | None, last: str | None) -> None:
        """Show those days, as a usual stretch where they are one."""
        for stretch, _ in _stretches():
            self.stretch.choose(stretch)
            if stretch != "days" and self.days == (first, last):
                break
        else:
            self.first.set_day(first or last or self._today)
            self.last.set_day(last or self._today)
        self._days.setVisible(self.stretch.key == "days")

    def setAccessibleName(self, name: str) -> None:
        self.stretch.setAccessibleName(name)

    @Slot()
    def _choose(self) -> None:
        self._days.setVisible(self.stretch.key == "days")
        self.changed.emit()


def _stretches() -> list[tuple[Stretch, str]]:
    return [
        ("all", tr("PeriodPicker", "All unbilled")),
        ("this_month", tr("PeriodPicker", "This month")),
        ("last_month", tr("PeriodPicker", "Last month")),
        ("this_week", tr("PeriodPicker", "This week")),
        ("last_week", tr("PeriodPicker", "Last week")),
        ("days", tr("PeriodPicker", "From … to …")),
    ]


def _month(day: str) -> tuple[str, str]:
    """First and last day of the month that holds `day`."""
    first = date.fromisoformat(day).replace(day=1)
    later = shift_day(first.isoformat(), 31)
    return first.isoformat(), shift_day(date.fromisoformat(later).replace(day=1).isoformat(), -1)
