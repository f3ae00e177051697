"""The floor: a PySide6 window with a table of 100 rows, as little as can be. Started by `tests.bench.window`.

`python empty_window.py`: prints one JSON line at its first paint, another when it has settled, and ends.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QTableView

ROWS, COLUMNS = 100, 5
SETTLE_MS = 2_000
ROOT = QModelIndex()


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
        say(pss_kib=pss_kib())
        QApplication.quit()


def say(**facts: float) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def pss_kib() -> int:
    """This process's proportional share of memory."""
    lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    app = QApplication(sys.argv[:1])
    window = QMainWindow()
    window.setCentralWidget(Table())
    window.resize(1180, 760)
    window.show()
    sys.exit(app.exec())
