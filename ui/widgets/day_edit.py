"""A field for a day."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QDateEdit, QWidget

from ui.i18n import tr


class DayEdit(QDateEdit):
    """Days as YYYY-MM-DD; typed part by part, with the arrow keys, or chosen in a calendar."""

    day_edited = Signal(str)
    """Only for what the person does."""

    def __init__(self, day: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._setting = False
        self.setCalendarPopup(True)
        self.setDisplayFormat(tr("DayEdit", "d MMM yyyy"))
        self.setDateRange(QDate(1970, 1, 1), QDate(2200, 12, 31))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_day(day)
        self.dateChanged.connect(self._tell)

    @property
    def day(self) -> str:
        return self.date().toString(Qt.DateFormat.ISODate)

    def set_day(self, day: str) -> None:
        """Show that day without a signal."""
        parsed = date.fromisoformat(day)
        self._setting = True
        self.setDate(QDate(parsed.year, parsed.month, parsed.day))
        self._setting = False

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scrolling the page past it must not change it."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _tell(self) -> None:
        if not self._setting:
            self.day_edited.emit(self.day)
