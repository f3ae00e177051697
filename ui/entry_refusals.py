"""Why an act on an entry was not done, above the page, for as long as that is news."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from app.errors import AppError
from app.storage.changes import Changes
from ui.bridge import Bridge
from ui.messages import sentence
from ui.requests import StandingNotice

KEY = "entry-refused"


class EntryRefusals(QObject):
    """Says the latest one; it goes with the next act on an entry that is done."""

    def __init__(self, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._requests = bridge.requests
        self._said = False
        bridge.committed_here.connect(self._forget)

    @Slot(object)
    def say(self, error: AppError) -> None:
        """Say why, in place of what was said before."""
        self._said = True
        self._requests.standing_notice_requested.emit(StandingNotice(KEY, "error", sentence(error)))

    @Slot(object)
    def _forget(self, changes: Changes) -> None:
        if self._said and changes.concern("entries"):
            self._said = False
            self._requests.standing_notice_requested.emit(StandingNotice(KEY, "error", ""))
