"""The floor: a PySide6 window with a table of 100 rows, as little as can be. Started by `tests.bench.window`.

`python -m tests.bench.empty_window`: prints one JSON line at its first paint, another when it has settled, and ends.
With `visible` or `hidden` it has a clock as well and runs until it is terminated.
"""

from __future__ import annotations

import signal
import sys
import time
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QTableView

from tests.bench.said import memory, say

ROWS, COLUMNS = 100, 5
SETTLE_MS = 2_000
ROOT = QModelIndex()
ENDS = len(sys.argv) == 1


class Rows(QAbstractTableModel):
    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = ROOT) -> int:
        return 0 if parent.isValid() else ROWS

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = ROOT) -> int:
        return 0 if parent.isValid() else COLUMNS

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        return f"row {index.row()}, {index.column()}" if role == Qt.ItemDataRole.DisplayRole else None


class Table(QTableView):
    """Reports its first paint."""

    def __init__(self) -> None:
        super().__init__()
        self._painted = False
        self._rows = Rows(self)
        self.setModel(self._rows)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self._report)

    def _report(self) -> None:
        say(shown_at=time.monotonic(), cpu_s=time.process_time())
        QTimer.singleShot(SETTLE_MS, self._end)

    def _end(self) -> None:
        say(**memory())
        if ENDS:
            QApplication.quit()


class Ticking(QMainWindow):
    """The table above a clock that changes once a second: the least that a running timer can cost."""

    def __init__(self, *, hidden: bool) -> None:
        super().__init__()
        self.setCentralWidget(Table())
        self._seconds, self._face = 0, QLabel("0")
        self._face.setFixedSize(120, 24)
        self.statusBar().addWidget(self._face)
        self._clock = QTimer(self)
        self._clock.setTimerType(Qt.TimerType.PreciseTimer)
        self._clock.timeout.connect(self._tick)
        self._clock.start(1_000)
        if hidden:
            QTimer.singleShot(SETTLE_MS, self.hide)

    def _tick(self) -> None:
        self._seconds += 1
        self._face.setText(str(self._seconds))


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    window = QMainWindow() if ENDS else Ticking(hidden="hidden" in sys.argv)
    if ENDS:
        window.setCentralWidget(Table())
    app.setQuitOnLastWindowClosed(ENDS)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    window.resize(1180, 760)
    window.show()
    sys.exit(app.exec())
