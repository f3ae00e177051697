"""A process in which a screen reader saw two calendars: one goes meanwhile, one lives until the program ends."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from app.services.week import Sums
from tests.ui.week.weeks import MONDAY, row
from ui.week.axis import axis_of
from ui.week.board import WeekBoard


def seen() -> WeekBoard:
    """A calendar whose entries were looked at as the desktop's bridge does: by their numbers."""
    board, axis = WeekBoard(), axis_of(MONDAY, 7, "UTC")
    rows = [row(start, start + 3600, "2026-11-18", "UTC", f"e{start}") for start in (1_795_000_000, 1_795_010_000)]
    board.show_week(axis, rows, [Sums()] * 7, 1_795_020_000, "2026-11-18")
    board.show()
    board.setFocus()
    board.choose(rows[1].id)
    whole = QAccessible.queryAccessibleInterface(board)
    for number in range(whole.childCount()):
        QAccessible.uniqueId(whole.child(number))
    return board


def main() -> WeekBoard:
    """What lives until the end is returned."""
    QAccessible.setActive(True)
    gone = seen()
    gone.deleteLater()
    QCoreApplication.sendPostedEvents(gone, QEvent.Type.DeferredDelete)
    del gone
    return seen()


if __name__ == "__main__":
    application = QApplication(["read-aloud", "-platform", "offscreen"])
    left = main()
