"""The one connection to the desktop's bus that messages and the quick log's key share, renewed when it was lost."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

if TYPE_CHECKING:
    from ui.session_bus import SessionBus

log = logging.getLogger(__name__)

FIRST_RETRY_MS, LONGEST_RETRY_MS = 5_000, 600_000


class SharedBus(QObject):
    """Lives on the GUI thread. Looks for the bus when it is first wanted, from then on until there is one."""

    back = Signal()
    """There is one after all, or again: `get` gives it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bus: SessionBus | None = None
        self._missed = self._closed = False
        self._retry_ms = FIRST_RETRY_MS
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self.get)

    @Slot()
    def get(self) -> SessionBus | None:
        """The bus, which may not have let us in yet; None where there is none now. Costs no time."""
        if self._bus is None and not self._closed:
            from ui.session_bus import connect_session_bus

            self._bus = connect_session_bus(self)
            if self._bus is None:
                self._miss()
            else:
                self._again.stop()
                self._bus.ready.connect(self._note)
                self._bus.lost.connect(self._lose)
        return self._bus

    @Slot()
    def close(self) -> None:
        """Hang up for good."""
        self._closed = True
        self._again.stop()
        if self._bus is not None:
            self._bus.close()

    @Slot()
    def _note(self) -> None:
        self._retry_ms = FIRST_RETRY_MS
        if self._missed:
            self._missed = False
            log.info("the desktop's message bus is there")
            self.back.emit()

    @Slot()
    def _lose(self) -> None:
        if self._bus is not None:
            self._bus.deleteLater()
            self._bus = None
        if not self._closed:
            self._miss()

    def _miss(self) -> None:
        """Look again later, and say so once."""
        if not self._missed:
            self._missed = True
            log.info("the desktop has no message bus now")
        if not self._again.isActive():
            self._again.start(self._retry_ms)
            self._retry_ms = min(2 * self._retry_ms, LONGEST_RETRY_MS)
