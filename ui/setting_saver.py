"""Storing a changed setting off the GUI thread: checking its value loads a library that takes its time."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from app.cancel import CancelToken
from app.context import AppContext
from app.errors import AppError
from app.settings import SettingsFile
from ui.bridge import Bridge
from ui.session import Session


class SettingSaver(QObject):
    """One change at a time, in the order in which they were made."""

    saved = Signal(str)
    """The key; the session goes on with the new value already."""
    refused = Signal(str, object)
    """The key, and the AppError that says why nothing was stored."""

    def __init__(self, session: Session, bridge: Bridge, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._bridge = session, bridge

    @Slot(str, str)
    def save(self, key: str, text: str) -> None:
        """Store it and tell everybody."""

        def store(context: AppContext, cancel: CancelToken) -> tuple[str, AppError | None]:
            del cancel  # quick, and never half done
            try:
                SettingsFile(context.config.folder.settings).set(key, text)
            except AppError as error:
                return key, error
            return key, None

        self._bridge.tasks.run(store).done.connect(self._finish)

    @Slot(object)
    def _finish(self, outcome: tuple[str, AppError | None]) -> None:
        key, error = outcome
        if error is None:
            try:
                self._session.reload_settings()
            except AppError as trouble:
                error = trouble
        if error is not None:
            self.refused.emit(key, error)
            return
        self._bridge.settings_changed.emit()
        self.saved.emit(key)
